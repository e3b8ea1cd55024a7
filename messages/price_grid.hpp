#pragma once

#include "messages/order.hpp"

#include <optional>

namespace hft {

/// The broker's grid of order prices: whole cents from one dollar on, hundredths of a cent below.
/// Pure arithmetic in units of 1e-9 dollars; the sign of a price is kept.
///
/// Invariants: what any function here answers `is_on_grid`; a price on the grid is answered
/// unchanged; a price within 1e-9 dollars of the grid is taken for that tick, whichever side it is
/// on, for it comes from a float (`448.50000000000006`).

/// 0.01 dollars for prices of one dollar and more, 0.0001 below.
Price tick_size(Price price);
bool is_on_grid(Price price);
/// The tick that is at most 1e-9 dollars away; none when the price means to be between two.
std::optional<Price> tick_near(Price price);

/// To the passive side: a limit that buys is rounded down and one that sells up, so that no order
/// pays more or takes less than was asked for.
Price round_to_tick(Price price, Side side);
/// A stop that buys is rounded up and one that sells down, away from the market.
Price round_stop_to_tick(Price price, Side side);
/// The distance of a trailing stop, in whole cents and at least one: rounded up, away from the
/// market.
Price round_trail_to_tick(Price distance);

} // namespace hft
