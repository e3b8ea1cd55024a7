#define CAF_SUITE causal_time
#include "tests/test.hpp"

#include "adapters/simulated/engine/causal_time.hpp"

#include "messages/new_york.hpp"

namespace causal_time_test {

using namespace hft;
using namespace hft::simulated;
using namespace std::chrono_literals;

namespace {

const auto date = make_date(2026, 7, 2);
Timestamp at(Duration time_of_day) {
  return from_new_york(date, time_of_day);
}
const SessionPlan plan{date, at(4h), at(9h + 30min), at(16h), at(20h), false};

} // namespace

CAF_TEST(a request arrives its latency after what caused it) {
  CAF_CHECK(arrival_time(at(10h), at(10h + 5ms), 20ms, plan) == at(10h + 20ms));
}

CAF_TEST(a request does not arrive before its step was worked off) {
  CAF_CHECK(arrival_time(at(10h), at(10h + 1s), 20ms, plan) == at(10h + 1s));
}

CAF_TEST(what was caused before a close arrives before it) {
  CAF_CHECK(arrival_time(at(16h - 5ms), at(16h - 2ms), 20ms, plan) == at(16h) - Duration{1});
  CAF_CHECK(arrival_time(at(16h), at(16h), 20ms, plan) == at(16h + 20ms));
  CAF_CHECK(arrival_time(at(20h - 1ms), at(20h - 1ms), 20ms, plan) == at(20h) - Duration{1});
}

} // namespace causal_time_test
