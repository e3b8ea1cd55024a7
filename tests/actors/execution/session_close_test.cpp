#define CAF_SUITE session_close
#include "tests/test.hpp"

#include "actors/execution/session_close.hpp"
#include "tests/actors/execution/desk_fixture.hpp"

#include <chrono>
#include <vector>

namespace session_close_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

using CloseStep = SessionCloseStep;

struct ClosingHour {
  ClosingHour(Duration cancel_lead, Duration flatten_lead) : close(cancel_lead, flatten_lead) {}

  /// All that is due so long before the session's close.
  std::vector<CloseStep> before(Duration left, bool may_send = true) {
    DeskTime at{{1'000'000'000'000}, plan->close - left};
    at.now = at.now + (1h - left);
    std::vector<CloseStep> steps;
    while (const auto step = close.due(plan, at, may_send)) steps.push_back(*step);
    return steps;
  }

  SessionClose close;
  std::optional<SessionPlan> plan = a_plan();
};

const std::vector<CloseStep> nothing_due;

} // namespace

CAF_TEST(without leads nothing is ever due) {
  ClosingHour hour{0s, 0s};
  for (const auto left : {Duration{30min}, Duration{1s}, Duration{0s}, Duration{-1s}})
    CAF_CHECK(hour.before(left) == nothing_due);
}

CAF_TEST(what works is canceled once when its lead begins) {
  ClosingHour hour{10min, 0s};
  CAF_CHECK(hour.before(10min + 1ns) == nothing_due);
  CAF_CHECK(hour.before(10min) == std::vector{CloseStep::CancelWorking});
  CAF_CHECK(hour.before(9min) == nothing_due);
}

CAF_TEST(flattening begins once and closes positions again after a pause) {
  ClosingHour hour{0s, 5min};
  const std::vector begun{CloseStep::BeginFlattening, CloseStep::ClosePositions};
  const std::vector again{CloseStep::ClosePositions};
  CAF_CHECK(hour.before(5min + 1ns) == nothing_due);
  CAF_CHECK(hour.before(5min) == begun);
  CAF_CHECK(hour.before(5min - 1999ms) == nothing_due);
  CAF_CHECK(hour.before(5min - 2s) == again);
  CAF_CHECK(hour.before(5min - 3s) == nothing_due);
}

CAF_TEST(while nothing may be sent flattening begins and positions wait) {
  ClosingHour hour{0s, 5min};
  CAF_CHECK(hour.before(5min, false) == std::vector{CloseStep::BeginFlattening});
  CAF_CHECK(hour.before(4min, false) == nothing_due);
  CAF_CHECK(hour.before(4min - 1ms) == std::vector{CloseStep::ClosePositions});
}

CAF_TEST(both leads are kept apart and a late start catches up in order) {
  ClosingHour hour{10min, 5min};
  const std::vector all{CloseStep::CancelWorking, CloseStep::BeginFlattening,
                        CloseStep::ClosePositions};
  CAF_CHECK(hour.before(1min) == all);
}

CAF_TEST(after the close nothing is due and without a plan neither) {
  ClosingHour hour{10min, 5min};
  CAF_CHECK(hour.before(0s) == nothing_due);
  hour.plan.reset();
  CAF_CHECK(hour.close.due(hour.plan, {{1}, a_plan().close - 1s}, true) == std::nullopt);
}

CAF_TEST(another session has its own close) {
  ClosingHour hour{10min, 5min};
  CAF_CHECK_EQUAL(hour.before(1min).size(), 3u);
  CAF_CHECK(hour.before(59s) == nothing_due);
  hour.close.begin_session();
  CAF_CHECK_EQUAL(hour.before(50s).size(), 3u);
}

} // namespace session_close_test
