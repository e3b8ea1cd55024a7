#include "actors/execution/step_work.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace hft {

void StepWork::connect(const ModelId& id, bool beside_lane) {
  unrest_ = true;
  models_.insert(id);
  if (beside_lane)
    beside_.insert(id);
  else
    beside_.erase(id);
}

void StepWork::disconnect(const ModelId& id) {
  unrest_ = true;
  models_.erase(id);
  beside_.erase(id);
  if (awaited_.erase(id) > 0) check_round();
}

void StepWork::on_step(const StepReached& step) {
  begun_ = true;
  step_ = step;
  phase_ = Phase::Frames;
  begin_round();
}

void StepWork::begin_round() {
  ++round_;
  facts_ = answer_awaited_ = false;
  self_awaited_ = true;
  awaited_ = models_;
  const auto marked = awaited_;
  for (const auto& id : marked) hands_.mark({round_, id});
  hands_.mark({round_, {}});
}

void StepWork::on_mark(const StepMark& mark) {
  if (mark.round != round_ || phase_ == Phase::Idle) return;
  if (mark.id.empty())
    self_awaited_ = false;
  else
    awaited_.erase(mark.id);
  check_round();
}

void StepWork::check_round() {
  if (phase_ == Phase::Idle || phase_ == Phase::Settling || answer_awaited_) return;
  if (self_awaited_ || !awaited_.empty()) return;
  decide_held();
  if (facts_) return begin_round();
  go_on();
}

/// In the order in which models on the lane would have come: by frame, then by model.
void StepWork::decide_held() {
  const bool by_frame = phase_ == Phase::Frames;
  auto signals = std::exchange(signals_, {});
  std::sort(signals.begin(), signals.end(), [by_frame](const Signal& a, const Signal& b) {
    const auto frame = [by_frame](const Signal& x) {
      return by_frame ? x.received.nanoseconds : std::int64_t{0};
    };
    return std::tuple{frame(a), a.model, a.sequence} < std::tuple{frame(b), b.model, b.sequence};
  });
  for (const auto& signal : signals) hands_.decide(signal);
}

bool StepWork::would_rest(Timestamp time) const {
  const bool idle = begun_ && phase_ == Phase::Idle && signals_.empty() && frames_.empty();
  return idle && !facts_ && !unrest_ && next_look_ && time < *next_look_ &&
         hands_.unanswered().empty();
}

/// A round is over and has led to nothing more.
void StepWork::go_on() {
  if (phase_ == Phase::Frames) {
    for (const auto& frame : std::exchange(frames_, {})) hands_.take_marks(frame);
    phase_ = Phase::Facts;
    has_news_ = hands_.release();
    if (has_news_) return begin_round();
  }
  if (phase_ == Phase::Facts) {
    phase_ = Phase::Pulse;
    if (has_news_ || step_.time - last_pulse_ >= pulse_) {
      last_pulse_ = step_.time;
      hands_.pulse();
      return begin_round();
    }
  }
  answer_awaited_ = !hands_.unanswered().empty();
  if (answer_awaited_) return;
  if (!unrest_ && next_look_ && step_.time < *next_look_) return finish();
  if (phase_ == Phase::Settled && !unrest_) return finish();
  unrest_ = false;
  phase_ = Phase::Settling;
  hands_.look(step_);
}

void StepWork::on_answer() {
  if (!answer_awaited_ || !hands_.unanswered().empty()) return;
  begin_round();
}

void StepWork::on_settled(const StepSettled& settled) {
  if (phase_ != Phase::Settling || settled.number != step_.number) return;
  next_look_ = settled.next_look;
  phase_ = Phase::Settled;
  begin_round();
}

void StepWork::finish() {
  phase_ = Phase::Idle;
  hands_.done(step_.number);
}

bool StepWork::hold(const Signal& signal) {
  if (!begun_ || !beside_.contains(signal.model)) return false;
  signals_.push_back(signal);
  return true;
}

bool StepWork::hold(const MarketFrame& frame) {
  if (begun_) frames_.push_back(frame);
  return begun_;
}

std::string StepWork::waiting_for() const {
  if (phase_ == Phase::Idle) return {};
  if (phase_ == Phase::Settling) return "models that start, change or end";
  if (answer_awaited_) return hands_.unanswered();
  std::string names;
  for (const auto& id : awaited_) names += (names.empty() ? "model " : ", model ") + id.str();
  return names.empty() ? "the desk" : names;
}

} // namespace hft
