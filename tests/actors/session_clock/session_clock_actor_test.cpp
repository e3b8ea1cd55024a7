#define CAF_SUITE session_clock_actor
#include "tests/actors/session_clock/session_clock_actor_fixture.hpp"

namespace session_clock_actor_test {

using namespace hft;
using namespace std::chrono_literals;
using namespace hft::clock_fixture;

CAF_TEST_FIXTURE_SCOPE(session_clock_actor_tests, Fixture)

CAF_TEST(the supervisor hears a snapshot and then each boundary at its time) {
  start();
  CAF_CHECK(phases() == Phases{SessionPhase::PreOpen});
  pass(30min - 1s);
  CAF_CHECK_EQUAL(told->size(), 1u);
  pass(1s);
  CAF_CHECK(phases() == (Phases{SessionPhase::PreOpen, SessionPhase::Regular}));
  CAF_CHECK(told->back().scheduled == new_york("2026-03-02", 9, 30));
  CAF_CHECK(told->back().actual == told->back().scheduled);
}

CAF_TEST(a boundary between two pulses is met to the moment) {
  wall = new_york("2026-03-02", 9, 30) - 300ms;
  start();
  pass(300ms, 100ms);
  CAF_CHECK_EQUAL(told->size(), 2u);
}

CAF_TEST(a start in the middle of a session joins it) {
  wall = new_york("2026-03-02", 11);
  start();
  CAF_REQUIRE_EQUAL(told->size(), 1u);
  CAF_CHECK(told->front().from == SessionPhase::Closed);
  CAF_CHECK(told->front().to == SessionPhase::Regular);
  CAF_CHECK(told->front().plan.close == new_york("2026-03-02", 16));
}

CAF_TEST(a holiday stays closed until the next session) {
  wall = new_york("2026-04-03", 9);
  start();
  CAF_CHECK(phases() == Phases{SessionPhase::Closed});
  leap_to(new_york("2026-04-03", 16));
  CAF_CHECK_EQUAL(told->size(), 1u);
  leap_to(new_york("2026-04-06", 4));
  CAF_CHECK(phases() == (Phases{SessionPhase::Closed, SessionPhase::PreOpen}));
}

CAF_TEST(an early close ends the session at one) {
  wall = new_york("2026-11-27", 12, 59);
  start();
  pass(60s);
  CAF_CHECK(phases() == (Phases{SessionPhase::Regular, SessionPhase::AfterHours}));
  leap_to(new_york("2026-11-27", 17));
  CAF_CHECK(told->back().to == SessionPhase::Closed);
}

CAF_TEST(a weekend with a clock change ends on time) {
  wall = new_york("2026-03-06", 21);
  start();
  leap_to(parse_timestamp("2026-03-09T07:59:59Z").value());
  CAF_CHECK_EQUAL(told->size(), 1u);
  leap_to(parse_timestamp("2026-03-09T08:00:00Z").value());
  CAF_CHECK(phases() == (Phases{SessionPhase::Closed, SessionPhase::PreOpen}));
  leap_to(parse_timestamp("2026-03-09T13:30:00Z").value());
  CAF_CHECK(told->back().to == SessionPhase::Regular);
}

CAF_TEST(a wall clock set back changes nothing) {
  start();
  leap_to(new_york("2026-03-02", 9, 31));
  CAF_CHECK_EQUAL(told->size(), 2u);
  leap_to(new_york("2026-03-02", 9, 29));
  pass(5min);
  CAF_CHECK_EQUAL(told->size(), 2u);
}

CAF_TEST(a day the broker does not have is closed loudly) {
  broker->missing = {make_date(2026, 3, 2)};
  start();
  CAF_CHECK(phases() == Phases{SessionPhase::Closed});
  CAF_REQUIRE_EQUAL(news.size(), 1u);
  CAF_CHECK_EQUAL(news[0],
                  "calendar disagrees with the broker on 2026-03-02: the broker says closed, ours "
                  "09:30 to 16:00; the date counts as closed");
  CAF_CHECK_EQUAL(ask().disagreement, news[0]);
  leap_to(new_york("2026-03-03", 4));
  CAF_CHECK(told->back().to == SessionPhase::PreOpen);
}

CAF_TEST(a broker that closes in the middle of a session closes ours) {
  wall = new_york("2026-03-02", 11);
  start();
  broker->says_closed = true;
  const auto asked = broker->calendar_calls;
  pass(31s);
  CAF_CHECK(phases() == (Phases{SessionPhase::Regular, SessionPhase::Closed}));
  CAF_CHECK_EQUAL(broker->calendar_calls, asked + 1); // what does the calendar say now?
  pass(91s);
  CAF_CHECK_EQUAL(news.size(), 1u); // told once
  broker->says_closed = false;
  pass(70s); // two answers that agree
  CAF_CHECK(told->back().to == SessionPhase::Closed);
  pass(30s);
  CAF_CHECK(told->back().to == SessionPhase::Regular);
  CAF_CHECK(ask().agrees_with_broker);
}

CAF_TEST(a closure the broker announces in the session closes ours and says why) {
  wall = new_york("2026-03-02", 11);
  start();
  CAF_CHECK(phases() == Phases{SessionPhase::Regular});
  broker->missing = {make_date(2026, 3, 2)};
  pass(59min, 10s);
  CAF_CHECK_EQUAL(told->size(), 1u);
  pass(2min, 10s);
  CAF_CHECK(phases() == (Phases{SessionPhase::Regular, SessionPhase::Closed}));
  CAF_CHECK(told->back().reason.find("the broker says closed") != std::string::npos);
}

CAF_TEST(a close by the calendar has no reason to tell) {
  start();
  leap_to(new_york("2026-03-02", 21));
  CAF_CHECK(told->back().to == SessionPhase::Closed);
  CAF_CHECK(told->back().reason.empty());
}

CAF_TEST(a machine that slept tells what it missed in order when it wakes) {
  start();
  leap_to(
    new_york("2026-03-02", 16, 30)); // one timer's second on the monotonic clock, hours on the wall
  CAF_CHECK(phases() ==
            (Phases{SessionPhase::PreOpen, SessionPhase::Regular, SessionPhase::AfterHours}));
  CAF_CHECK(told->back().scheduled == new_york("2026-03-02", 16));
  CAF_CHECK(told->back().actual == new_york("2026-03-02", 16, 30));
}

CAF_TEST(a wall clock far from the brokers closes everything) {
  wall = new_york("2026-03-02", 11);
  broker->time = [this] { return VenueTime{wall + 20s, monotonic(), 1}; };
  start();
  CAF_CHECK(phases() == Phases{SessionPhase::Closed});
  CAF_CHECK(told->back().reason.find("ours is 20.0 s behind") != std::string::npos);
}

CAF_TEST(an unreachable broker means closed and is tried again) {
  wall = new_york("2026-03-02", 11);
  broker->reachable = false;
  start();
  CAF_CHECK(told->empty());
  pass(10s);
  CAF_CHECK(phases() == Phases{SessionPhase::Closed});
  CAF_CHECK(!ask().agrees_with_broker);
  broker->reachable = true;
  pass(3s);
  CAF_CHECK(phases() == (Phases{SessionPhase::Closed, SessionPhase::Regular}));
}

CAF_TEST(an agreement outlives a broker that falls silent for a while) {
  wall = new_york("2026-03-02", 11);
  start({.broker = {.keeps_for = 5min}});
  broker->reachable = false;
  pass(4min);
  CAF_CHECK_EQUAL(told->size(), 1u);
  pass(2min);
  CAF_CHECK(phases() == (Phases{SessionPhase::Regular, SessionPhase::Closed}));
}

CAF_TEST(a venue at full speed is moved by its feed) {
  auto venue = new_york("2024-07-03", 9);
  broker->simulated = true;
  broker->time = [&] { return VenueTime{venue, monotonic(), 0}; };
  start();
  pass(100ms, 20ms);
  CAF_CHECK(phases() == Phases{SessionPhase::PreOpen});
  venue = new_york("2024-07-03", 9, 30);
  caf::anon_send(clock, FeedTime{{venue, monotonic(), 0}});
  sched.run();
  CAF_CHECK(phases() == (Phases{SessionPhase::PreOpen, SessionPhase::Regular}));
  venue = new_york("2024-07-03", 13) - 1ns;
  caf::anon_send(clock, FeedTime{{venue, monotonic(), 0}});
  sched.run();
  CAF_CHECK_EQUAL(told->size(), 2u);
  venue = new_york("2024-07-05", 4);
  pass(100ms, 20ms); // no feed at night: the broker's clock is asked
  CAF_CHECK(phases() ==
            (Phases{SessionPhase::PreOpen, SessionPhase::Regular, SessionPhase::AfterHours,
                    SessionPhase::Closed, SessionPhase::PreOpen}));
}

CAF_TEST(a simulated day at speed three hundred has its phases) {
  const auto begin = wall;
  const auto start_of_day = new_york("2024-07-01", 9, 25);
  broker->simulated = true;
  broker->time = [&] { return VenueTime{start_of_day + 300 * (wall - begin), monotonic(), 300}; };
  start();
  pass(130s, 100ms);
  CAF_CHECK(phases() == (Phases{SessionPhase::PreOpen, SessionPhase::Regular,
                                SessionPhase::AfterHours, SessionPhase::Closed}));
}

CAF_TEST(a year passes at full speed without a boundary lost) {
  auto venue = new_york("2026-01-01", 0);
  broker->simulated = true;
  broker->time = [&] { return VenueTime{venue, monotonic(), 0}; };
  start();
  while (venue < new_york("2027-01-01", 0)) {
    venue = venue + 97min;
    caf::anon_send(clock, FeedTime{{venue, monotonic(), 0}});
    sched.advance_time(20ms);
    sched.run();
  }
  std::size_t expected = 1;
  const SessionSchedule schedule{broker->calendar};
  expected += schedule.boundaries(new_york("2026-01-01", 0), venue).size();
  CAF_CHECK_EQUAL(told->size(), expected);
}

CAF_TEST(the broker is asked sparingly when it is a real one) {
  start();
  const auto before = broker->clock_calls;
  pass(10min);
  CAF_CHECK(broker->clock_calls - before <= 20);
  CAF_CHECK_EQUAL(broker->calendar_calls, 1);
}

CAF_TEST(it ends when told and a late answer finds nobody) {
  start();
  self->monitor(clock);
  caf::anon_send(clock, shutdown_atom_v);
  sched.run();
  bool ended = false;
  self->receive([&](const caf::down_msg& down) { ended = !down.reason; });
  CAF_CHECK(ended);
  clock = nullptr;
  broker->last_answer(fail(ErrorKind::Unreachable, "too late"));
  sched.run();
  const auto heard = told->size();
  pass(10s);
  CAF_CHECK_EQUAL(told->size(), heard);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace session_clock_actor_test
