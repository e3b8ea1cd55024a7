#include "adapters/simulated/exchange/session_times.hpp"

#include "messages/new_york.hpp"
#include "messages/result.hpp"

#include <algorithm>

namespace hft::simulated {

namespace {

constexpr std::chrono::hours gtc_life{24 * 90};

/// Monday to Friday, 09:30 to 16:00 in New York: for an exchange that was given no calendar.
std::optional<SessionPlan> weekday_session(Date date) {
  if (weekday(date) == 0 || weekday(date) == 6) return std::nullopt;
  const auto at = [&](int hours, int minutes) {
    return from_new_york(date, std::chrono::hours{hours} + std::chrono::minutes{minutes});
  };
  return SessionPlan{date, at(4, 0), at(9, 30), at(16, 0), at(20, 0), false};
}

} // namespace

SessionPlan SessionTimes::session_from(Date date) const {
  for (int day = 0; day < 30; ++day)
    if (const auto found = calendar_ ? calendar_(date + day) : weekday_session(date + day))
      return *found;
  return *weekday_session(date + (weekday(date) == 6 ? 2 : weekday(date) == 0 ? 1 : 0));
}

Timestamp SessionTimes::boundary(int number) const {
  const Timestamp boundaries[] = {plan_.pre_open, plan_.open, plan_.close, plan_.post_end};
  return boundaries[number];
}

void SessionTimes::find_first(Timestamp time) {
  now_ = time;
  auto first = session_from(new_york_date(time));
  if (first.post_end <= time) first = session_from(first.date + 1);
  begin(first);
}

void SessionTimes::begin(const SessionPlan& plan) {
  plan_ = plan;
  known_ = true;
  passed_ = 0;
  while (passed_ < 4 && boundary(passed_) <= now_) ++passed_;
}

void SessionTimes::move_to(Timestamp time) {
  now_ = std::max(now_, time);
}

void SessionTimes::restore(Timestamp saved) {
  if (!known_) now_ = saved; // a clock that runs already is right
}

std::optional<Timestamp> SessionTimes::next_boundary() const {
  if (!known_ || passed_ == 4) return std::nullopt;
  return boundary(passed_);
}

Boundary SessionTimes::pass_boundary() {
  ensure(known_ && passed_ < 4, "a session has a boundary ahead");
  return static_cast<Boundary>(passed_++);
}

Timestamp SessionTimes::expiry_of(const VenueOrder& order) const {
  const auto next = [&] { return session_from(plan_.date + 1); };
  switch (order.time_in_force) {
    case TimeInForce::Gtc: return now_ + gtc_life;
    case TimeInForce::Opg: return now_ < plan_.open ? plan_.open : next().open;
    default:
      if (order.extended_hours) return now_ < plan_.post_end ? plan_.post_end : next().post_end;
      return now_ < plan_.close ? plan_.close : next().close;
  }
}

bool SessionTimes::is_routable(const VenueOrder& order) const {
  if (!known_) return false;
  // An opening order's life ends at its auction: only then is it sent to the venue.
  if (is_regular()) return order.time_in_force != TimeInForce::Opg || order.expires_at <= now_;
  return order.extended_hours && is_extended();
}

} // namespace hft::simulated
