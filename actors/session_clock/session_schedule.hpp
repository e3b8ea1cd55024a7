#pragma once

#include "actors/session_clock/market_calendar.hpp"
#include "messages/session.hpp"

#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace hft {

struct ScheduleOptions {
  Duration closing_lead{0}; ///< how long before the close Closing begins; zero: no such phase
};

/// The phase at one moment. `plan` is that of the phase's trading date, or, when Closed, of the
/// next one; empty past the calendar's end.
struct PhaseAt {
  SessionPhase phase = SessionPhase::Closed;
  std::optional<SessionPlan> plan;
};

/// A moment at which the phase changes; `plan` as in `PhaseAt`, for `to`.
struct Boundary {
  Timestamp at;
  SessionPhase from = SessionPhase::Closed;
  SessionPhase to = SessionPhase::Closed;
  std::optional<SessionPlan> plan;
};

/// Which phase when: a pure function of the calendar and the time, for the clock, replays and
/// tests. Phases are half-open, a phase of no length is left out. On dates that are shut, and
/// always while everything is shut, the phase is Closed.
class SessionSchedule {
public:
  explicit SessionSchedule(std::shared_ptr<const MarketCalendar> calendar,
                           ScheduleOptions options = {});

  /// The same calendar without these dates; with `everything`, without any.
  SessionSchedule shut(std::set<Date> dates, bool everything = false) const;

  PhaseAt phase_at(Timestamp time) const;
  /// The first boundary strictly after `time`; empty at the calendar's end and when all is shut.
  std::optional<Boundary> next_boundary(Timestamp time) const;
  /// All boundaries in (after, until], in order.
  std::vector<Boundary> boundaries(Timestamp after, Timestamp until) const;

  const MarketCalendar& calendar() const { return *calendar_; }
  bool operator==(const SessionSchedule& other) const;

private:
  /// The first session that is not shut and ends after `time`.
  std::optional<SessionPlan> session_at_or_after(Timestamp time) const;
  std::vector<Boundary> boundaries_of(const SessionPlan& plan) const;

  std::shared_ptr<const MarketCalendar> calendar_;
  ScheduleOptions options_;
  std::set<Date> shut_;
  bool all_shut_ = false;
};

} // namespace hft
