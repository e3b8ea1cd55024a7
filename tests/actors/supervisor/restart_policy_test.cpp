#define CAF_SUITE restart_policy
#include "tests/test.hpp"

#include "actors/supervisor/restart_policy.hpp"

namespace restart_policy_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {
MonotonicTime at(Duration since_start) {
  return MonotonicTime{} + since_start;
}
} // namespace

CAF_TEST(each fall waits longer until the budget is spent) {
  RestartPolicy policy{{.budget = 3, .window = 60s, .first_delay = 1ms, .longest_delay = 1s}};
  CAF_CHECK(policy.on_fall(at(1s)) == Duration{1ms});
  CAF_CHECK(policy.on_fall(at(2s)) == Duration{8ms});
  CAF_CHECK(policy.on_fall(at(3s)) == Duration{64ms});
  CAF_CHECK(!policy.on_fall(at(4s)).has_value());
  CAF_CHECK_EQUAL(policy.restarts(), 3u);
}

CAF_TEST(without other limits five falls are forgiven with the delays that the header names) {
  RestartPolicy policy;
  for (const auto delay : {1ms, 8ms, 64ms, 512ms, 4096ms})
    CAF_CHECK(policy.on_fall(at(1s)) == Duration{delay});
  CAF_CHECK(!policy.on_fall(at(1s)).has_value());
}

CAF_TEST(falls long ago are forgiven) {
  RestartPolicy policy{{.budget = 1, .window = 60s, .first_delay = 1ms, .longest_delay = 1s}};
  CAF_CHECK(policy.on_fall(at(1s)).has_value());
  CAF_CHECK(!policy.on_fall(at(2s)).has_value());
  CAF_CHECK(policy.on_fall(at(70s)).has_value());
}

CAF_TEST(the delay never passes the longest) {
  RestartPolicy policy{{.budget = 10, .window = 600s, .first_delay = 1ms, .longest_delay = 50ms}};
  for (int i = 0; i < 5; ++i) CAF_CHECK(policy.on_fall(at(1s)).value() <= Duration{50ms});
}

} // namespace restart_policy_test
