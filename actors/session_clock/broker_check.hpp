#pragma once

#include "actors/session_clock/market_calendar.hpp"
#include "messages/broker_clock.hpp"
#include "messages/result.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace hft {

struct BrokerCheckOptions {
  bool required = true; ///< without the broker's agreement everything is closed
  Duration keeps_for = std::chrono::minutes{15};    ///< real; how long an agreement lasts unheard
  Duration near_boundary = std::chrono::seconds{5}; ///< venue; open or closed is moot this close
  Duration offset_limit = std::chrono::seconds{5};  ///< wall clock against the broker's
  int answers_to_reopen = 3; ///< agreeing clock answers in a row before a date is trusted again
  int sessions_ahead = 10;   ///< compared with the broker's calendar
};

/// What follows from comparing.
struct BrokerView {
  bool agrees = false;
  bool all_closed = false;     ///< no agreement that still counts
  std::set<Date> closed_dates; ///< on these the broker and we differ
  std::string sentence;        ///< why, when it does not agree
  bool operator==(const BrokerView&) const = default;
};

/// Compares our calendar with what the broker says. The stricter view wins: a date on which the two
/// differ, in whatever way, is closed. Silence keeps the last agreement for a while.
class BrokerCheck {
public:
  BrokerCheck(std::shared_ptr<const MarketCalendar> calendar, BrokerCheckOptions options);

  void on_calendar(const BrokerCalendar& theirs);
  /// `offset` is the broker's clock less our wall clock, where the two should be equal.
  void on_clock(const BrokerClock& theirs, std::optional<Duration> offset, MonotonicTime now);
  void on_failure(const Failure& failure);

  /// The outcome for `date` and after, at real time `now`.
  BrokerView view(Date date, MonotonicTime now) const;
  /// The dates to ask the broker's calendar for: `date` and the next sessions, both ends included.
  std::pair<Date, Date> range(Date date) const {
    return {date, sessions_later(date, options_.sessions_ahead)};
  }
  /// Too few of them have been compared yet, or the clock has contradicted ours since.
  bool wants_calendar(Date date) const;
  /// The broker's clock and calendar have both been heard once.
  bool complete() const { return compared_ && clock_heard_; }

private:
  Date sessions_later(Date date, int count) const;
  /// Nothing when the answer came so close to a boundary that it proves nothing.
  std::optional<std::map<Date, std::string>> differences(const BrokerClock& theirs) const;
  bool is_over(Timestamp time) const;

  std::shared_ptr<const MarketCalendar> calendar_;
  BrokerCheckOptions options_;
  std::optional<std::pair<Date, Date>> compared_;
  std::map<Date, std::string> calendar_differences_;
  std::map<Date, std::string> clock_differences_;
  bool calendar_doubted_ = false; ///< by the clock, since it was read
  std::string offset_difference_;
  int agreeing_answers_ = 0;
  std::optional<MonotonicTime> clock_heard_;
  std::string last_failure_;
};

} // namespace hft
