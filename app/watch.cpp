#include "app/watch.hpp"

#include <spdlog/spdlog.h>

#include <systemd/sd-daemon.h>

namespace hft {

SupervisorObserver Watch::observer() {
  SupervisorObserver observer;
  observer.on_phase = [this](const SessionChanged& changed) {
    display_.phase(changed);
    const std::string name{to_string(changed.to)};
    spdlog::info("the session is {}", name);
    sd_notify(0, ("STATUS=" + name).c_str());
    if (changed.to == SessionPhase::Closed) sd_notify(0, "READY=1");
    const std::lock_guard lock{mutex_};
    plan_ = changed.plan;
    // Before it opens and after it closed nothing of the story has happened.
    if (changed.to != SessionPhase::Closed && changed.to != SessionPhase::AfterHours)
      add_phase(name);
  };
  observer.on_readiness = [this](bool ready, const std::string& sentence) {
    display_.note(ready ? "ready" : "not ready", sentence);
    spdlog::info("the system is {}", sentence);
    if (ready) sd_notify(0, "READY=1");
  };
  observer.on_incident = [this](const std::string& sentence) {
    spdlog::warn("{}", sentence);
    display_.note("notice", sentence);
  };
  observer.on_report = [this](const StatusSnapshot& report) {
    const std::lock_guard lock{mutex_};
    add_phase("Closing");
    add_phase("Closed");
    report_ = report;
  };
  observer.on_end = [this](const Ending& ending) {
    const std::lock_guard lock{mutex_};
    ending_ = ending;
    changed_.notify_all();
  };
  return observer;
}

void Watch::add_phase(std::string_view name) {
  if (!phases_.empty() && phases_.back() == "Closed") phases_.clear(); // the next session's story
  if (phases_.empty() || phases_.back() != name) phases_.emplace_back(name);
}

std::optional<Ending> Watch::wait_for_end(Duration a_while) {
  std::unique_lock lock{mutex_};
  changed_.wait_for(lock, a_while, [this] { return ending_.has_value(); });
  return ending_;
}

StatusSnapshot Watch::report() const {
  const std::lock_guard lock{mutex_};
  return report_.value_or(StatusSnapshot{});
}

bool Watch::reported() const {
  const std::lock_guard lock{mutex_};
  return report_.has_value();
}

std::vector<std::string> Watch::phases() const {
  const std::lock_guard lock{mutex_};
  return phases_;
}

SessionPlan Watch::plan() const {
  const std::lock_guard lock{mutex_};
  return plan_;
}

} // namespace hft
