#include "actors/model/model_slot.hpp"

#include <utility>

namespace hft {

namespace {

std::string named(const ModelHost& host) {
  return "model " + host.report().name;
}

} // namespace

ModelSlot::ModelSlot(std::shared_ptr<ModelHost> host, bool on_paper, bool needs_history)
  : active_(std::move(host), on_paper ? Role::Shadow : Role::Active, needs_history) {}

void ModelSlot::number(const MarketFrame& frame) {
  ++frames_;
  if (frame.delivery == 0) return;
  if (frame.delivery > expected_) lost_ += frame.delivery - expected_;
  if (frame.delivery < expected_) ++repeated_;
  expected_ = std::max(expected_, frame.delivery + 1);
}

ModelSlot::Made ModelSlot::on_frame(const MarketFrame& frame) {
  number(frame);
  if (!candidate_ && active_.is_ready() && active_.purpose() == Role::Active) [[likely]]
    return active_.host().on_frame(frame);
  return take(frame, frame.batch->received);
}

ModelSlot::Made ModelSlot::take(const ModelInput& input, MonotonicTime now) {
  made_.clear();
  if (const auto* session = std::get_if<SessionChanged>(&input)) session_ = *session;
  active_.take(input, now, made_);
  if (candidate_) {
    std::vector<Signal> none;
    candidate_->take(input, now, none);
    if (candidate_->fault()) {
      candidate_fault_ = candidate_->fault();
      drop_candidate();
    }
  }
  return made_;
}

void ModelSlot::on_account(const AccountState& account) {
  active_.host().on_account(account);
  if (candidate_) candidate_->host().on_account(account);
}

void ModelSlot::on_asset(const AssetTraits& asset) {
  active_.host().on_asset(asset);
  if (candidate_) candidate_->host().on_asset(asset);
}

std::optional<ModelNotes> ModelSlot::notes() {
  if (!active_.host().has_notes()) return std::nullopt;
  return active_.host().take_notes();
}

ModelSlot::Made ModelSlot::on_standing(const InstanceBook& standing, MonotonicTime now) {
  made_.clear();
  if (change_due())
    change(standing, now);
  else if (!std::exchange(started_, true))
    active_.take(standing, now, made_);
  return made_;
}

bool ModelSlot::change_due() const {
  if (fault()) return false;
  if (!candidate_) return promoting_ && active_.is_ready();
  return candidate_->is_ready() && (promoting_ || candidate_->purpose() == Role::Successor);
}

void ModelSlot::change(const InstanceBook& standing, MonotonicTime now) {
  started_ = true;
  promoting_ = false;
  if (!candidate_) { // the instance itself was on paper
    active_.host().uncount_signals();
    return active_.decide(standing, now, made_);
  }
  auto& next = *candidate_;
  Result<void> inherited;
  if (inherits_ && next.purpose() == Role::Successor)
    inherited = next.host().restore(active_.host().save());
  if (!fault() && inherited) {
    next.host().follow(active_.host());
    next.host().uncount_signals();
    next.host().uncount_ticks();
    next.decide(standing, now, made_);
  }
  if (fault() || !inherited || next.fault()) {
    candidate_fault_ = fault() ? fault() : !inherited ? inherited.error().sentence : next.fault();
    made_.clear();
    drop_candidate();
    return;
  }
  const auto done = active_.host().report();
  earlier_.ticks += done.ticks;
  earlier_.signals += done.signals;
  earlier_.late += done.late;
  active_ = std::move(next);
  candidate_.reset();
  ++changes_;
}

std::vector<HistoryQuestion> ModelSlot::on_subscribed(const Subscriptions& acknowledged,
                                                      Timestamp newest, const Windows& windows) {
  acknowledged_ = acknowledged;
  newest_ = std::max(newest_, newest);
  std::vector<HistoryQuestion> questions;
  const auto ask = [&](ModelRunner& occupant) {
    if (!occupant.may_ask(acknowledged_)) return;
    const auto more = occupant.ask(windows, newest_, next_question_);
    questions.insert(questions.end(), more.begin(), more.end());
  };
  ask(active_);
  if (candidate_) ask(*candidate_);
  return questions;
}

void ModelSlot::on_history(std::uint64_t number, const Result<std::vector<MarketEvent>>& events) {
  if (!active_.on_history(number, events) && candidate_) candidate_->on_history(number, events);
}

std::vector<HistoryQuestion> ModelSlot::ask_again(const Windows& windows) {
  std::vector<HistoryQuestion> questions;
  const auto ask = [&](ModelRunner& occupant) {
    if (!occupant.is_refused()) return;
    const auto more = occupant.ask(windows, newest_, next_question_);
    questions.insert(questions.end(), more.begin(), more.end());
  };
  ask(active_);
  if (candidate_) ask(*candidate_);
  return questions;
}

bool ModelSlot::is_short() const {
  return active_.is_short() || (candidate_ && candidate_->is_short());
}

ModelSlot::Made ModelSlot::advance() {
  made_.clear();
  active_.advance(made_);
  if (candidate_) {
    std::vector<Signal> none;
    candidate_->advance(none);
    if (candidate_->fault()) {
      candidate_fault_ = candidate_->fault();
      drop_candidate();
    }
  }
  return made_;
}

bool ModelSlot::is_preparing() const {
  return !active_.is_ready() || (candidate_ && !candidate_->is_ready());
}

bool ModelSlot::is_same_model(const ModelHost& host) const {
  return host.report().name == active_.host().report().name;
}

Result<void> ModelSlot::install(std::shared_ptr<ModelHost> host, bool shadow, bool needs_history) {
  if (candidate_)
    return fail(ErrorKind::Refused, named(candidate_->host()) +
                                      " already runs beside it: promote or stop that one first");
  if (!active_.is_ready())
    return fail(ErrorKind::Refused, named(active_.host()) + " is still warming up");
  if (active_.purpose() == Role::Shadow)
    return fail(ErrorKind::Refused, "the instance is in shadow itself: promote or stop it first");
  const auto memory = is_same_model(*host) ? active_.host().save() : ModelCheckpoint{};
  if (fault()) return fail(ErrorKind::Refused, *fault());
  inherits_ = !memory.values.empty();
  not_inherited_.clear();
  if (inherits_) { // for the shadow; for a change to know at once whether it would be refused
    const auto version = host->save().version;
    if (const auto restored = host->restore(memory); !restored) {
      if (memory.version > version || host->fault()) return restored;
      inherits_ = false; // of other parameters: history must do
      not_inherited_ = restored.error().sentence;
    }
  }
  candidate_.emplace(std::move(host), shadow ? Role::Shadow : Role::Successor,
                     needs_history && !inherits_);
  std::vector<Signal> none;
  candidate_->host().know(active_.host());
  if (session_) candidate_->take(*session_, {}, none);
  return {};
}

Result<void> ModelSlot::promote() {
  const bool on_paper = active_.purpose() == Role::Shadow;
  if (!candidate_ && !on_paper) return fail(ErrorKind::Refused, "nothing runs in shadow there");
  promoting_ = true;
  return {};
}

bool ModelSlot::drop_candidate() {
  promoting_ = false;
  const bool was_there = candidate_.has_value();
  candidate_.reset();
  return was_there;
}

std::optional<std::string> ModelSlot::candidate_fault() {
  return std::exchange(candidate_fault_, std::nullopt);
}

ModelReport ModelSlot::report() const {
  auto report = active_.host().report();
  report.ticks += earlier_.ticks;
  report.signals += earlier_.signals;
  report.late += earlier_.late;
  report.frames = frames_;
  report.lost = lost_;
  report.repeated = repeated_;
  if (active_.purpose() == Role::Shadow) {
    report.state = ModelState::Shadow;
    report.signals = 0; // on paper: none was sent
    report.paper = active_.paper_report();
  }
  if (!active_.is_ready()) report.state = ModelState::WarmingUp;
  if (active_.fault()) report.state = ModelState::Failed;
  if (candidate_) report.paper = candidate_->paper_report();
  return report;
}

} // namespace hft
