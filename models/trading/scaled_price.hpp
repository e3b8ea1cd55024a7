#pragma once

#include "messages/units.hpp"

#include <cmath>

namespace hft {

/// A price times a factor, to the nearest 1e-9 dollars; the desk puts it on the broker's grid.
inline Price scaled(Price price, double factor) {
  return {std::llround(static_cast<double>(price.units) * factor)};
}

} // namespace hft
