#define CAF_SUITE latency_histogram
#include "tests/test.hpp"

#include "actors/execution/latency_histogram.hpp"

namespace latency_histogram_test {

using namespace hft;

CAF_TEST(quantiles are within three percent) {
  LatencyHistogram histogram;
  for (int i = 1; i <= 100'000; ++i) histogram.record(Duration{i});
  const auto near = [&](double share, double wanted) {
    const auto got = static_cast<double>(histogram.quantile(share).count());
    return got >= wanted && got <= wanted * 1.035;
  };
  CAF_CHECK(near(0.5, 50'000));
  CAF_CHECK(near(0.99, 99'000));
  CAF_CHECK(near(0.999, 99'900));
  CAF_CHECK_EQUAL(histogram.max().count(), 100'000);
  CAF_CHECK_EQUAL(histogram.count(), 100'000u);
}

CAF_TEST(an empty histogram says zero and odd durations are kept) {
  LatencyHistogram histogram;
  CAF_CHECK_EQUAL(histogram.quantile(0.5).count(), 0);
  histogram.record(Duration{-5});
  histogram.record(std::chrono::hours{10});
  CAF_CHECK_EQUAL(histogram.count(), 2u);
  CAF_CHECK_EQUAL(histogram.max().count(), Duration{std::chrono::hours{10}}.count());
}

} // namespace latency_histogram_test
