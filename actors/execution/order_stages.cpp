#include "actors/execution/order_stages.hpp"

#include <algorithm>

namespace hft {

void OrderStages::handed_over(const ClientOrderId& id, MonotonicTime decided,
                              MonotonicTime handed) {
  gate_.record(handed - decided);
  on_their_way_[next_] = {id, handed};
  next_ = (next_ + 1) % on_their_way_.size();
}

void OrderStages::written(const ClientOrderId& id, MonotonicTime written) {
  const auto found = std::find_if(on_their_way_.begin(), on_their_way_.end(),
                                  [&](const auto& order) { return order.id == id; });
  if (found == on_their_way_.end() || id.empty()) return;
  if (written != MonotonicTime{}) write_.record(written - found->handed);
  *found = {};
}

LatencyCounts OrderStages::counts(Stage stage) const {
  switch (stage) {
    case Stage::Model: return model_.counts();
    case Stage::Gate: return gate_.counts();
    case Stage::Write: return write_.counts();
    default: return {};
  }
}

} // namespace hft
