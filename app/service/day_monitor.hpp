#pragma once

#include "actors/execution/execution_actor.hpp"
#include "actors/monitor/monitor_actor.hpp"
#include "actors/supervisor/run_outcome.hpp"
#include "adapters/dashboard/dashboard_server.hpp"

#include <caf/actor_system.hpp>

#include <filesystem>
#include <functional>
#include <memory>

namespace hft {

/// The run's MonitorActor, and what tells it: observers of execution and supervisor that pass each
/// fact on as one message, beside what they did before. It ends with this.
class DayMonitor {
public:
  /// `time` is the venue's.
  DayMonitor(caf::actor_system& system, report::RunIdentity identity,
             std::function<Timestamp()> time);
  ~DayMonitor();
  DayMonitor(const DayMonitor&) = delete;
  DayMonitor& operator=(const DayMonitor&) = delete;

  ExecutionObserver beside(ExecutionObserver observer) const;
  SupervisorObserver beside(SupervisorObserver observer) const;
  void on_vitals(const FeedVitals& vitals) const;
  void on_incident(const std::string& sentence) const;
  /// How the run stands now; any thread, as all of these.
  void on_progress(const StatusSnapshot& status) const;
  /// The day's record, answered on a thread of the actors.
  void ask(std::function<void(dashboard::DashboardSources::Day)> answer) const;

private:
  caf::actor_system& system_;
  std::function<Timestamp()> time_;
  MonitorActor monitor_;
};

/// Past sessions of every account in the state directory, as JSON.
std::string past_sessions(const std::filesystem::path& state_dir);
/// The report of one of them that was written before.
Result<std::string> past_report(const std::filesystem::path& state_dir, const std::string& account,
                                const std::string& date);

} // namespace hft
