#pragma once

#include "actors/supervisor/run_outcome.hpp"
#include "app/console/display.hpp"
#include "app/service/service_notice.hpp"
#include "app/service/session_recorder.hpp"
#include "app/wall_clock.hpp"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hft {

/// What the run has seen so far, gathered from the supervisor's thread for the one that waits, and
/// told on the way to the display, the log and the service manager.
class RunMonitor {
public:
  /// `log_on_screen`: warnings of the log stand between the display's lines anyway.
  RunMonitor(Display& display, ServiceNotice& notice, SessionRecorder& sessions,
             bool log_on_screen = false)
    : display_(display),
      notice_(notice),
      sessions_(sessions),
      log_on_screen_(log_on_screen),
      beat_at_(monotonic_now().nanoseconds) {}

  /// To be given to the supervisor.
  SupervisorObserver observer();

  /// Once a second: what the service manager is to say of it, and the report, should it end
  /// without.
  void on_progress(const StatusSnapshot& status);
  /// How long no heartbeat has come back.
  Duration silence(MonotonicTime now) const;
  /// Incidents are told here too; before any happens.
  void also_tell(std::function<void(const std::string&)> incidents) {
    also_tell_ = std::move(incidents);
  }
  /// Something that ought not to happen: for the log, the display and the session's report.
  void incident(const std::string& sentence);

  /// Blocks a little, or until the end.
  std::optional<RunOutcome> wait_for_end(Duration a_while);

  /// The session's last word; without one what was seen last, empty when nothing was.
  StatusSnapshot report() const;
  bool reported() const;
  std::vector<std::string> phases() const;
  SessionPlan plan() const;

private:
  void warn(const std::string& sentence);
  void on_phase(const SessionChanged& changed);
  void on_readiness(bool ready, const std::string& sentence);
  void on_report(const StatusSnapshot& report);
  void add_phase(SessionPhase phase);
  void on_beat();
  /// What the service manager shows, part by part.
  struct Shown {
    std::string phase = "Starting.";
    std::string state;
    std::string trading;
    std::string text() const;
  };
  /// Changes a part and gives the whole.
  std::string show(std::string Shown::*part, std::string text);

  Display& display_;
  ServiceNotice& notice_;
  SessionRecorder& sessions_;
  bool log_on_screen_;
  std::function<void(const std::string&)> also_tell_;
  std::set<std::string> unmanned_told_; ///< by the thread that asks for progress
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<RunOutcome> ending_;
  std::optional<StatusSnapshot> report_;
  StatusSnapshot seen_;
  std::vector<std::string> phases_;
  Shown shown_;
  std::atomic<std::int64_t> beat_at_;
  SessionPlan plan_;
  bool start_told_ = false; ///< on the supervisor's thread only
};

} // namespace hft
