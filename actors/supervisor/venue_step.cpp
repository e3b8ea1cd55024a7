#include "actors/supervisor/venue_step.hpp"

#include <algorithm>

namespace hft {

void VenueStep::told(const StepTold& step, MonotonicTime now) {
  step_ = step;
  since_ = now;
  standstill_told_ = false;
}

std::vector<ModelSpec> VenueStep::due_swaps() {
  std::vector<ModelSpec> due;
  for (; swaps_made_ < swaps_.size() && swaps_[swaps_made_].at <= time_; ++swaps_made_) {
    due.push_back(swaps_[swaps_made_].spec);
    ++swaps_under_way_;
  }
  return due;
}

void VenueStep::keep_incident(const ModelId& id, std::string sentence) {
  incidents_.emplace_back(id, std::move(sentence));
}

std::vector<std::string> VenueStep::take_incidents() {
  std::stable_sort(incidents_.begin(), incidents_.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> sentences;
  for (auto& [id, sentence] : incidents_) sentences.push_back(std::move(sentence));
  incidents_.clear();
  return sentences;
}

std::optional<StepSettled> VenueStep::settle() {
  if (!step_) return std::nullopt;
  auto next = step_->next;
  if (swaps_made_ < swaps_.size())
    next = std::min(next.value_or(swaps_[swaps_made_].at), swaps_[swaps_made_].at);
  const StepSettled settled{step_->number, next};
  step_.reset();
  return settled;
}

bool VenueStep::stands_still(MonotonicTime now) {
  constexpr Duration long_while = std::chrono::seconds{5};
  if (!step_ || standstill_told_ || now - since_ < long_while) return false;
  return standstill_told_ = true;
}

} // namespace hft
