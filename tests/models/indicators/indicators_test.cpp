#define CAF_SUITE indicators
#include "tests/test.hpp"

#include "models/indicators/p2_quantile.hpp"
#include "models/indicators/recursive_regression.hpp"
#include "models/indicators/rolling_stats.hpp"
#include "models/indicators/welford.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace indicators_test {

using namespace hft;

namespace {

bool near(double a, double b, double tolerance = 1e-12) {
  return std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
}

double drawn(std::mt19937_64& chance) { // by hand: the library's distributions differ
  return static_cast<double>(chance() >> 11) * 0x1p-53;
}

} // namespace

CAF_TEST(a rolling window keeps the newest oldest first) {
  RollingWindow window{3};
  for (const auto value : {1.0, 2.0, 3.0, 4.0, 5.0}) window.add(value);
  CAF_CHECK(window.values() == (std::vector<double>{3, 4, 5}));
  CAF_CHECK_EQUAL(window.oldest(), 3.0);
  CAF_CHECK_EQUAL(window.newest(), 5.0);
  window.clear();
  window.add(7);
  CAF_CHECK(window.values() == (std::vector<double>{7}));
  CAF_CHECK_EQUAL(window.newest(), 7.0);
}

CAF_TEST(rolling statistics are those of the window) {
  RollingStats stats{5};
  for (const auto value : {100.0, 101.0, 99.5, 102.0, 103.0, 101.5, 98.0, 104.0}) stats.add(value);
  // Python: w = [102, 103, 101.5, 98, 104]; statistics.mean(w), .stdev(w), .pstdev(w)
  CAF_CHECK(near(stats.mean(), 101.7));
  CAF_CHECK(near(stats.sample_deviation(), 2.280350850198276));
  CAF_CHECK(near(stats.population_deviation(), 2.039607805437114));
}

CAF_TEST(rolling statistics do not drift over a million updates far from zero) {
  RollingStats rolling{50};
  std::mt19937_64 chance{1};
  double price = 1e6;
  for (int i = 0; i < 1'000'000; ++i) rolling.add(price += drawn(chance) - 0.5);
  RollingStats fresh{50};
  fresh.resume(rolling.window().values());
  CAF_CHECK(near(rolling.mean(), fresh.mean(), 1e-9));
  CAF_CHECK(near(rolling.sample_deviation(), fresh.sample_deviation(), 1e-6));
}

CAF_TEST(weighted mean and deviation follow their definitions) {
  Welford prices;
  prices.add(10, 100);
  prices.add(11, 50);
  prices.add(12.5, 250);
  // Python: m = sum(p*v)/sum(v); math.sqrt(sum(v*(p-m)**2)/sum(v))
  CAF_CHECK(near(prices.mean(), 11.6875));
  CAF_CHECK(near(prices.population_deviation(), 1.0879309490955758));
  Welford plain;
  for (const auto value : {2.0, 4.0, 9.0}) plain.add(value);
  CAF_CHECK(near(plain.sample_variance(), 13.0)); // (9 + 1 + 16) / 2
}

CAF_TEST(the median estimate follows the example of the paper) {
  P2Quantile median{0.5};
  for (const auto value : {0.02,  0.15,  0.74, 3.39, 0.83, 22.37, 10.15, 15.43, 38.62, 15.92,
                           34.60, 10.28, 1.47, 0.40, 0.05, 11.39, 0.27,  0.42,  0.09,  11.37})
    median.add(value);
  CAF_CHECK(std::abs(median.value() - 4.44) < 0.005); // Jain and Chlamtac, table I
}

CAF_TEST(a quantile estimate comes near the exact one) {
  P2Quantile estimate{0.9};
  std::mt19937_64 chance{2};
  std::vector<double> all;
  for (int i = 0; i < 20'000; ++i) {
    all.push_back(std::log1p(drawn(chance)));
    estimate.add(all.back());
  }
  std::sort(all.begin(), all.end());
  CAF_CHECK(std::abs(estimate.value() - all[18'000]) < 0.003);
}

CAF_TEST(few observations give the exact quantile) {
  P2Quantile median{0.5};
  CAF_CHECK_EQUAL(median.value(), 0.0);
  for (const auto value : {3.0, 1.0, 2.0}) median.add(value);
  CAF_CHECK_EQUAL(median.value(), 2.0);
}

CAF_TEST(the recursive line solves the weighted normal equations) {
  RecursiveRegression line{0.9};
  const double x[] = {1, 2, 4, 3};
  const double y[] = {3.1, 4.9, 9.2, 7.0};
  for (int i = 0; i < 4; ++i) line.add(x[i], y[i]);
  CAF_CHECK(near(line.intercept(), 0.9329502409426956, 1e-6)); // walk.py
  CAF_CHECK(near(line.slope(), 2.0449752496691715, 1e-6));
}

CAF_TEST(the recursive line finds a line through noise and answers its errors) {
  RecursiveRegression line{1};
  std::mt19937_64 chance{3};
  double last = 0;
  for (int i = 0; i < 5'000; ++i) {
    const auto x = 300 + 10 * drawn(chance);
    last = line.add(x, 5 + 1.5 * x + drawn(chance) - 0.5);
  }
  CAF_CHECK(std::abs(line.slope() - 1.5) < 0.01);
  CAF_CHECK(std::abs(last) <= 0.6);
}

} // namespace indicators_test
