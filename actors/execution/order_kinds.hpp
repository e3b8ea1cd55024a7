#pragma once

#include "messages/order.hpp"

#include <optional>
#include <string>

namespace hft {

/// What the broker takes of each kind of order. Pure; every answer is why not, in our words, or
/// none.

/// Of the order alone: prices, times and sizes that go with its type and its group.
std::optional<std::string> kind_objection(const Order& order);
/// A stop is beyond the market: above it for a buy, below it for a sale. Of a trailing stop it
/// always is.
std::optional<std::string> stop_side_objection(const Order& order, Price market);
/// The exits are on both sides of the price at which the entry is reckoned, a cent away at least.
std::optional<std::string> exits_objection(const Order& order, Price market);

/// On which side the exits of a group trade.
Side exit_side(const Order& order);
/// It may rest at the broker until a price is reached.
bool has_stop(OrderType type);
bool has_limit(OrderType type);

} // namespace hft
