#include "adapters/simulated/server/step_barrier.hpp"

#include "messages/units.hpp"

namespace hft::simulated {

namespace {

constexpr std::size_t frames_a_barrier = 100;
/// Before time moves although orders still answer orders.
constexpr int rounds_a_moment = 64;

} // namespace

std::int64_t second_of(Timestamp time) {
  return time.nanoseconds / units_per_whole;
}

void StepBarrier::sent_frame(std::size_t messages) {
  sent_ += messages;
  frames_ += messages > 0 ? 1 : 0;
}

bool StepBarrier::is_due(Pace pace, Timestamp now, Timestamp next) const {
  if (sent_ == 0 || rounds_ >= rounds_a_moment) return false;
  return frames_ >= frames_a_barrier || pace != Pace::Play || second_of(next) != second_of(now);
}

std::uint64_t StepBarrier::raise(Timestamp now) {
  ++rounds_;
  sent_ = 0;
  frames_ = 0;
  wishes_changed_ = false;
  told_ = now;
  return ++number_;
}

void StepBarrier::pass() {
  if (rounds_ >= rounds_a_moment) sent_ = 0;
  rounds_ = 0;
}

} // namespace hft::simulated
