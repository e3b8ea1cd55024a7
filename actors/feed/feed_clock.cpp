#include "actors/feed/feed_clock.hpp"

namespace hft {

void FeedClock::set_plan(const SessionPlan& plan) {
  plan_ = plan;
  find_boundary();
}

void FeedClock::find_boundary() {
  boundary_.reset();
  for (const auto at : {plan_.pre_open, plan_.open, plan_.close, plan_.post_end})
    if (!boundary_ && at > told_) boundary_ = at;
}

VenueTime FeedClock::tell(MonotonicTime now) {
  told_ = newest_;
  told_at_ = now;
  find_boundary();
  return {newest_, now, speed_};
}

std::optional<VenueTime> FeedClock::on_event(Timestamp time, MonotonicTime now) {
  if (time <= newest_) return std::nullopt;
  newest_ = time;
  const bool passed = boundary_ && newest_ >= *boundary_;
  const bool due = speed_ <= 0 && (!told_at_ || now - *told_at_ >= interval_);
  if (!passed && !due) return std::nullopt;
  return tell(now);
}

std::optional<VenueTime> FeedClock::on_pulse(MonotonicTime now) {
  if (speed_ > 0 || newest_ <= told_) return std::nullopt;
  return tell(now);
}

} // namespace hft
