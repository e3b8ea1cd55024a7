#define CAF_SUITE duration_counts
#include "actors/duration_counts.hpp"
#include "tests/test.hpp"

namespace duration_counts_test {

using namespace hft;
using namespace std::chrono_literals;

CAF_TEST(a duration counts at each edge that it does not exceed) {
  DurationCounts counts;
  counts.record(5us);
  counts.record(5us + 1ns);
  counts.record(50us);

  const auto told = counts.counts();
  CAF_CHECK_EQUAL(told.up_to[0], 1u); // 5 us
  CAF_CHECK_EQUAL(told.up_to[1], 2u); // 10 us
  CAF_CHECK_EQUAL(told.up_to[2], 2u); // 20 us
  CAF_CHECK_EQUAL(told.up_to[3], 3u); // 50 us
  CAF_CHECK_EQUAL(told.up_to.back(), 3u);
  CAF_CHECK_EQUAL(told.count, 3u);
  CAF_CHECK(told.sum == 60us + 1ns);
}

CAF_TEST(what is longer than every edge counts in the whole alone) {
  DurationCounts counts;
  counts.record(6s);
  CAF_CHECK_EQUAL(counts.counts().up_to.back(), 0u);
  CAF_CHECK_EQUAL(counts.counts().count, 1u);
  CAF_CHECK(counts.counts().sum == 6s);
}

CAF_TEST(less than no time counts as none) {
  DurationCounts counts;
  counts.record(-1ms);
  CAF_CHECK_EQUAL(counts.counts().up_to[0], 1u);
  CAF_CHECK(counts.counts().sum == 0s);
}

} // namespace duration_counts_test
