#define CAF_SUITE played_sessions
#include "tests/test.hpp"

#include "adapters/simulated/market/record/played_sessions.hpp"
#include "tests/adapters/simulated/market/plans.hpp"

namespace played_sessions_test {

using namespace hft;
using namespace hft::simulated;

CAF_TEST(without a beginning there are no sessions and no date) {
  const PlayedSessions sessions{weekdays, 10};
  CAF_CHECK(sessions.between(make_date(2026, 3, 1), make_date(2026, 3, 5)).empty());
  CAF_CHECK(!sessions.current());
}

CAF_TEST(sessions reach from the oldest of history to the newest played) {
  PlayedSessions sessions{weekdays, 4};
  const auto tenth = make_date(2026, 3, 10);
  sessions.begin_at(plan_of(tenth).open);
  sessions.begin_at(plan_of(tenth + 5).open); // the first counts
  CAF_CHECK(sessions.current() == tenth);
  const auto before = sessions.between(tenth - 30, tenth + 30);
  CAF_REQUIRE_EQUAL(before.size(), 3u);
  CAF_CHECK(before.front().date == tenth - 4 && before.back().date == tenth);
  sessions.play(plan_of(tenth));
  sessions.play(plan_of(tenth + 1));
  CAF_CHECK(sessions.current() == tenth + 1);
  const auto after = sessions.between(tenth, tenth + 30);
  CAF_REQUIRE_EQUAL(after.size(), 2u);
  CAF_CHECK(after.back().date == tenth + 1);
}

CAF_TEST(a session that was played is told as it was played) {
  PlayedSessions sessions{weekdays, 4};
  const auto date = make_date(2026, 3, 10);
  CAF_CHECK(!sessions.was_played(date));
  sessions.play(plan_of(date, true));
  CAF_CHECK(sessions.was_played(date));
  CAF_CHECK(sessions.on(date)->early_close);
  CAF_CHECK(!sessions.on(date + 1)->early_close);
}

} // namespace played_sessions_test
