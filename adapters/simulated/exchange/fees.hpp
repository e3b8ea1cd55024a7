#pragma once

#include "messages/order.hpp"
#include "messages/timestamp.hpp"
#include "messages/units.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace hft::simulated {

/// What a regulator charges on sales from a date on, until the next row.
struct FeeRate {
  Date from;
  Money rate; ///< dollars on a million dollars sold, or on a million shares sold
  Money cap;  ///< the most for one trade; zero: none
  std::string_view source;
};

/// The SEC's fee on sales (Securities Exchange Act, section 31), dollars a million dollars sold.
/// Sources: the SEC's fee rate advisories for the fiscal years 2010 to 2026.
std::span<const FeeRate> section_31_rates();
/// FINRA's trading activity fee, dollars a million shares sold, with a cap on each trade. Source:
/// FINRA By-Laws, Schedule A, section 1, and Regulatory Notices 12-31, 20-39 and 24-01.
std::span<const FeeRate> trading_activity_rates();
/// The row that holds on a date; empty before the first.
std::optional<FeeRate> rate_on(std::span<const FeeRate> rates, Date date);

/// The fees of one account, day by day. The broker adds up each fee over a day and rounds it up to
/// the cent once; here every trade pays what it adds to that rounded sum, so that the fees of a
/// day's trades are the day's fees. Commission is zero. Pure.
class DayFees {
public:
  /// What this trade adds to the fees of its New York date; dates do not go back.
  Money add(Date date, Side side, Price price, Quantity quantity);

private:
  Date date_;
  int128 section_31_ = 0; ///< of the date, in units of 1e-18 dollars
  int128 activity_ = 0;
};

} // namespace hft::simulated
