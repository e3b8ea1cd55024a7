#include "messages/session.hpp"

namespace hft {

std::string_view to_string(SessionPhase phase) {
  switch (phase) {
    case SessionPhase::Closed: return "Closed";
    case SessionPhase::PreOpen: return "PreOpen";
    case SessionPhase::Regular: return "Regular";
    case SessionPhase::Closing: return "Closing";
    case SessionPhase::AfterHours: return "AfterHours";
  }
  return "?";
}

} // namespace hft
