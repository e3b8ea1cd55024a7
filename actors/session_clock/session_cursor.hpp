#pragma once

#include "actors/session_clock/session_schedule.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace hft {

/// Walks a schedule and tells each change of phase once, in order, never before its time. Time that
/// steps back is ignored: the phase holds until time passes its highest mark again.
class SessionCursor {
public:
  explicit SessionCursor(SessionSchedule schedule) : schedule_(std::move(schedule)) {}

  /// What changed up to `now`. The first call answers one snapshot, from Closed to the present
  /// phase (Closed included), due now; past boundaries are not told. Later calls tell every
  /// boundary passed, each with the time it was scheduled for.
  std::vector<SessionChanged> advance(Timestamp now);
  /// First what the old schedule still has up to `now`, then the new one holds: when it says
  /// another phase, one change to that, due now.
  std::vector<SessionChanged> replan(const SessionSchedule& schedule, Timestamp now);

  bool started() const { return reached_.has_value(); }
  SessionPhase phase() const { return phase_; }
  /// The highest time seen; empty before the first.
  std::optional<Timestamp> reached() const { return reached_; }
  const SessionSchedule& schedule() const { return schedule_; }

private:
  SessionChanged change(SessionPhase to, const std::optional<SessionPlan>& plan,
                        Timestamp scheduled, Timestamp actual);

  SessionSchedule schedule_;
  SessionPhase phase_ = SessionPhase::Closed;
  std::optional<Timestamp> reached_;
  std::uint64_t sequence_ = 0;
};

} // namespace hft
