#include "actors/session_clock/session_cursor.hpp"

namespace hft {

SessionChanged SessionCursor::change(SessionPhase to, const std::optional<SessionPlan>& plan,
                                     Timestamp scheduled, Timestamp actual) {
  const SessionChanged made{.from = phase_,
                            .to = to,
                            .plan = plan.value_or(SessionPlan{}),
                            .scheduled = scheduled,
                            .actual = actual,
                            .sequence = ++sequence_};
  phase_ = to;
  return made;
}

std::vector<SessionChanged> SessionCursor::advance(Timestamp now) {
  std::vector<SessionChanged> changes;
  if (!reached_) {
    const auto present = schedule_.phase_at(now);
    reached_ = now;
    changes.push_back(change(present.phase, present.plan, now, now));
    return changes;
  }
  if (now <= *reached_) return changes;
  for (const auto& boundary : schedule_.boundaries(*reached_, now))
    changes.push_back(change(boundary.to, boundary.plan, boundary.at, now));
  reached_ = now;
  return changes;
}

std::vector<SessionChanged> SessionCursor::replan(const SessionSchedule& schedule, Timestamp now) {
  if (!reached_) {
    schedule_ = schedule;
    return advance(now);
  }
  auto changes = advance(now);
  if (schedule == schedule_) return changes;
  schedule_ = schedule;
  const auto present = schedule_.phase_at(*reached_);
  if (present.phase != phase_)
    changes.push_back(change(present.phase, present.plan, *reached_, *reached_));
  return changes;
}

} // namespace hft
