#include "actors/execution/position.hpp"

#include <algorithm>

namespace hft {

int128 share_of(int128 cost, std::int64_t part, std::int64_t whole) {
  return cost / whole * part + cost % whole * part / whole;
}

void Position::apply(Quantity change, Price price) {
  const bool closes =
    (quantity.units > 0 && change.units < 0) || (quantity.units < 0 && change.units > 0);
  if (!closes) {
    cost += exact_product(price, change);
    quantity += change;
    return;
  }
  const auto closed = std::min(abs(change), abs(quantity));
  const auto signed_closed = change.units < 0 ? -closed : closed;
  const auto freed = share_of(cost, closed.units, abs(quantity).units);
  realized += -exact_product(price, signed_closed) - freed;
  cost -= freed;
  quantity += signed_closed;
  const auto rest = change - signed_closed;
  if (rest.units != 0) apply(rest, price);
}

Price Position::average_price() const {
  if (quantity.units == 0) return {};
  const int128 twice = 2 * magnitude(cost) / magnitude(quantity.units);
  return saturated_price((twice + 1) / 2);
}

} // namespace hft
