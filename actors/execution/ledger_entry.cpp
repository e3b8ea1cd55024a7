#include "actors/execution/ledger_entry.hpp"

#include <algorithm>

namespace hft {

Quantity LedgerEntry::exposed() const {
  if (order.leg == Leg::None || !parent) return leaves();
  if (!parent->ended()) return {}; // its entry, or the take-profit that it is the other exit to
  const bool behind =
    order.leg == Leg::StopLoss &&
    std::any_of(parent->exits.begin(), parent->exits.end(), [](const LedgerEntry* exit) {
      return exit->order.leg == Leg::TakeProfit && !exit->ended();
    });
  return behind ? Quantity{} : leaves();
}

std::string_view to_string(AnomalyKind kind) {
  switch (kind) {
    case AnomalyKind::Overfill: return "overfill";
    case AnomalyKind::LateFill: return "late fill";
    case AnomalyKind::Adopted: return "adopted";
    case AnomalyKind::Resurrected: return "resurrected";
    case AnomalyKind::Contradiction: return "contradiction";
    case AnomalyKind::RepeatedId: return "repeated id";
    case AnomalyKind::Implausible: return "implausible";
    case AnomalyKind::LeftAlone: return "left alone";
    case AnomalyKind::Moved: return "moved";
    case AnomalyKind::Missing: return "missing";
  }
  return "?";
}

} // namespace hft
