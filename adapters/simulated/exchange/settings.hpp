#pragma once

#include "adapters/simulated/exchange/fill_rules.hpp"
#include "messages/session.hpp"
#include "messages/units.hpp"

#include <functional>
#include <optional>

namespace hft::simulated {

struct ExchangeConfig {
  std::uint64_t seed = 1;
  Money cash{1'000'000 * units_per_whole}; ///< a new account's
  int multiplier = 4;                      ///< of equity: 1, 2 or 4; 1 below $2,000 of equity
  double partial_fill_probability = 0.1;   ///< that an order's first fill is only a part of it
  FillRules rules;
  FeePlan fees = FeePlan::Paper;
  Duration acknowledgment{0}; ///< between taking an order, cancel or replace and doing it
  bool allow_flip = false; ///< one order may cross from long to short and back; the broker says no
  bool shorting = true;
  /// The rest of a market order after a first part follows at once, as a second execution;
  /// otherwise it waits for the next quote or trade, working, and may meet an opposite order.
  bool rest_at_once = false;
  std::uint64_t first_account = 1;  ///< the number of the first account made
  std::size_t kept_events = 20'000; ///< for `events_after`
  /// The trading calendar; when empty every weekday is a session of 09:30 to 16:00 New York time.
  std::function<std::optional<SessionPlan>(Date)> session;
};

/// What an account's owner has set (PATCH /v2/account/configurations).
struct AccountSettings {
  bool no_shorting = false;
  bool suspended = false; ///< no new orders
  bool fractional = true;
  int most_multiplier = 4; ///< 1, 2 or 4
  // Kept and shown; nothing follows from them here.
  bool no_overnight = false;
  bool ptp_no_exception_entry = false;
  bool confirms_trades = true;
  int most_options_level = 0;
  bool operator==(const AccountSettings&) const = default;
};

} // namespace hft::simulated
