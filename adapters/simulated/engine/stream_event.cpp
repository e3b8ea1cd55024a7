#include "adapters/simulated/engine/stream_event.hpp"

namespace hft::simulated {

const Symbol& symbol_of(const StreamEvent& event) {
  if (const auto* market = std::get_if<MarketEvent>(&event)) return hft::symbol_of(*market);
  return std::get<Imbalance>(event).symbol;
}

} // namespace hft::simulated
