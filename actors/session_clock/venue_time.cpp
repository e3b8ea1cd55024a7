#include "actors/session_clock/venue_time.hpp"

#include "messages/result.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hft {

namespace {

constexpr Duration shortest_step = std::chrono::milliseconds{1};

Duration scaled(Duration duration, double factor) {
  return Duration{
    static_cast<std::int64_t>(std::llround(static_cast<double>(duration.count()) * factor))};
}

} // namespace

VenueTimeKeeper::VenueTimeKeeper(VenueTimeOptions options, std::function<Timestamp()> wall_clock)
  : options_(options),
    wall_clock_(std::move(wall_clock)) {
  ensure(wall_clock_ != nullptr, "venue time needs a wall clock");
}

void VenueTimeKeeper::on_clock(const BrokerClock& clock, MonotonicTime now) {
  simulated_ = simulated_ || clock.simulated;
  offset_ = clock.time.time - (wall_clock_() - (now - clock.time.at));
  told_ = std::max(told_, std::optional{clock.time.time});
  const bool older = seen_ && clock.time.speed <= 0 && clock.time.time < seen_->time;
  if (older)
    seen_->speed = clock.time.speed;
  else
    seen_ = clock.time;
}

void VenueTimeKeeper::on_feed(const VenueTime& seen) {
  if (!follows_venue()) return;
  told_ = std::max(told_, std::optional{seen.time});
  // What the feed says of the speed is hearsay once the venue's own clock has answered.
  const auto speed = seen_ ? seen_->speed : seen.speed;
  if (!seen_ || seen.time > carried_on(seen.at)) seen_ = VenueTime{seen.time, seen.at, speed};
}

Timestamp VenueTimeKeeper::carried_on(MonotonicTime at) const {
  if (seen_->speed <= 0 || at <= seen_->at) return seen_->time;
  auto elapsed = at - seen_->at;
  if (seen_->speed > 1) elapsed = std::min(elapsed, options_.trusted_for);
  return seen_->time + scaled(elapsed, seen_->speed);
}

Duration VenueTimeKeeper::from_told_until(Timestamp time) const {
  return scaled(time - *told_, 1 / seen_->speed);
}

std::optional<Timestamp> VenueTimeKeeper::now(MonotonicTime at) {
  if (!follows_venue()) return wall_clock_();
  if (!seen_) return std::nullopt;
  const auto time = carried_on(at);
  highest_ = highest_ ? std::max(*highest_, time) : time;
  return highest_;
}

Duration VenueTimeKeeper::real_delay_until(std::optional<Timestamp> boundary, MonotonicTime at) {
  if (at_full_speed() || (follows_venue() && !seen_)) return options_.fast_step;
  const auto present = now(at);
  if (!boundary || !present) return options_.longest_step;
  const auto speed = follows_venue() ? seen_->speed : 1.0;
  const auto ahead = *boundary - *present;
  // Compared in venue time: a boundary years ahead would not survive the division's rounding.
  if (ahead >= scaled(options_.longest_step, speed)) return options_.longest_step;
  return std::clamp(scaled(ahead, 1 / speed), shortest_step, options_.longest_step);
}

} // namespace hft
