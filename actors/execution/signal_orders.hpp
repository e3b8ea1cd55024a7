#pragma once

#include "actors/execution/risk_limits.hpp"
#include "messages/order.hpp"
#include "messages/result.hpp"

namespace hft {

// What a signal asks for as an order: without an id, and before any limit is asked. Pure.

/// The order of a signal. Prices that its kind does not have stay zero; the stop price stands in
/// the order, not in its terms.
Order order_of(const Signal& signal);

/// Onto the broker's grid, to the side that costs nobody anything; what would become nothing stays,
/// for the gate to refuse.
void fit_to_grid(Order& order, OffTick off_tick);

/// What a replacement keeps of the order it replaces, and what it changes; the size of an order of
/// a group is kept, and a wish to change it is an error.
Result<void> take_over(Order& order, const Order& was, const Signal& signal);

} // namespace hft
