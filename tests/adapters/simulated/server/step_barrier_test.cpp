#define CAF_SUITE step_barrier
#include "tests/test.hpp"

#include "adapters/simulated/server/step_barrier.hpp"

namespace step_barrier_test {

using namespace hft;
using namespace hft::simulated;

namespace {

constexpr Timestamp at(std::int64_t milliseconds) {
  return {milliseconds * 1'000'000};
}

} // namespace

CAF_TEST(nothing sent needs no barrier) {
  const StepBarrier barrier;
  CAF_CHECK(!barrier.is_due(Pace::Leap, at(100), at(5'000)));
}

CAF_TEST(what was sent is asked for before another second begins) {
  StepBarrier barrier;
  barrier.sent(1);
  CAF_CHECK(!barrier.is_due(Pace::Play, at(100), at(999)));
  CAF_CHECK(barrier.is_due(Pace::Play, at(100), at(1'000)));
  CAF_CHECK(barrier.is_due(Pace::Leap, at(100), at(999)));
  CAF_CHECK_EQUAL(barrier.raise(at(100)), 1u);
  CAF_CHECK(barrier.told() == at(100));
  CAF_CHECK(!barrier.has_sent());
  CAF_CHECK(!barrier.is_due(Pace::Leap, at(100), at(5'000)));
}

CAF_TEST(a hundred frames that somebody got are asked for within a second) {
  StepBarrier barrier;
  for (int i = 0; i < 99; ++i) barrier.sent_frame(2);
  barrier.sent_frame(0); // nobody listened
  CAF_CHECK(!barrier.is_due(Pace::Play, at(1), at(2)));
  barrier.sent_frame(1);
  CAF_CHECK(barrier.is_due(Pace::Play, at(1), at(2)));
}

CAF_TEST(a wish that changed is told with the next barrier) {
  StepBarrier barrier;
  barrier.wish_changed();
  CAF_CHECK(barrier.wishes_changed());
  barrier.raise(at(1));
  CAF_CHECK(!barrier.wishes_changed());
}

CAF_TEST(orders that answer orders hold a moment for so many rounds and no longer) {
  StepBarrier barrier;
  for (int i = 0; i < 64; ++i) {
    barrier.sent(1);
    CAF_CHECK(barrier.is_due(Pace::Play, at(1), at(2'000)));
    barrier.raise(at(1));
  }
  barrier.sent(1);
  CAF_CHECK(!barrier.is_due(Pace::Play, at(1), at(2'000)));
  barrier.pass();
  CAF_CHECK(!barrier.has_sent());
  barrier.sent(1);
  CAF_CHECK(barrier.is_due(Pace::Play, at(2'000), at(3'000)));
}

} // namespace step_barrier_test
