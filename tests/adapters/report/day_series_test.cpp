#define CAF_SUITE day_series
#include "adapters/report/day_series.hpp"
#include "tests/test.hpp"

#include <algorithm>

namespace day_series_test {

using namespace hft;
using namespace hft::report;

namespace {

Timestamp at(double seconds) {
  return {static_cast<std::int64_t>(seconds * 1e9)};
}

std::vector<double> values(const std::vector<DaySeries::Point>& points) {
  std::vector<double> found;
  for (const auto& [time, value] : points) found.push_back(value);
  return found;
}

} // namespace

CAF_TEST(few values are all drawn) {
  DaySeries series;
  for (int i = 0; i < 3; ++i) series.add(at(10 * i), i * i);
  CAF_CHECK_EQUAL(values(series.points(600)), (std::vector<double>{0, 1, 4}));
  const double newest = series.newest().value();
  CAF_CHECK_EQUAL(newest, 4.0);
}

CAF_TEST(an interval keeps its first least most and last in the order of time) {
  DaySeries series;
  for (const auto& [time, value] :
       {std::pair{0.1, 5.0}, {0.2, 9.0}, {0.3, 1.0}, {0.4, 4.0}, {0.5, 6.0}})
    series.add(at(time), value);
  CAF_CHECK_EQUAL(series.size(), 1u);
  CAF_CHECK_EQUAL(values(series.points(600)), (std::vector<double>{5, 9, 1, 6}));
}

CAF_TEST(a day in few pixels shows its peaks) {
  DaySeries series;
  for (int i = 0; i < 20'000; ++i) series.add(at(i), i == 7777 ? 100 : i == 15'000 ? -50 : 0);
  const auto points = series.points(100);
  CAF_CHECK_LESS_OR_EQUAL(points.size(), 400u);
  const auto seen = values(points);
  CAF_CHECK_EQUAL(*std::max_element(seen.begin(), seen.end()), 100.0);
  CAF_CHECK_EQUAL(*std::min_element(seen.begin(), seen.end()), -50.0);
  CAF_CHECK(std::is_sorted(points.begin(), points.end(),
                           [](const auto& a, const auto& b) { return a.first < b.first; }));
}

CAF_TEST(memory stays bounded and the ends stay exact) {
  DaySeries series{64};
  for (int i = 0; i < 100'000; ++i) series.add(at(i), i);
  CAF_CHECK_LESS_OR_EQUAL(series.size(), 64u);
  const auto points = series.points(1000);
  CAF_CHECK_EQUAL(points.front(), (DaySeries::Point{at(0), 0}));
  CAF_CHECK_EQUAL(points.back(), (DaySeries::Point{at(99'999), 99'999}));
}

CAF_TEST(a value from the past is ignored) {
  DaySeries series;
  series.add(at(10), 1);
  series.add(at(5), 2);
  CAF_CHECK_EQUAL(values(series.points(10)), (std::vector<double>{1}));
}

CAF_TEST(nothing draws nothing) {
  CAF_CHECK(DaySeries{}.points(100).empty());
  CAF_CHECK(!DaySeries{}.newest());
}

} // namespace day_series_test
