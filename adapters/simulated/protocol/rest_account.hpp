#pragma once

#include "adapters/simulated/protocol/foreign_books.hpp"
#include "adapters/simulated/protocol/rest_routes.hpp"

namespace hft::simulated {

/// `/v2/account`, its activities, history and configurations.
RestAnswer account_answer(const RestCall& call, const ForeignBooks& foreign);
/// The clock and the calendar, versions 2 and 3.
RestAnswer calendar_answer(const RestCall& call);
/// `/v2/assets`.
RestAnswer assets_answer(const RestCall& call);

} // namespace hft::simulated
