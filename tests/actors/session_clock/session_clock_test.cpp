#define CAF_SUITE session_clock
#include "tests/test.hpp"

#include "actors/session_clock/session_clock.hpp"
#include "messages/new_york.hpp"

namespace session_clock_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<const MarketCalendar> calendar() {
  static const auto made = std::make_shared<const MarketCalendar>();
  return made;
}

MonotonicTime real(Duration since_start) {
  return MonotonicTime{1'000'000'000} + since_start;
}

const Timestamp ten = parse_timestamp("2026-03-02T15:00:00Z").value();

SessionClock clock_of(SessionClockOptions options = {}) {
  return SessionClock{calendar(), options, [] { return ten; }};
}

BrokerClock agreeing(Timestamp time, Duration at, double speed, bool simulated) {
  BrokerClock clock;
  clock.time = {time, real(at), speed};
  clock.simulated = simulated;
  const auto plan = calendar()->session_at_or_after(time).value();
  clock.is_open = plan.is_regular(time);
  return clock;
}

BrokerCalendar agreeing_calendar(Date from, Date to) {
  return {from, to, calendar()->sessions(from, to)};
}

} // namespace

CAF_TEST(the snapshot waits for the broker) {
  auto clock = clock_of();
  CAF_CHECK(clock.advance(real(0s)).empty());
  clock.on_clock(agreeing(ten, 0s, 1, false), real(0s));
  CAF_CHECK(clock.advance(real(0s)).empty());
  clock.on_calendar(agreeing_calendar(make_date(2026, 3, 2), make_date(2026, 3, 13)));
  const auto changes = clock.advance(real(1s));
  CAF_REQUIRE_EQUAL(changes.size(), 1u);
  CAF_CHECK(changes[0].to == SessionPhase::Regular);
  CAF_CHECK(clock.status(real(1s)).agrees_with_broker);
}

CAF_TEST(patience ends with a closed market) {
  auto clock = clock_of();
  CAF_CHECK(clock.advance(real(0s)).empty());
  clock.on_failure({ErrorKind::Unreachable, "GET /v2/clock failed: connection refused"});
  CAF_CHECK(clock.advance(real(9s)).empty());
  CAF_CHECK(!clock.news().has_value());
  const auto changes = clock.advance(real(10s));
  CAF_REQUIRE_EQUAL(changes.size(), 1u);
  CAF_CHECK(changes[0].to == SessionPhase::Closed);
  const std::string expected =
    "broker has not confirmed the calendar yet: GET /v2/clock failed: connection refused";
  const auto news = clock.news();
  CAF_REQUIRE(news.has_value());
  CAF_CHECK_EQUAL(*news, expected);
  CAF_CHECK(!clock.news().has_value());
}

CAF_TEST(without a required broker the snapshot comes at once) {
  auto clock = clock_of({.broker = {.required = false}});
  const auto changes = clock.advance(real(0s));
  CAF_REQUIRE_EQUAL(changes.size(), 1u);
  CAF_CHECK(changes[0].to == SessionPhase::Regular);
}

CAF_TEST(a real venue is asked rarely and a simulated one often) {
  auto real_venue = clock_of();
  CAF_CHECK(real_venue.questions(real(0s)).clock);
  CAF_CHECK(!real_venue.questions(real(0s)).clock);
  real_venue.on_clock(agreeing(ten, 0s, 1, false), real(0s));
  CAF_CHECK(!real_venue.questions(real(29s)).clock);
  CAF_CHECK(real_venue.questions(real(30s)).clock);

  auto simulated = clock_of();
  simulated.questions(real(0s));
  simulated.on_clock(agreeing(ten, 0s, 300, true), real(0s));
  CAF_CHECK(!simulated.questions(real(999ms)).clock);
  CAF_CHECK(simulated.questions(real(1s)).clock);

  auto fastest = clock_of();
  fastest.questions(real(0s));
  fastest.on_clock(agreeing(ten, 0s, 0, true), real(0s));
  CAF_CHECK(!fastest.questions(real(49ms)).clock);
  CAF_CHECK(fastest.questions(real(50ms)).clock);
}

CAF_TEST(a venue that hurries has reached a boundary when it says so) {
  auto clock = clock_of();
  const auto close = parse_timestamp("2026-03-02T21:00:00Z").value();
  clock.questions(real(0s));
  clock.on_clock(agreeing(close - 60s, 0s, 600, true), real(0s));
  clock.on_calendar(agreeing_calendar(make_date(2026, 3, 2), make_date(2026, 3, 13)));
  CAF_REQUIRE_EQUAL(clock.advance(real(0s)).size(), 1u);
  CAF_CHECK(clock.delay(real(0s)) == 100ms);

  // By our reckoning it is a minute past the close: it is asked, and nothing is told.
  CAF_CHECK(clock.advance(real(200ms)).empty());
  CAF_CHECK(clock.status(real(200ms)).phase != SessionPhase::Closed);
  CAF_CHECK(clock.status(real(200ms)).now < close);
  CAF_CHECK(clock.questions(real(200ms)).clock);
  clock.on_clock(agreeing(close - 30s, 210ms, 600, true), real(210ms)); // its listeners were late
  CAF_CHECK(clock.advance(real(210ms)).empty());
  CAF_CHECK(!clock.questions(real(249ms)).clock); // it needs 50 ms at the least
  CAF_CHECK(clock.questions(real(250ms)).clock);
  clock.on_clock(agreeing(close, 262ms, 600, true), real(262ms));
  const auto changes = clock.advance(real(262ms));
  CAF_REQUIRE(!changes.empty());
  CAF_CHECK(changes.back().to == SessionPhase::AfterHours);
}

