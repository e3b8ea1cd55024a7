#define CAF_SUITE session_cursor
#include "tests/test.hpp"

#include "actors/session_clock/session_cursor.hpp"
#include "messages/new_york.hpp"

#include <random>

namespace session_cursor_test {

using namespace hft;

namespace {

std::shared_ptr<const MarketCalendar> calendar() {
  static const auto made = std::make_shared<const MarketCalendar>();
  return made;
}

SessionSchedule schedule() {
  return SessionSchedule{calendar()};
}

Timestamp new_york(const char* day, int hour, int minute = 0) {
  return from_new_york(parse_date(day).value(),
                       std::chrono::hours{hour} + std::chrono::minutes{minute});
}

std::vector<SessionPhase> phases(const std::vector<SessionChanged>& changes) {
  std::vector<SessionPhase> found;
  for (const auto& change : changes) found.push_back(change.to);
  return found;
}

using Phases = std::vector<SessionPhase>;

} // namespace

CAF_TEST(the first word is a snapshot of the present) {
  SessionCursor cursor{schedule()};
  const auto changes = cursor.advance(new_york("2026-03-02", 11));
  CAF_REQUIRE_EQUAL(changes.size(), 1u);
  CAF_CHECK(changes[0].from == SessionPhase::Closed);
  CAF_CHECK(changes[0].to == SessionPhase::Regular);
  CAF_CHECK(changes[0].scheduled == new_york("2026-03-02", 11));
  CAF_CHECK(changes[0].plan.date == make_date(2026, 3, 2));
  CAF_CHECK_EQUAL(changes[0].sequence, 1u);
}

CAF_TEST(a snapshot of a closed market names the next session) {
  SessionCursor cursor{schedule()};
  const auto changes = cursor.advance(new_york("2026-03-07", 11));
  CAF_REQUIRE_EQUAL(changes.size(), 1u);
  CAF_CHECK(changes[0].from == changes[0].to);
  CAF_CHECK(changes[0].plan.date == make_date(2026, 3, 9));
}

CAF_TEST(a boundary is told at its time and not a tick before) {
  SessionCursor cursor{schedule()};
  cursor.advance(new_york("2026-03-02", 9));
  const auto open = new_york("2026-03-02", 9, 30);
  CAF_CHECK(cursor.advance(open - Duration{1}).empty());
  const auto changes = cursor.advance(open);
  CAF_REQUIRE_EQUAL(changes.size(), 1u);
  CAF_CHECK(changes[0].to == SessionPhase::Regular);
  CAF_CHECK(changes[0].scheduled == open);
  CAF_CHECK(cursor.advance(open).empty());
}

CAF_TEST(late boundaries come all and in order with their own times) {
  SessionCursor cursor{schedule()};
  cursor.advance(new_york("2026-03-02", 9));
  const auto now = new_york("2026-03-03", 5);
  const auto changes = cursor.advance(now);
  CAF_CHECK(phases(changes) == (Phases{SessionPhase::Regular, SessionPhase::AfterHours,
                                       SessionPhase::Closed, SessionPhase::PreOpen}));
  CAF_CHECK(changes[0].scheduled == new_york("2026-03-02", 9, 30));
  CAF_CHECK(changes[3].scheduled == new_york("2026-03-03", 4));
  CAF_CHECK(changes[3].actual == now);
  for (std::size_t i = 1; i < changes.size(); ++i) {
    CAF_CHECK(changes[i].from == changes[i - 1].to);
    CAF_CHECK_EQUAL(changes[i].sequence, changes[i - 1].sequence + 1);
  }
}

CAF_TEST(time that steps back repeats nothing) {
  SessionCursor cursor{schedule()};
  cursor.advance(new_york("2026-03-02", 9));
  CAF_CHECK_EQUAL(cursor.advance(new_york("2026-03-02", 9, 31)).size(), 1u);
  CAF_CHECK(cursor.advance(new_york("2026-03-02", 9, 29)).empty());
  CAF_CHECK(cursor.phase() == SessionPhase::Regular);
  CAF_CHECK(cursor.advance(new_york("2026-03-02", 9, 30)).empty());
  CAF_CHECK(cursor.advance(new_york("2026-03-02", 9, 32)).empty());
  CAF_CHECK_EQUAL(cursor.advance(new_york("2026-03-02", 16)).size(), 1u);
}

CAF_TEST(a new plan in the middle of a session changes the phase at once) {
  SessionCursor cursor{schedule()};
  cursor.advance(new_york("2026-03-02", 11));
  const auto shut = schedule().shut({make_date(2026, 3, 2)});
  const auto closed = cursor.replan(shut, new_york("2026-03-02", 12));
  CAF_CHECK(phases(closed) == Phases{SessionPhase::Closed});
  CAF_CHECK(closed[0].plan.date == make_date(2026, 3, 3));
  CAF_CHECK(cursor.replan(shut, new_york("2026-03-02", 17)).empty());
  const auto open = cursor.replan(schedule(), new_york("2026-03-02", 17));
  CAF_CHECK(phases(open) == Phases{SessionPhase::AfterHours});
  CAF_CHECK(cursor.replan(schedule(), new_york("2026-03-02", 17)).empty());
}

CAF_TEST(what was due under the old plan is told before the new one holds) {
  SessionCursor cursor{schedule()};
  cursor.advance(new_york("2026-03-02", 9));
  const auto changes =
    cursor.replan(schedule().shut({make_date(2026, 3, 2)}), new_york("2026-03-02", 10));
  CAF_CHECK(phases(changes) == (Phases{SessionPhase::Regular, SessionPhase::Closed}));
}

CAF_TEST(forty years pass boundary by boundary) {
  SessionCursor cursor{schedule()};
  const auto start = new_york("1990-01-01", 0);
  cursor.advance(start);
  std::size_t opens = 0;
  std::size_t closes = 0;
  bool exact = true;
  for (auto next = schedule().next_boundary(start); next;
       next = schedule().next_boundary(next->at)) {
    exact = exact && cursor.advance(next->at - Duration{1}).empty();
    const auto changes = cursor.advance(next->at);
    exact = exact && changes.size() == 1 && changes[0].scheduled == next->at;
    const auto& plan = changes[0].plan;
    opens += changes[0].to == SessionPhase::Regular && plan.open == next->at;
    closes += changes[0].to == SessionPhase::AfterHours && plan.close == next->at;
  }
  const auto sessions =
    calendar()->sessions(calendar()->first_date(), calendar()->last_date()).size();
  CAF_CHECK(exact);
  CAF_CHECK_EQUAL(opens, sessions);
  CAF_CHECK_EQUAL(closes, sessions);
}

CAF_TEST(steps of any length and direction tell each boundary once) {
  std::mt19937_64 random{20260302};
  std::uniform_int_distribution<std::int64_t> hours{-20, 60};
  SessionCursor cursor{schedule()};
  const auto start = new_york("2026-01-01", 0);
  auto now = start;
  auto highest = now;
  cursor.advance(now);
  std::vector<Timestamp> told;
  for (int i = 0; i < 2'000; ++i) {
    now = now + std::chrono::hours{hours(random)};
    highest = std::max(highest, now);
    for (const auto& change : cursor.advance(now)) told.push_back(change.scheduled);
  }
  std::vector<Timestamp> expected;
  for (const auto& boundary : schedule().boundaries(start, highest))
    expected.push_back(boundary.at);
  CAF_CHECK(told == expected);
  CAF_CHECK(expected.size() > 1'000);
}

} // namespace session_cursor_test
