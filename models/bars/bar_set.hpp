#pragma once

#include "messages/market.hpp"

#include <vector>

namespace hft {

/// The bars of all symbols a model watches for one interval, by symbol. A symbol that did not trade
/// in it has a flat bar at its last price with volume zero.
struct BarSet {
  BarSize size;
  Timestamp end;
  std::vector<Bar> bars;

  /// Null for a symbol that the model does not watch.
  const Bar* find(const Symbol& symbol) const {
    for (const auto& bar : bars)
      if (bar.symbol == symbol) return &bar;
    return nullptr;
  }
};

} // namespace hft
