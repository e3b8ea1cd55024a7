#pragma once

#include "messages/session.hpp"
#include "messages/timestamp.hpp"

#include <functional>
#include <optional>
#include <string>

namespace hft::simulated {

/// The trading calendar, injected: empty for a date without a session.
using SessionCalendar = std::function<std::optional<SessionPlan>(Date)>;

/// The plan of the session whose 20:00 lies after `time`: the one that is on, or the next one.
/// Empty when the calendar names none within 15 days.
std::optional<SessionPlan> session_at_or_after(const SessionCalendar& calendar, Timestamp time);

/// The venue's own time. With a finite speed it runs: start + real time * speed. At full speed
/// (`speed` 0) it stands and is moved from event to event by `advance_to`. Pure: real time comes
/// in.
class VenueClock {
public:
  VenueClock(Timestamp start, double speed);

  bool full_speed() const { return speed_ <= 0; }
  double speed() const { return speed_; }
  /// `300`, `1` or `max`: the value of the header `X-Venue-Speed`. A clock that does not run yet
  /// says `max` too: only its answers tell its time.
  std::string speed_text() const;

  /// Real time begins to count; before this call the clock shows its start.
  void start(MonotonicTime real);
  bool started() const { return origin_.has_value(); }
  /// Never runs backwards but for `slip`.
  Timestamp now(MonotonicTime real) const;
  /// What was to be done until now is not done: it is no later than `time`.
  void slip(Timestamp time, MonotonicTime real);
  /// Full speed only; a time in the past is ignored.
  void advance_to(Timestamp time);
  /// How long, in real time, until a finite clock shows `time`; zero when it already does.
  Duration real_time_until(Timestamp time, MonotonicTime real) const;

private:
  Timestamp base_;
  double speed_;
  std::optional<MonotonicTime> origin_;
};

/// What a clock at full speed may do next.
enum class Pace {
  Hold, ///< stand still until somebody subscribes
  Play, ///< on to the next event
  Leap, ///< nobody listens and nothing trades: straight to the next session's 04:00
};

/// `session` is the one that is on or comes next; `has_data` says whether it holds any event to
/// play. With nobody subscribed the clock stands from 04:00 to the close and leaps otherwise; a
/// session without data is not played at all.
Pace pace_at(Timestamp now, const SessionPlan& session, bool subscribed, bool has_data);

} // namespace hft::simulated
