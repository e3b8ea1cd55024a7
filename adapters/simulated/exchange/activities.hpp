#pragma once

#include "adapters/simulated/exchange/accounts.hpp"

namespace hft::simulated {

/// One page of an account's fills.
std::vector<FillRecord> fills_page(const Orders& orders, AccountIndex account,
                                   const ActivityQuery& query);
/// One page of fills and everything else, by when it was booked.
std::vector<Activity> activities_page(const Orders& orders, const Accounts& accounts,
                                      AccountIndex account, const ActivityQuery& query);

} // namespace hft::simulated
