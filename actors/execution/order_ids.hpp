#pragma once

#include "messages/fixed_text.hpp"
#include "messages/timestamp.hpp"

#include <cstdint>
#include <unordered_map>

namespace hft {

/// The client order ids we give: `YYYYMMDD-model-sequence`, the sequence counting up for each model
/// over all dates. Pure. Invariants: `next` changes nothing, so an order that is refused uses up no
/// number; after `observe(id)` no id with that number or a lower one is given to that model,
/// whoever sent the order that bears it. Ids of another form, and numbers too high to count on
/// from, leave everything as it is.
class OrderIds {
public:
  /// An id that exists: of an order of ours, or of any order the broker tells of.
  void observe(const ClientOrderId& id);
  /// The id of the model's next order. Fits always: a model's name is short enough.
  ClientOrderId next(Date date, const ModelId& model) const;
  /// Whether an order of this model was ever observed.
  bool knows(const ModelId& model) const { return used_.contains(model); }

private:
  std::unordered_map<ModelId, std::uint64_t> used_; // the highest number
};

} // namespace hft
