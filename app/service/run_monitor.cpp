#include "app/service/run_monitor.hpp"

#include "adapters/report/status_view.hpp"
#include "app/console/logging.hpp"
#include "app/console/narration.hpp"

#include <spdlog/spdlog.h>

namespace hft {

SupervisorObserver RunMonitor::observer() {
  SupervisorObserver observer;
  observer.on_phase = [this](const SessionChanged& changed) { on_phase(changed); };
  // What the feed says is missing while it is live; all calls come on the supervisor's thread.
  auto missing = std::make_shared<std::string>();
  observer.on_readiness = [this, missing](bool ready, const std::string& sentence) {
    on_readiness(ready, ready && !missing->empty() ? sentence + ", but " + *missing : sentence);
  };
  observer.on_waiting = [this] { notice_.ready(show(&Shown::state, "Waiting.")); };
  observer.on_heartbeat = [this] { on_beat(); };
  observer.on_incident = [this](const std::string& sentence) { incident(sentence); };
  observer.on_news = [this](const std::string& sentence) {
    spdlog::info("{}", as_sentence(sentence));
    display_.note("notice", sentence);
  };
  observer.on_feed = [missing](const FeedStateChanged& changed) {
    if (changed.state != FeedState::Live || !changed.acknowledged.empty())
      *missing = changed.detail;
    spdlog::debug("The data stream is {}{}{}.", to_string(changed.state),
                  changed.detail.empty() ? "" : ": ", changed.detail);
  };
  observer.on_notes = [this](const ModelNotes& notes) {
    sessions_.notes(notes);
    for (const auto& note : notes.notes)
      if (note.plot.empty())
        spdlog::info("Model {} notes at {}: {}", notes.id.view(), format_timestamp(note.time),
                     note.text);
  };
  observer.on_report = [this](const StatusSnapshot& report) { on_report(report); };
  observer.on_end = [this](const RunOutcome& ending) {
    if (ending.exit_code == exit_code::done) spdlog::info("The system has ended in order.");
    const std::lock_guard lock{mutex_};
    ending_ = ending;
    changed_.notify_all();
  };
  return observer;
}

void RunMonitor::warn(const std::string& sentence) {
  spdlog::warn("{}", as_sentence(sentence));
  if (!log_on_screen_) display_.note("notice", sentence);
}

void RunMonitor::incident(const std::string& sentence) {
  warn(sentence);
  sessions_.incident(sentence);
  if (also_tell_) also_tell_(sentence);
}

void RunMonitor::on_beat() {
  beat_at_ = monotonic_now().nanoseconds;
  notice_.beat();
}

Duration RunMonitor::silence(MonotonicTime now) const {
  return now - MonotonicTime{beat_at_.load()};
}

namespace {

/// How the run stands: what is missing while it is ready, and what it waits for while it is not.
std::string readiness_of(const StatusSnapshot& status) {
  const auto& feed = status.feed.detail;
  if (status.ready)
    return feed.empty() ? "Reconciled and subscribed."
                        : as_sentence("reconciled and subscribed, but " + feed);
  if (!status.desk_answers) return "Execution does not answer.";
  if (!status.desk.ready) return "Not ready: the books are not reconciled.";
  return as_sentence("not ready: the data stream is not live" + (feed.empty() ? "" : ": " + feed));
}

} // namespace

void RunMonitor::on_progress(const StatusSnapshot& status) {
  {
    const std::lock_guard lock{mutex_};
    seen_ = status;
  }
  if (status.desk.ready && status.desk_answers)
    for (auto& sentence : report::unmanned_sentences(status))
      if (unmanned_told_.insert(sentence).second) incident("a position is left: " + sentence);
  const auto& phase = status.session.phase;
  if (phase == SessionPhase::PreOpen || phase == SessionPhase::Regular)
    show(&Shown::state, readiness_of(status));
  notice_.status(show(&Shown::trading, status.desk.halted
                                         ? "Trading is halted: " + status.desk.halt_reason + "."
                                         : ""));
}

void RunMonitor::on_phase(const SessionChanged& changed) {
  display_.phase(changed);
  const std::string name{to_string(changed.to)};
  const auto sentence = phase_sentence(changed);
  set_log_context({name, format_date(changed.plan.date)});
  if (changed.reason.empty())
    spdlog::info("{}", sentence);
  else
    spdlog::error("{}", sentence);
  notice_.status(show(&Shown::phase, sentence));
  const auto found = sessions_.phase(changed);
  for (const auto& warning : found.warnings) warn(warning);
  if (found.starts > 1 && !start_told_)
    spdlog::info("This is start {} of the program in the session of {}: it goes on from the "
                 "journal.",
                 found.starts, format_date(changed.plan.date));
  start_told_ = true;
  const std::lock_guard lock{mutex_};
  plan_ = changed.plan;
  if (changed.to != SessionPhase::Closed) add_phase(changed.to); // nothing has happened before
}

void RunMonitor::on_readiness(bool ready, const std::string& sentence) {
  if (ready)
    display_.note("ready", sentence);
  else if (!reported())
    display_.note("not ready", "no orders are sent until it is ready again");
  if (ready) {
    spdlog::info("The system is ready: {}.", sentence);
    notice_.ready(show(&Shown::state, as_sentence(sentence)));
  } else {
    if (!reported()) spdlog::warn("The system is not ready.");
    notice_.status(show(&Shown::state, "Not ready."));
  }
}

void RunMonitor::on_report(const StatusSnapshot& report) {
  for (const auto& sentence : report_sentences(sessions_.whole(report)))
    spdlog::info("{}", sentence);
  sessions_.finish(report);
  display_.phase_ended(report.session.now, report.session.plan.date);
  const std::lock_guard lock{mutex_};
  add_phase(SessionPhase::Closed);
  report_ = report;
}

void RunMonitor::add_phase(SessionPhase phase) {
  if (!phases_.empty() && phases_.back() == "Closed") phases_.clear(); // the next session's story
  report::add_phase(phases_, phase);
}

std::string RunMonitor::Shown::text() const {
  return phase + (state.empty() ? "" : " " + state) + (trading.empty() ? "" : " " + trading);
}

std::string RunMonitor::show(std::string Shown::*part, std::string text) {
  const std::lock_guard lock{mutex_};
  shown_.*part = std::move(text);
  return shown_.text();
}

std::optional<RunOutcome> RunMonitor::wait_for_end(Duration a_while) {
  std::unique_lock lock{mutex_};
  changed_.wait_for(lock, a_while, [this] { return ending_.has_value(); });
  return ending_;
}

StatusSnapshot RunMonitor::report() const {
  const std::lock_guard lock{mutex_};
  return report_.value_or(seen_);
}

bool RunMonitor::reported() const {
  const std::lock_guard lock{mutex_};
  return report_.has_value();
}

std::vector<std::string> RunMonitor::phases() const {
  const std::lock_guard lock{mutex_};
  return phases_;
}

SessionPlan RunMonitor::plan() const {
  const std::lock_guard lock{mutex_};
  return plan_;
}

} // namespace hft
