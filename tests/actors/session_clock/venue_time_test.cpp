#define CAF_SUITE venue_time
#include "tests/test.hpp"

#include "actors/session_clock/venue_time.hpp"

namespace venue_time_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

const Timestamp ten = parse_timestamp("2026-03-02T15:00:00Z").value();

struct Fixture {
  Timestamp wall = ten;

  VenueTimeKeeper keeper(VenueTimeOptions options = {}) {
    return VenueTimeKeeper{options, [this] { return wall; }};
  }
};

MonotonicTime real(Duration since_start) {
  return MonotonicTime{1'000'000'000} + since_start;
}

BrokerClock says(Timestamp time, Duration at, double speed, bool simulated = true) {
  BrokerClock clock;
  clock.time = {time, real(at), speed};
  clock.simulated = simulated;
  return clock;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(venue_time_tests, Fixture)

CAF_TEST(a real venue lives on the wall clock) {
  auto time = keeper();
  CAF_CHECK(time.now(real(0s)) == ten);
  time.on_clock(says(ten + 2s, 0s, 1, false), real(0s));
  CAF_CHECK(time.now(real(0s)) == ten);
  CAF_CHECK(time.offset() == Duration{2s});
  time.on_feed({ten + 1h, real(0s), 1});
  CAF_CHECK(time.now(real(0s)) == ten);
}

CAF_TEST(the offset counts from when the answer was given) {
  auto time = keeper();
  wall = ten + 4s;
  time.on_clock(says(ten + 3s, 1s, 1, false), real(5s)); // four seconds old: the wall said ten then
  CAF_CHECK(time.offset() == Duration{3s});
}

CAF_TEST(a simulated venue is unknown before its first word) {
  auto time = keeper({.follow_venue = true});
  CAF_CHECK(!time.now(real(0s)).has_value());
}

CAF_TEST(a simulated venue is carried on at its speed) {
  auto time = keeper();
  time.on_clock(says(ten, 0s, 300), real(0s));
  CAF_CHECK(time.follows_venue());
  CAF_CHECK(time.now(real(1s)) == ten + 300s);
  CAF_CHECK(time.now(real(1500ms)) == ten + 450s);
}

CAF_TEST(a fast venue that falls silent stands still) {
  auto time = keeper();
  time.on_clock(says(ten, 0s, 300), real(0s));
  CAF_CHECK(time.now(real(60s)) == ten + 900s);
  time.on_clock(says(ten, 60s, 1), real(60s));
  CAF_CHECK(time.now(real(3660s)) == ten + 3600s);
}

CAF_TEST(a followed clock never runs backwards) {
  auto time = keeper();
  time.on_clock(says(ten, 0s, 300), real(0s));
  CAF_CHECK(time.now(real(1s)) == ten + 300s);
  time.on_clock(says(ten + 200s, 1s, 300), real(1s));
  CAF_CHECK(time.now(real(1s)) == ten + 300s);
  CAF_CHECK(time.now(real(2s)) == ten + 500s);
}

CAF_TEST(the feed moves a venue forward and never back) {
  auto time = keeper();
  time.on_clock(says(ten, 0s, 300), real(0s));
  time.on_feed({ten + 100s, real(1s), 1}); // behind the 300 s carried on
  CAF_CHECK(time.now(real(1s)) == ten + 300s);
  time.on_feed({ten + 400s, real(1s), 1}); // ahead, at the clock's speed
  CAF_CHECK(time.now(real(2s)) == ten + 700s);
}

CAF_TEST(at full speed only the newest word counts) {
  auto time = keeper();
  time.on_clock(says(ten, 0s, 0), real(0s));
  CAF_CHECK(time.at_full_speed());
  CAF_CHECK(time.now(real(10s)) == ten);
  time.on_feed({ten + 5min, real(10s), 0});
  CAF_CHECK(time.now(real(11s)) == ten + 5min);
  time.on_clock(says(ten + 1min, 11s, 0), real(11s));
  CAF_CHECK(time.now(real(11s)) == ten + 5min);
  time.on_clock(says(ten + 9min, 12s, 0), real(12s));
  CAF_CHECK(time.now(real(12s)) == ten + 9min);
}

CAF_TEST(a followed venue that keeps its clock still is followed so) {
  auto time = keeper({.follow_venue = true});
  time.on_clock(says(ten, 0s, 1, false), real(0s));
  CAF_CHECK(time.now(real(500ms)) == ten + 500ms);
  time.on_clock(says(ten, 1s, 1, false), real(1s));
  CAF_CHECK(time.now(real(1500ms)) == ten + 500ms);
}

CAF_TEST(timers are armed for short steps of real time) {
  auto real_venue = keeper();
  CAF_CHECK(real_venue.real_delay_until(ten + 1h, real(0s)) == Duration{1s});
  CAF_CHECK(real_venue.real_delay_until(ten + 300ms, real(0s)) == Duration{300ms});
  CAF_CHECK(real_venue.real_delay_until(ten - 1s, real(0s)) == Duration{1ms});
  CAF_CHECK(real_venue.real_delay_until(std::nullopt, real(0s)) == Duration{1s});
  CAF_CHECK(real_venue.real_delay_until(Timestamp{9'000'000'000'000'000'000}, real(0s)) ==
            Duration{1s});
  auto fast = keeper();
  fast.on_clock(says(ten, 0s, 300), real(0s));
  CAF_CHECK(fast.real_delay_until(ten + 150s, real(0s)) == Duration{500ms});
  CAF_CHECK(fast.real_delay_until(ten + 1h, real(0s)) == Duration{1s});
  auto fastest = keeper();
  fastest.on_clock(says(ten, 0s, 0), real(0s));
  CAF_CHECK(fastest.real_delay_until(ten + 1h, real(0s)) == Duration{20ms});
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace venue_time_test
