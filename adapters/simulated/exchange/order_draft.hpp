#pragma once

#include "adapters/simulated/exchange/order.hpp"

#include <optional>

namespace hft::simulated {

/// An order as asked for, without id, times or state; legs by what they are.
struct OrderDraft {
  VenueOrder order;
  std::optional<VenueOrder> take_profit;
  std::optional<VenueOrder> stop_loss;
};

/// Reads a request: fields, numbers, price increments, what goes with which type, class and time in
/// force. An empty client order id stays empty.
Answer<OrderDraft> draft_of(const PlaceRequest& request);

/// The old order changed as asked; `quantity` is what would be left to fill. Refuses changes that
/// are none, and what may not change.
Answer<VenueOrder> successor_of(const VenueOrder& old, const ReplaceRequest& request);

} // namespace hft::simulated
