#include "actors/supervisor/supervisor_actor.hpp"

#include <caf/all.hpp>

#include <algorithm>
#include <utility>

namespace hft {

// A simulated venue that waits for us: its clock stands while a model starts, changes or ends, so
// that what happens then happens at one venue time, however long it takes.

void Supervisor::on_step(const StepReached& step) {
  step_time_ = step.time;
  if (clock_) return send(clock_, step);
  on_step_told({step.number, std::nullopt});
}

void Supervisor::on_step_told(const StepTold& told) {
  step_ = told;
  step_since_ = now();
  standstill_told_ = false;
  make_due_swaps();
  try_settle();
}

void Supervisor::make_due_swaps() {
  for (; swaps_made_ < config_.swaps.size(); ++swaps_made_) {
    const auto& swap = config_.swaps[swaps_made_];
    if (swap.at > step_time_) return;
    ++swaps_under_way_;
    // What comes of it is told as of any other swap.
    request(SupervisorActor{this}, caf::infinite, SwapModel{swap.spec})
      .then(
        [this](const CommandResult& result) {
          --swaps_under_way_;
          if (!result.done) incident(result.sentence);
          try_settle();
        },
        [this](caf::error&) { --swaps_under_way_; });
  }
}

std::string Supervisor::unsettled() const {
  if (stage_ == Stage::Starting) return "the desk to start";
  if (stage_ == Stage::Stopping || stage_ == Stage::Down) return "the session to end";
  if (gathering_) return "the session's last report";
  if (stage_ == Stage::Closing) return {};
  if (swaps_under_way_ > 0) return "a swap";
  for (const auto& [id, child] : models_) {
    const auto name = "model " + id.str();
    if (child.restart_at) return name + " to be started again";
    if (child.leaving || (child.handle && child.state == ModelState::Stopped))
      return name + " to end";
    if (child.handle && child.state == ModelState::WarmingUp) return name + " to be warmed up";
    if (child.changing) return name + " to be changed";
  }
  return {};
}

void Supervisor::try_settle() {
  if (!step_ || !execution_ || !unsettled().empty()) return;
  auto next = step_->next;
  if (swaps_made_ < config_.swaps.size())
    next = std::min(next.value_or(config_.swaps[swaps_made_].at), config_.swaps[swaps_made_].at);
  publish_of_step();
  send(execution_, StepSettled{step_->number, next});
  step_.reset();
}

void Supervisor::incident_of_step(const ModelId& id, const std::string& sentence) {
  const bool keeps_step = config_.restart_clock != nullptr;
  if (!keeps_step || stage_ != Stage::Up) return incident(sentence);
  of_step_.emplace_back(id, sentence);
}

void Supervisor::publish_of_step() {
  auto told = std::exchange(of_step_, {});
  std::stable_sort(told.begin(), told.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [id, sentence] : told) incident(sentence);
}

void Supervisor::record_standstill() {
  constexpr Duration long_while = std::chrono::seconds{5};
  try_settle();
  if (!step_ || standstill_told_ || now() - step_since_ < long_while) return;
  standstill_told_ = true;
  publish_of_step();
  news("the venue's clock stands: waiting for " + unsettled());
}

} // namespace hft
