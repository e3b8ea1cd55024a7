#include "messages/price_grid.hpp"

namespace hft {

namespace {

constexpr std::int64_t coarse = cents(1).units;
constexpr std::int64_t fine = coarse / 100;
constexpr std::int64_t noise = 1; // of floats: 1e-9 dollars

std::int64_t tick_units(std::int64_t units) {
  return magnitude(units) >= dollars(1).units ? coarse : fine;
}

std::int64_t below(std::int64_t units, std::int64_t tick) {
  auto rest = units % tick;
  if (rest < 0) rest += tick;
  return units - rest;
}

Price down(Price price) {
  if (const auto near = tick_near(price)) return *near;
  return {below(price.units, tick_units(price.units))};
}

Price up(Price price) {
  if (const auto near = tick_near(price)) return *near;
  const auto tick = tick_units(price.units);
  return {checked_add(below(price.units, tick), tick)};
}

} // namespace

Price tick_size(Price price) {
  return {tick_units(price.units)};
}

bool is_on_grid(Price price) {
  return price.units % tick_units(price.units) == 0;
}

std::optional<Price> tick_near(Price price) {
  if (is_on_grid(price)) return price;
  for (const auto units : {price.units - noise, price.units + noise})
    if (is_on_grid({units})) return Price{units};
  return std::nullopt;
}

Price round_to_tick(Price price, Side side) {
  return side == Side::Buy ? down(price) : up(price);
}

Price round_stop_to_tick(Price price, Side side) {
  return side == Side::Buy ? up(price) : down(price);
}

Price round_trail_to_tick(Price distance) {
  const auto near = below(distance.units + noise, coarse);
  if (near > 0 && distance.units - near <= noise) return {near};
  return {checked_add(below(distance.units, coarse), coarse)};
}

} // namespace hft
