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
  }
  return "?";
}

} // namespace hft
