#pragma once

#include "messages/corporate_action.hpp"
#include "messages/market.hpp"
#include "messages/order.hpp"
#include "messages/session.hpp"
#include "models/bars/bar_set.hpp"
#include "models/context.hpp"

#include <exception>
#include <string>

namespace hft {

/// What a model was shown, in words: `451.31 x 100 on V (@ I)`; empty when there is nothing to add.
std::string shown_text(const Trade& trade);
std::string shown_text(const Quote& quote);
std::string shown_text(const Bar& bar);
std::string shown_text(const BarSet& bars);
std::string shown_text(const TradingStatus& status);
std::string shown_text(const Fill& fill);
std::string shown_text(const OrderClosed& closed);
std::string shown_text(const OrderRefused& refused);
std::string shown_text(const SessionChanged& changed);
std::string shown_text(const CorporateAction& action);
std::string shown_text(const FeedGap& gap);

/// Where a model failed.
struct FaultPlace {
  std::string handler; ///< as `on_trade`
  std::string shown;   ///< what it was shown: `trade of SPY: 451.31 x 100`
  Timestamp at;        ///< of that; zero: it has no time
};

/// All that helps whoever mends the model, in indented lines: handler, event, New York time, what
/// it held, its open orders, and what was thrown with the whole of its traceback or its causes.
std::string fault_account(const FaultPlace& place, const Context& context,
                          const std::exception_ptr& thrown);

} // namespace hft
