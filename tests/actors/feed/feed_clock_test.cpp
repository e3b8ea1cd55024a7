#define CAF_SUITE feed_clock
#include "tests/test.hpp"

#include "actors/feed/feed_clock.hpp"
#include "tests/actors/feed/events.hpp"

namespace feed_clock_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

/// Pre-market until ten, regular to a second past, over two seconds past.
SessionPlan plan() {
  return {make_date(2026, 3, 2), ten_and(-5'000), ten_and(0),
          ten_and(1'000),        ten_and(2'000),  false};
}

} // namespace

CAF_TEST(each boundary is told when events pass it) {
  FeedClock clock{300.0};
  clock.set_plan(plan());
  CAF_CHECK(!clock.on_event(ten_and(-6'000), real(1)).has_value());
  CAF_CHECK(clock.on_event(ten_and(-4'000), real(2)) ==
            std::optional{VenueTime{ten_and(-4'000), real(2), 300.0}});
  CAF_CHECK(!clock.on_event(ten_and(-1), real(3)).has_value());
  CAF_CHECK(clock.on_event(ten_and(0), real(4)).has_value());
  CAF_CHECK(!clock.on_event(ten_and(500), real(5)).has_value());
  CAF_CHECK(!clock.on_event(ten_and(-10), real(6)).has_value());
  CAF_CHECK(clock.on_event(ten_and(1'700), real(7)).has_value());
  CAF_CHECK(!clock.on_event(ten_and(1'800), real(8)).has_value());
  CAF_CHECK(clock.on_event(ten_and(2'000), real(9)).has_value());
  CAF_CHECK(!clock.on_event(ten_and(9'000), real(10)).has_value());
  CAF_CHECK(!clock.on_pulse(real(11)).has_value());
}

CAF_TEST(at full speed time is told at most every interval and when it falls quiet) {
  FeedClock clock{0.0, 20ms};
  CAF_CHECK(clock.on_event(ten_and(1), real(0)).has_value());
  CAF_CHECK(!clock.on_event(ten_and(2), real(19)).has_value());
  CAF_CHECK(clock.on_event(ten_and(3), real(20)).has_value());
  CAF_CHECK(!clock.on_event(ten_and(4), real(21)).has_value());
  CAF_CHECK(clock.on_pulse(real(22)) == std::optional{VenueTime{ten_and(4), real(22), 0.0}});
  CAF_CHECK(!clock.on_pulse(real(50)).has_value());
}

} // namespace feed_clock_test
