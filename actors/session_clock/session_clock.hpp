#pragma once

#include "actors/session_clock/broker_check.hpp"
#include "actors/session_clock/session_cursor.hpp"
#include "actors/session_clock/venue_time.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hft {

struct SessionClockOptions {
  ScheduleOptions schedule{};
  VenueTimeOptions time{};
  BrokerCheckOptions broker{};
  /// How often the broker's clock is asked, in real time: of a real venue it is only a check and
  /// costs requests, of a followed one it is the time itself.
  Duration real_venue_poll = std::chrono::seconds{30};
  Duration followed_venue_poll = std::chrono::seconds{1};
  Duration full_speed_poll = std::chrono::milliseconds{50};
  /// The same, at the least, of a venue that hurries while it is to say that a boundary is reached.
  Duration boundary_poll = std::chrono::milliseconds{5};
  Duration calendar_poll = std::chrono::hours{1};
  /// How long the first snapshot waits for the broker's word.
  Duration patience = std::chrono::seconds{10};
};

/// What to ask the broker now.
struct BrokerQuestions {
  bool clock = false;
  std::optional<std::pair<Date, Date>> calendar;
};

/// All the session clock's thinking: the venue's time, the schedule, the broker's agreement. Its
/// actor adds a timer and the mail. Real time comes in with each call.
class SessionClock {
public:
  SessionClock(std::shared_ptr<const MarketCalendar> calendar, SessionClockOptions options,
               std::function<Timestamp()> wall_clock);

  void on_clock(const BrokerClock& clock, MonotonicTime now);
  void on_calendar(const BrokerCalendar& calendar);
  void on_failure(const Failure& failure);
  void on_feed_time(const VenueTime& seen) { keeper_.on_feed(seen); }

  /// The changes of phase up to `now`, in order. The first is a snapshot; it waits for the venue's
  /// time and, where agreement is required, for the broker's word or the end of patience.
  std::vector<SessionChanged> advance(MonotonicTime now);
  /// How long to sleep before the next `advance`.
  Duration delay(MonotonicTime now);
  /// What is due to be asked; it counts as asked from then on.
  BrokerQuestions questions(MonotonicTime now);
  SessionStatus status(MonotonicTime now);
  /// A sentence when the broker's agreement was lost, changed its reason or came back; once each.
  std::optional<std::string> news();
  bool agrees() const { return view_.agrees; }
  /// When the phase changes next, as far as it is known.
  std::optional<Timestamp> next_change() const;
  /// At a venue that waits for us: all up to `time` has been worked off.
  void on_step(Timestamp time, MonotonicTime now);

private:
  struct Question {
    std::optional<MonotonicTime> asked;
    bool in_flight = false;
    bool answered = false;
    bool due(MonotonicTime now, Duration interval) const;
    void ask(MonotonicTime now);
  };

  Duration clock_interval(MonotonicTime now);
  /// The venue's time. One that hurries is late when its listeners are: it is past a boundary only
  /// when it has said so.
  std::optional<Timestamp> time_at(MonotonicTime now);
  /// The boundary that a venue that hurries must say it has reached; empty when none is near.
  std::optional<Timestamp> boundary_in_doubt(MonotonicTime now);
  bool may_start(MonotonicTime now);

  SessionClockOptions options_;
  VenueTimeKeeper keeper_;
  BrokerCheck check_;
  SessionSchedule schedule_;
  SessionCursor cursor_;
  BrokerView view_;
  std::string told_;
  Question clock_question_;
  Question calendar_question_;
  std::optional<MonotonicTime> began_;
};

} // namespace hft
