#include "adapters/simulated/engine/clock.hpp"

#include "messages/new_york.hpp"
#include "messages/number_text.hpp"

#include <algorithm>
#include <cmath>

namespace hft::simulated {

std::optional<SessionPlan> session_at_or_after(const SessionCalendar& calendar, Timestamp time) {
  constexpr int longest_closure = 15;
  const auto today = new_york_date(time);
  for (int days = 0; days < longest_closure; ++days)
    if (auto plan = calendar(today + days); plan && time < plan->post_end) return plan;
  return std::nullopt;
}

VenueClock::VenueClock(Timestamp start, double speed) : base_(start), speed_(speed) {}

std::string VenueClock::speed_text() const {
  if (full_speed() || !started()) return "max";
  return general_text(speed_, 15);
}

void VenueClock::start(MonotonicTime real) {
  if (!origin_) origin_ = real;
}

Timestamp VenueClock::now(MonotonicTime real) const {
  if (full_speed() || !origin_ || real < *origin_) return base_;
  const auto elapsed = static_cast<double>((real - *origin_).count()) * speed_;
  return base_ + Duration{static_cast<std::int64_t>(elapsed)};
}

void VenueClock::slip(Timestamp time, MonotonicTime real) {
  if (!origin_ || full_speed()) return;
  base_ = std::max(base_, std::min(time, now(real)));
  origin_ = real;
}

void VenueClock::advance_to(Timestamp time) {
  if (full_speed()) base_ = std::max(base_, time);
}

Duration VenueClock::real_time_until(Timestamp time, MonotonicTime real) const {
  const auto ahead = time - now(real);
  if (ahead <= Duration{0} || full_speed()) return Duration{0};
  return Duration{
    static_cast<std::int64_t>(std::ceil(static_cast<double>(ahead.count()) / speed_))};
}

Pace pace_at(Timestamp now, const SessionPlan& session, bool subscribed, bool has_data) {
  if (now < session.pre_open) return subscribed && has_data ? Pace::Play : Pace::Leap;
  if (now >= session.close) return subscribed ? Pace::Play : Pace::Leap;
  return subscribed && has_data ? Pace::Play : Pace::Hold;
}

} // namespace hft::simulated
