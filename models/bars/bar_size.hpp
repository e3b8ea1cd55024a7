#pragma once

#include "messages/market.hpp"

namespace hft {

/// The size of bars that last so long, for a parameter of the type `Duration`: at least a second,
/// whole ones.
inline BarSize bars_of(Duration length) {
  const auto seconds = length / std::chrono::seconds{1};
  if (seconds % 60 == 0) return {seconds / 60, BarUnit::Minute};
  return {seconds < 1 ? 1 : seconds, BarUnit::Second};
}

} // namespace hft
