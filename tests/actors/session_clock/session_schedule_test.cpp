#define CAF_SUITE session_schedule
#include "tests/test.hpp"

#include "actors/session_clock/session_schedule.hpp"
#include "messages/new_york.hpp"

namespace session_schedule_test {

using namespace hft;

namespace {

std::shared_ptr<const MarketCalendar> calendar() {
  static const auto made = std::make_shared<const MarketCalendar>();
  return made;
}

SessionSchedule schedule(Duration closing_lead = {}) {
  return SessionSchedule{calendar(), {.closing_lead = closing_lead}};
}

Date date(const char* text) {
  return parse_date(text).value();
}

Timestamp new_york(const char* day, int hour, int minute = 0) {
  return from_new_york(date(day), std::chrono::hours{hour} + std::chrono::minutes{minute});
}

constexpr Duration tick{1};

} // namespace

CAF_TEST(phases are half open on a normal day) {
  const auto clock = schedule();
  const std::pair<Timestamp, SessionPhase> starts[] = {
    {new_york("2026-03-02", 4), SessionPhase::PreOpen},
    {new_york("2026-03-02", 9, 30), SessionPhase::Regular},
    {new_york("2026-03-02", 16), SessionPhase::AfterHours},
    {new_york("2026-03-02", 20), SessionPhase::Closed},
  };
  auto before = SessionPhase::Closed;
  for (const auto& [at, phase] : starts) {
    CAF_CHECK(clock.phase_at(at - tick).phase == before);
    CAF_CHECK(clock.phase_at(at).phase == phase);
    CAF_CHECK(clock.phase_at(at + tick).phase == phase);
    CAF_CHECK(clock.next_boundary(at - tick)->at == at);
    CAF_CHECK(clock.next_boundary(at)->at > at);
    before = phase;
  }
}

CAF_TEST(an early close moves the evening) {
  const auto clock = schedule();
  CAF_CHECK(clock.phase_at(new_york("2026-11-27", 12, 59)).phase == SessionPhase::Regular);
  CAF_CHECK(clock.phase_at(new_york("2026-11-27", 13)).phase == SessionPhase::AfterHours);
  CAF_CHECK(clock.phase_at(new_york("2026-11-27", 17)).phase == SessionPhase::Closed);
}

CAF_TEST(Closing begins before each close by its lead) {
  const auto clock = schedule(std::chrono::minutes{10});
  CAF_CHECK(clock.phase_at(new_york("2026-03-02", 15, 50) - tick).phase == SessionPhase::Regular);
  CAF_CHECK(clock.phase_at(new_york("2026-03-02", 15, 50)).phase == SessionPhase::Closing);
  CAF_CHECK(clock.phase_at(new_york("2026-03-02", 16)).phase == SessionPhase::AfterHours);
  CAF_CHECK(clock.phase_at(new_york("2026-11-27", 12, 50)).phase == SessionPhase::Closing);
}

CAF_TEST(a lead longer than the session leaves no Regular) {
  const auto clock = schedule(std::chrono::hours{24});
  CAF_CHECK(clock.phase_at(new_york("2026-03-02", 9, 29)).phase == SessionPhase::PreOpen);
  CAF_CHECK(clock.phase_at(new_york("2026-03-02", 9, 30)).phase == SessionPhase::Closing);
  CAF_CHECK(clock.next_boundary(new_york("2026-03-02", 9))->from == SessionPhase::PreOpen);
}

CAF_TEST(closed phases name the next session) {
  const auto clock = schedule();
  const auto weekend = clock.phase_at(new_york("2026-03-07", 12));
  CAF_CHECK(weekend.phase == SessionPhase::Closed);
  CAF_CHECK(weekend.plan->date == date("2026-03-09"));
  const auto night = clock.phase_at(new_york("2026-03-06", 20));
  CAF_CHECK(night.plan->date == date("2026-03-09"));
  const auto holiday = clock.phase_at(new_york("2026-04-03", 10));
  CAF_CHECK(holiday.phase == SessionPhase::Closed);
  CAF_CHECK(holiday.plan->date == date("2026-04-06"));
  const auto last = clock.boundaries(new_york("2026-03-06", 19), new_york("2026-03-06", 21));
  CAF_REQUIRE_EQUAL(last.size(), 1u);
  CAF_CHECK(last.front().plan->date == date("2026-03-09"));
}

CAF_TEST(boundaries are given in order over nights and weekends) {
  const auto found = schedule().boundaries(new_york("2026-03-05", 16), new_york("2026-03-09", 4));
  const std::pair<Timestamp, SessionPhase> expected[] = {
    {new_york("2026-03-05", 20), SessionPhase::Closed},
    {new_york("2026-03-06", 4), SessionPhase::PreOpen},
    {new_york("2026-03-06", 9, 30), SessionPhase::Regular},
    {new_york("2026-03-06", 16), SessionPhase::AfterHours},
    {new_york("2026-03-06", 20), SessionPhase::Closed},
    {new_york("2026-03-09", 4), SessionPhase::PreOpen},
  };
  CAF_REQUIRE_EQUAL(found.size(), std::size(expected));
  for (std::size_t i = 0; i < found.size(); ++i) {
    CAF_CHECK(found[i].at == expected[i].first);
    CAF_CHECK(found[i].to == expected[i].second);
  }
}

CAF_TEST(a shut date is closed like a holiday) {
  const auto clock = schedule().shut({date("2026-03-02")});
  CAF_CHECK(clock.phase_at(new_york("2026-03-02", 10)).phase == SessionPhase::Closed);
  CAF_CHECK(clock.phase_at(new_york("2026-03-02", 10)).plan->date == date("2026-03-03"));
  CAF_CHECK(clock.next_boundary(new_york("2026-03-01", 10))->at == new_york("2026-03-03", 4));
  CAF_CHECK(clock.boundaries(new_york("2026-03-01", 10), new_york("2026-03-02", 23)).empty());
}

CAF_TEST(everything shut has no boundaries) {
  const auto clock = schedule().shut({}, true);
  CAF_CHECK(clock.phase_at(new_york("2026-03-02", 10)).phase == SessionPhase::Closed);
  CAF_CHECK(!clock.next_boundary(new_york("2026-03-02", 10)).has_value());
  CAF_CHECK(clock.boundaries(new_york("2026-03-02", 10), new_york("2026-03-05", 10)).empty());
}

CAF_TEST(past the covered years there is nothing) {
  const auto clock = schedule();
  CAF_CHECK(clock.phase_at(new_york("2030-01-02", 10)).phase == SessionPhase::Closed);
  CAF_CHECK(!clock.phase_at(new_york("2030-01-02", 10)).plan.has_value());
  CAF_CHECK(!clock.next_boundary(new_york("2029-12-31", 20)).has_value());
  CAF_CHECK(clock.phase_at(new_york("1989-12-29", 10)).phase == SessionPhase::Closed);
}

} // namespace session_schedule_test
