#define CAF_SUITE watchdog
#include "tests/test.hpp"

#include "app/service/watchdog.hpp"

#include <algorithm>

namespace watchdog_test {

using namespace hft;

namespace {

const int one = 0;
const int other = 0;

/// Turns of the watch in which `one` beats up to there and `other` always.
std::size_t stalls_in(StallCount& count, int turns, std::uint64_t last_beat) {
  std::size_t found = 0;
  for (std::uint64_t turn = 1; turn <= static_cast<std::uint64_t>(turns); ++turn)
    found += count.turn({{&one, std::min(turn, last_beat)}, {&other, turn}}).size();
  return found;
}

} // namespace

CAF_TEST(a thread that beats is alive) {
  StallCount count{4};
  CAF_CHECK_EQUAL(stalls_in(count, 100, 100), 0u);
}

CAF_TEST(a thread that is silent for so many turns is told once) {
  StallCount count{4};
  CAF_CHECK_EQUAL(stalls_in(count, 6, 3), 0u);
  StallCount again{4};
  CAF_CHECK_EQUAL(stalls_in(again, 100, 3), 1u);
}

CAF_TEST(a thread that is watched no more is forgotten) {
  StallCount count{2};
  CAF_CHECK(count.turn({{&one, 1}}).empty());
  CAF_CHECK(count.turn({{&one, 1}}).empty());
  CAF_CHECK(count.turn({}).empty());
  CAF_CHECK(count.turn({{&one, 1}}).empty());
  CAF_CHECK(count.turn({{&one, 1}}).empty());
  CAF_CHECK_EQUAL(count.turn({{&one, 1}}).size(), 1u);
}

} // namespace watchdog_test
