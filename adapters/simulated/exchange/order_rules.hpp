#pragma once

#include "adapters/simulated/exchange/exchange.hpp"

namespace hft::simulated {

/// Prices beyond these move no book and stand on no order.
inline constexpr Price cheapest_price{units_per_whole / 10'000};
inline constexpr Price dearest_price{100'000'000 * units_per_whole};
inline constexpr Quantity largest_quantity{1'000'000'000 * units_per_whole};

/// What `money` buys at `price` (positive), `largest_quantity` at most.
Quantity quantity_for(Money money, Price price);

/// The rules of an order that need neither account nor clock; each answers with the broker's code
/// and words. Messages are the broker's, which clients read.

/// 422/40010001: a field is missing or cannot be read.
VenueError malformed(std::string message);
/// 422/42210000: it can be read, and is not allowed.
VenueError unprocessable(std::string message);
/// 403/40310000: the account may not.
VenueError forbidden(std::string message);
/// 404/40410000.
VenueError not_found(std::string message);

/// An order as asked for, without id, times or state; legs by what they are.
struct OrderDraft {
  VenueOrder order;
  std::optional<VenueOrder> take_profit;
  std::optional<VenueOrder> stop_loss;
};

/// Reads a request: fields, numbers, price increments, what goes with which type, class and time in
/// force. An empty client order id stays empty.
Answer<OrderDraft> draft_of(const PlaceRequest& request);

/// The old order changed as asked; `quantity` is what would be left to fill. Refuses changes that
/// are none, and what may not change.
Answer<VenueOrder> successor_of(const VenueOrder& old, const ReplaceRequest& request);

/// 1 to 5 capital letters with at most one dot between them.
bool is_plausible_symbol(std::string_view text);

Answer<void> check_asset(const OrderDraft& draft, const Asset& asset);
/// `session` is the plan of today or, on other days, any other date's. Opening auctions are closed
/// to orders from two minutes before the open, closing ones from ten minutes before the close, both
/// until 19:00 New York time.
Answer<void> check_window(TimeInForce time_in_force, Timestamp now, const SessionPlan& session);
/// A buy stop stands above the market, a sell stop below it. Trailing stops pass.
Answer<void> check_stop_side(const VenueOrder& order, Price market);
/// Profit and loss on their sides of `base`, the stop at least a cent away.
Answer<void> check_legs(const OrderDraft& draft, Price base);
/// $1 at least for fractional and dollar orders.
Answer<void> check_minimum(const VenueOrder& order, Price market);

/// Whether two orders of one account on opposite sides could meet; names the broker's reason.
std::optional<std::string> wash_trade(const VenueOrder& incoming, const VenueOrder& open);

/// What a triggered buy stop may pay: 4 % above its stop below $50, otherwise 2.5 %, cut to a tick.
Price buy_stop_collar(Price stop);
/// `price` plus the collar with which the broker reserves for a market buy.
Price with_buy_collar(Price price);
/// Where a trailing stop stands, on a tick on the far side of `mark`.
Price trailing_stop_price(const VenueOrder& order, Price mark);
bool is_whole(Quantity quantity);

} // namespace hft::simulated
