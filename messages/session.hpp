#pragma once

#include "messages/timestamp.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace hft {

/// Where a trading date stands, by New York time.
enum class SessionPhase : std::uint8_t {
  Closed,     ///< night, weekend, holiday: nothing runs
  PreOpen,    ///< 04:00 to the open: connect, reconcile, warm up
  Regular,    ///< the open to the close (less what Closing takes)
  Closing,    ///< the last minutes before the close, if configured: no new opening orders
  AfterHours, ///< the close to 20:00 (17:00 after an early close)
};
std::string_view to_string(SessionPhase phase);

/// The hours of one trading date. Half-open intervals: an event at `close` is after hours.
struct SessionPlan {
  Date date;
  Timestamp pre_open; ///< 04:00 New York
  Timestamp open;     ///< 09:30 New York
  Timestamp close;    ///< 16:00 New York, 13:00 on early closes
  Timestamp post_end; ///< 20:00 New York, 17:00 on early closes
  bool early_close = false;
  bool operator==(const SessionPlan&) const = default;
  bool is_regular(Timestamp time) const { return open <= time && time < close; }
  bool is_extended(Timestamp time) const { return pre_open <= time && time < post_end; }
  template <class Inspector>
  friend auto inspect(Inspector& f, SessionPlan& x) {
    return f(x.date, x.pre_open, x.open, x.close, x.post_end, x.early_close);
  }
};

/// The phase is now `to`. Sent once for each boundary, in order; when several were missed, all of
/// them, each with the time it was scheduled for.
struct SessionChanged {
  SessionPhase from = SessionPhase::Closed;
  SessionPhase to = SessionPhase::Closed;
  SessionPlan plan;    ///< of the trading date the phase belongs to; when Closed, of the next one
  Timestamp scheduled; ///< when the boundary was due
  Timestamp actual;    ///< venue time when it was noticed
  std::uint64_t sequence = 0;
  /// Of a Closed that the calendar does not call for: why, in one sentence. Empty otherwise.
  std::string reason = {};
  bool operator==(const SessionChanged&) const = default;
  template <class Inspector>
  friend auto inspect(Inspector& f, SessionChanged& x) {
    return f(x.from, x.to, x.plan, x.scheduled, x.actual, x.sequence, x.reason);
  }
};

/// An observation of the venue's clock: `time` was its time when our monotonic clock said `at`.
/// `speed` is venue seconds a real second: 1 for the real world, 0 when the venue runs as fast as
/// it can and its time is known only from what it sends.
struct VenueTime {
  Timestamp time;
  MonotonicTime at;
  double speed = 1.0;
  bool operator==(const VenueTime&) const = default;
  template <class Inspector>
  friend auto inspect(Inspector& f, VenueTime& x) {
    return f(x.time, x.at, x.speed);
  }
};

/// The session clock, asked.
struct SessionStatus {
  SessionPhase phase = SessionPhase::Closed;
  SessionPlan plan;
  SessionPhase next_phase = SessionPhase::Closed;
  Timestamp next_change;
  Timestamp now; ///< venue time
  bool agrees_with_broker = false;
  std::string disagreement; ///< one sentence when it does not
  template <class Inspector>
  friend auto inspect(Inspector& f, SessionStatus& x) {
    return f(x.phase, x.plan, x.next_phase, x.next_change, x.now, x.agrees_with_broker,
             x.disagreement);
  }
};

} // namespace hft
