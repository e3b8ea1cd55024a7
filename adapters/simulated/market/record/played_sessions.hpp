#pragma once

#include "messages/session.hpp"

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace hft::simulated {

/// The trading hours of a date; empty for a day without a session.
using SessionLookup = std::function<std::optional<SessionPlan>(Date)>;

/// Which sessions a record knows of: those that were played, and those of the days before. Where
/// playing began, history ends. Invariant: without a beginning there are no sessions to answer for.
class PlayedSessions {
public:
  /// `history_days`: calendar days of history before the first session.
  PlayedSessions(SessionLookup lookup, int history_days)
    : lookup_(std::move(lookup)),
      history_days_(history_days) {}

  /// Where the clock starts; the first call counts.
  void begin_at(Timestamp time);
  /// A session is played from here on.
  void play(const SessionPlan& plan);

  const std::optional<Timestamp>& began() const { return began_; }
  bool was_played(Date date) const { return played_.contains(date); }
  std::optional<SessionPlan> on(Date date) const;
  /// From the oldest of history to the newest played, as far as they touch [from, until]; by date.
  std::vector<SessionPlan> between(Date from, Date until) const;
  /// The date being played, or else that of the beginning.
  std::optional<Date> current() const;

private:
  SessionLookup lookup_;
  int history_days_ = 0;
  std::optional<Timestamp> began_;
  std::map<Date, SessionPlan> played_;
  std::optional<Date> current_;
};

} // namespace hft::simulated
