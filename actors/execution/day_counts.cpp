#include "actors/execution/day_counts.hpp"

#include <utility>

namespace hft {

void DayCounts::begin(std::map<ModelId, Money> realized_before) {
  models_.clear();
  refusals_.clear();
  realized_before_ = std::move(realized_before);
}

void DayCounts::on_refused(const ModelId& model, Refusal refusal) {
  ++models_[model].refused;
  ++refusals_[std::string{to_string(refusal)}];
}

Money DayCounts::realized_today(const ModelId& model, Money realized) const {
  const auto before = realized_before_.find(model);
  return before == realized_before_.end() ? realized : realized - before->second;
}

} // namespace hft
