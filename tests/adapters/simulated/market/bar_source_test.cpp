#define CAF_SUITE bar_source
#include "tests/test.hpp"

#include "adapters/simulated/market/bar_source.hpp"

#include "messages/new_york.hpp"

#include <string>

namespace bar_source_test {

using namespace hft;
using namespace hft::simulated;

namespace {

SessionPlan session() {
  const auto date = make_date(2024, 6, 5);
  const auto at = [&](int hours, int minutes) {
    return from_new_york(date, std::chrono::hours{hours} + std::chrono::minutes{minutes});
  };
  return {date, at(4, 0), at(9, 30), at(16, 0), at(20, 0), false};
}

Bar bar_at(Timestamp start, std::int64_t open) {
  Bar bar;
  bar.start = start;
  bar.open = bar.high = bar.low = bar.close = cents(open);
  return bar;
}

/// `09:30:00 opens 100`, one a line.
std::string told(BarSource& source) {
  std::string text;
  for (auto time = source.next_time(); time; time = source.next_time()) {
    const auto stage = source.bar_stage();
    const auto bar = std::get<Bar>(source.take());
    const char* words[] = {"opens", "ends", "ends unseen", "is shown"};
    text += format_new_york_clock(*time).substr(0, 8) + ' ' +
            words[static_cast<std::size_t>(stage)] + ' ' + to_string(bar.open) + '\n';
  }
  return text;
}

} // namespace

CAF_TEST(a minute bar opens at its start and is shown at its end before the next one opens) {
  const auto plan = session();
  auto source = BarSource::minutes(
    plan, "SPY", {bar_at(plan.open, 100), bar_at(plan.open + std::chrono::minutes{1}, 200)});
  CAF_CHECK_EQUAL(told(source), "09:30:00 opens 1\n09:31:00 ends 1\n"
                                "09:31:00 opens 2\n09:32:00 ends 2\n");
}

CAF_TEST(the last minute ends before the close) {
  const auto plan = session();
  auto source =
    BarSource::minutes(plan, "SPY", {bar_at(plan.close - std::chrono::minutes{1}, 100)});
  CAF_CHECK_EQUAL(told(source), "15:59:00 opens 1\n15:59:59 ends 1\n");
}

CAF_TEST(a daily bar is shown when the next session opens) {
  const auto plan = session();
  auto source = BarSource::daily(plan, "SPY", bar_at(plan.open - std::chrono::hours{24}, 100),
                                 bar_at(plan.pre_open, 200));
  CAF_CHECK_EQUAL(told(source), "09:30:00 is shown 1\n09:30:00 opens 2\n15:59:59 ends unseen 2\n");
}

CAF_TEST(bars before the start are left out) {
  const auto plan = session();
  auto source = BarSource::minutes(
    plan, "SPY", {bar_at(plan.open, 100), bar_at(plan.open + std::chrono::minutes{1}, 200)});
  source.start_at(plan.open + std::chrono::minutes{1});
  CAF_CHECK_EQUAL(told(source), "09:31:00 ends 1\n09:31:00 opens 2\n09:32:00 ends 2\n");
}

} // namespace bar_source_test
