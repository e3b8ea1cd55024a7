#pragma once

#include "messages/order.hpp"

#include <limits>
#include <optional>
#include <string>

namespace hft {

/// What no order and no fill has, whatever the market does. Everything that gets into the books is
/// within these bounds, so that sums of prices, quantities and their products always fit.
inline constexpr Price highest_price = dollars(10'000'000);
inline constexpr Quantity largest_order = shares(1'000'000'000);
/// The most shares of one symbol a book holds, and the most that is counted of working orders.
inline constexpr Quantity largest_position = shares(4'000'000'000);

/// How far the teller of a fill is believed.
enum class Trust : std::uint8_t {
  Told,  ///< by an event or an answer: it must fit the order too
  Asked, ///< by the broker's books, which have the last word: only what cannot be is refused
};

inline bool is_plausible(Price price) {
  return price.units > 0 && price <= highest_price;
}
inline bool is_plausible(Quantity quantity) {
  return quantity.units >= 0 && quantity <= largest_order;
}

/// Why the figures of an order or an execution cannot be; none when they can.
std::optional<std::string> implausible(const BrokerOrder& order);
std::optional<std::string> implausible(const Execution& execution, Quantity cumulative);

/// Dollars rounded like `rounded`, or the largest amount there is when it does not fit.
inline Money saturated_money(int128 exact) {
  constexpr auto most = static_cast<int128>(std::numeric_limits<std::int64_t>::max());
  constexpr int128 edge = (most - 1) * units_per_whole;
  if (exact > edge) return {std::numeric_limits<std::int64_t>::max()};
  if (exact < -edge) return {-std::numeric_limits<std::int64_t>::max()};
  return rounded(exact);
}
/// The price in 64 bits, or the largest there is.
inline Price saturated_price(int128 units) {
  constexpr auto most = static_cast<int128>(std::numeric_limits<std::int64_t>::max());
  return {static_cast<std::int64_t>(units > most ? most : units < -most ? -most : units)};
}

} // namespace hft