CAF_TEST(a boundary that the feed of a venue that hurries has passed is reached) {
  auto clock = clock_of();
  const auto open = parse_timestamp("2026-03-02T14:30:00Z").value();
  clock.questions(real(0s));
  clock.on_clock(agreeing(open - 60s, 0s, 600, true), real(0s));
  clock.on_calendar(agreeing_calendar(make_date(2026, 3, 2), make_date(2026, 3, 13)));
  clock.advance(real(0s));
  CAF_CHECK(clock.advance(real(101ms)).empty());
  clock.on_feed_time({open + 50ms, real(101ms), 600});
  const auto changes = clock.advance(real(101ms));
  CAF_REQUIRE_EQUAL(changes.size(), 1u);
  CAF_CHECK(changes[0].to == SessionPhase::Regular);
}

CAF_TEST(failures are tried again after a second and silence after ten) {
  auto clock = clock_of();
  clock.questions(real(0s));
  clock.on_failure({ErrorKind::Unreachable, "no"});
  CAF_CHECK(!clock.questions(real(500ms)).clock);
  CAF_CHECK(clock.questions(real(1s)).clock);
  CAF_CHECK(!clock.questions(real(10s)).clock);
  CAF_CHECK(clock.questions(real(31s)).clock);
}

CAF_TEST(the calendar is asked for the date of the venue and hourly) {
  auto clock = clock_of();
  CAF_CHECK(!clock.questions(real(0s)).calendar.has_value());
  const auto monday = parse_timestamp("2024-07-01T12:00:00Z").value();
  clock.on_clock(agreeing(monday, 0s, 1, true), real(0s));
  const auto asked = clock.questions(real(0s)).calendar;
  CAF_REQUIRE(asked.has_value());
  CAF_CHECK(asked->first == make_date(2024, 7, 1));
  CAF_CHECK(asked->second == make_date(2024, 7, 16));
  clock.on_calendar(agreeing_calendar(asked->first, asked->second));
  CAF_CHECK(!clock.questions(real(59min)).calendar.has_value());
  CAF_CHECK(clock.questions(real(60min)).calendar.has_value());
}

CAF_TEST(status tells phase and next change) {
  auto clock = clock_of({.broker = {.required = false}});
  clock.advance(real(0s));
  const auto status = clock.status(real(0s));
  CAF_CHECK(status.phase == SessionPhase::Regular);
  CAF_CHECK(status.next_phase == SessionPhase::AfterHours);
  CAF_CHECK_EQUAL(format_timestamp(status.next_change), "2026-03-02T21:00:00Z");
  CAF_CHECK(status.plan.date == make_date(2026, 3, 2));
  CAF_CHECK(status.now == ten);
}

CAF_TEST(status admits that the venue has not spoken) {
  auto clock = clock_of({.time = {.follow_venue = true}});
  clock.advance(real(0s));
  CAF_CHECK_EQUAL(clock.status(real(0s)).disagreement, "venue has not said what time it is yet");
}

CAF_TEST(a venue at full speed passes a whole year with the broker agreeing) {
  SessionClock clock{calendar(), {.time = {.follow_venue = true}}, [] { return Timestamp{}; }};
  auto time = from_new_york(make_date(2026, 1, 1), 0h);
  const auto end = from_new_york(make_date(2027, 1, 1), 0h);
  std::size_t opens = 0;
  std::size_t closed_by_doubt = 0;
  for (auto now = real(0s); time < end; now = now + 20ms, time = time + 17min) {
    const auto due = clock.questions(now);
    if (due.clock) {
      auto answer = agreeing(time, 0s, 0, true);
      clock.on_clock(answer, now);
    }
    if (due.calendar)
      clock.on_calendar(agreeing_calendar(due.calendar->first, due.calendar->second));
    clock.on_feed_time({time, now, 0});
    for (const auto& change : clock.advance(now)) {
      opens += change.to == SessionPhase::Regular;
      closed_by_doubt += change.to == SessionPhase::Closed && change.from == SessionPhase::Regular;
    }
  }
  CAF_CHECK_EQUAL(opens,
                  calendar()->sessions(make_date(2026, 1, 1), make_date(2026, 12, 31)).size());
  CAF_CHECK_EQUAL(closed_by_doubt, 0u);
}

} // namespace session_clock_test
