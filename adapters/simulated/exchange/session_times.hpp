#pragma once

#include "adapters/simulated/exchange/order.hpp"
#include "messages/session.hpp"

#include <functional>
#include <optional>

namespace hft::simulated {

/// What a session passes, in this order.
enum class Boundary { PreOpen, Open, Close, PostEnd };

/// Where in the trading days the exchange stands. Invariants: time only moves on; once a session is
/// known there always is one, the one that is on or the next one, and its boundaries that are
/// behind are counted once each, in order. Pure.
class SessionTimes {
public:
  /// Empty for a date without a session; without a calendar every weekday is one of 09:30 to 16:00.
  using Calendar = std::function<std::optional<SessionPlan>(Date)>;

  explicit SessionTimes(Calendar calendar) : calendar_(std::move(calendar)) {}

  Timestamp now() const { return now_; }
  /// Whether a session is known; until then nothing is routed and nothing trades.
  bool known() const { return known_; }
  const SessionPlan& plan() const { return plan_; }
  bool is_regular() const { return known_ && plan_.is_regular(now_); }
  bool is_extended() const { return known_ && plan_.is_extended(now_); }

  /// The first session, by the calendar: the one that ends after `time`, which is now.
  void find_first(Timestamp time);
  /// `plan` is the session from now on; boundaries at or before now are behind.
  void begin(const SessionPlan& plan);
  /// The session after the one that is known, by the calendar.
  void begin_next() { begin(session_from(plan_.date + 1)); }
  /// Earlier times are ignored.
  void move_to(Timestamp time);
  /// The clock of a saved exchange; ignored once a session is known.
  void restore(Timestamp saved);

  /// The boundaries of the session that lie ahead.
  int boundaries_left() const { return 4 - passed_; }
  /// Of the next boundary; none when all are behind.
  std::optional<Timestamp> next_boundary() const;
  /// The next boundary is behind us from now on; there must be one.
  Boundary pass_boundary();

  /// When an order that is taken now ends by itself.
  Timestamp expiry_of(const VenueOrder& order) const;
  /// Whether an order goes to the venue now, or waits for its hours.
  bool is_routable(const VenueOrder& order) const;

private:
  SessionPlan session_from(Date date) const;
  Timestamp boundary(int number) const;

  Calendar calendar_;
  Timestamp now_;
  SessionPlan plan_;
  bool known_ = false;
  int passed_ = 0;
};

} // namespace hft::simulated
