#pragma once

#include "adapters/door/limits.hpp"

namespace hft::door {

/// Whether numbers can be what they say they are. A few comparisons each: for every print.
constexpr bool is_price(Price price) {
  return price.units > 0 && price.units <= highest_price.units;
}
/// A price, or zero where that means none.
constexpr bool is_price_or_none(Price price) {
  return price.units >= 0 && price.units <= highest_price.units;
}
constexpr bool is_size_or_none(Quantity size) {
  return size.units >= 0 && size.units <= largest_print.units;
}
/// A print's price and size, and what it moved.
constexpr bool is_print(Price price, Quantity size) {
  constexpr int128 most =
    static_cast<int128>(largest_print_dollars) * units_per_whole * units_per_whole;
  return is_price(price) && size.units > 0 && size.units <= largest_print.units &&
         exact_product(price, size) <= most;
}
/// Whether the amount of so many shares at this price fits `Money`.
constexpr bool is_amount(Price price, Quantity quantity) {
  constexpr int128 most = static_cast<int128>(INT64_MAX) * units_per_whole;
  return magnitude(exact_product(price, quantity)) <= most;
}

} // namespace hft::door
