#pragma once

#include "models/model.hpp"

#include <algorithm>

namespace hft {

/// The size of bars that last so long, for a parameter of the type `Duration`: at least a second,
/// whole ones.
inline BarSize bars_of(Duration length) {
  const auto seconds = length / std::chrono::seconds{1};
  if (seconds % 60 == 0) return {seconds / 60, BarUnit::Minute};
  return {seconds < 1 ? 1 : seconds, BarUnit::Second};
}

/// Of a model that takes in bars of one symbol and size, and no trade for itself. So many are kept,
/// and shown from history at the start.
inline Needs needs_of_bars(const Symbol& symbol, BarSize size, std::int64_t keep = 1) {
  Needs needs;
  needs.symbols = {symbol};
  needs.trades = false;
  needs.bar_sizes = {size};
  needs.keep_bars = static_cast<std::size_t>(std::max<std::int64_t>(keep, 1));
  return needs;
}

} // namespace hft
