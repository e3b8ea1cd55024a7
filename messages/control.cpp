#include "messages/control.hpp"

namespace hft {

std::string_view to_string(ModelState state) {
  switch (state) {
    case ModelState::Starting: return "starting";
    case ModelState::WarmingUp: return "warming up";
    case ModelState::Running: return "running";
    case ModelState::Failed: return "failed";
    case ModelState::Quarantined: return "quarantined";
    case ModelState::Stopped: return "stopped";
    case ModelState::Shadow: return "shadow";
  }
  return "?";
}

std::string_view to_string(RunsOn runs_on) {
  switch (runs_on) {
    case RunsOn::Default: return "default";
    case RunsOn::Lane: return "lane";
    case RunsOn::Scheduler: return "scheduler";
    case RunsOn::Thread: return "thread";
  }
  return "?";
}

} // namespace hft
