#pragma once

#include "actors/supervisor/crew.hpp"
#include "app/display.hpp"
#include "app/service_notice.hpp"
#include "app/session_keeper.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace hft {

/// What the run has seen so far, gathered from the supervisor's thread for the one that waits, and
/// told on the way to the display, the log and the service manager.
class Watch {
public:
  Watch(Display& display, ServiceNotice& notice, SessionKeeper& sessions)
    : display_(display),
      notice_(notice),
      sessions_(sessions) {}

  /// To be given to the supervisor.
  SupervisorObserver observer();

  /// Blocks a little, or until the end.
  std::optional<Ending> wait_for_end(Duration a_while);

  StatusSnapshot report() const;
  bool reported() const;
  std::vector<std::string> phases() const;
  SessionPlan plan() const;

private:
  void on_phase(const SessionChanged& changed);
  void on_readiness(bool ready, const std::string& sentence);
  void on_report(const StatusSnapshot& report);
  void add_phase(std::string_view name);
  std::string phase_text() const;

  Display& display_;
  ServiceNotice& notice_;
  SessionKeeper& sessions_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Ending> ending_;
  std::optional<StatusSnapshot> report_;
  std::vector<std::string> phases_;
  std::string phase_text_ = "Starting.";
  SessionPlan plan_;
  bool start_told_ = false; ///< on the supervisor's thread only
};

} // namespace hft
