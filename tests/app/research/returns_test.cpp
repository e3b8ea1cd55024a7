#define CAF_SUITE research_returns
#include "tests/test.hpp"

#include "app/research/benchmark.hpp"
#include "app/research/bootstrap.hpp"
#include "app/research/performance.hpp"
#include "app/research/returns.hpp"
#include "app/research/thinning.hpp"
#include "tests/app/research/made_record.hpp"

#include <cmath>

namespace returns_test {

using namespace hft;
using namespace hft::research;

CAF_TEST(daily returns go from close to close and begin with the cash) {
  const auto returns = daily_returns(flat_record({1100, 990}));

  CAF_REQUIRE_EQUAL(returns.size(), 2u);
  CAF_CHECK(is_near(returns[0].value, 0.1));
  CAF_CHECK(is_near(returns[1].value, -0.1));
}

CAF_TEST(money paid in is no profit) {
  auto record = flat_record({1000, 2200});
  record.closes[1].flow = money(1000);

  CAF_CHECK(is_near(daily_returns(record)[1].value, 0.1));
}

CAF_TEST(an account whose cash is not known has no returns) {
  CAF_CHECK(daily_returns(flat_record({1000, 1100}, 0)).empty());
}

CAF_TEST(returns end where nothing is left) {
  CAF_CHECK_EQUAL(daily_returns(flat_record({1000, 0, 10})).size(), 2u);
}

CAF_TEST(a figure that few or equal returns do not define is empty) {
  const std::vector<double> one{0.01};
  const std::vector<double> equal{0.01, 0.01, 0.01};

  CAF_CHECK(!annual_volatility(one));
  CAF_CHECK(!sharpe_ratio(equal));
  CAF_CHECK(!sortino_ratio(equal));
  CAF_CHECK(!skewness(equal));
  CAF_CHECK(!annual_return({}));
}

CAF_TEST(annual figures are those of 252 days) {
  const std::vector<double> returns{0.02, -0.01, 0.02,
                                    -0.01}; // mean 0.005, sample deviation sqrt(3)/100

  CAF_CHECK(is_near(*sharpe_ratio(returns), 0.005 / (0.01 * std::sqrt(3.0)) * std::sqrt(252.0)));
  CAF_CHECK(is_near(*annual_volatility(returns), 0.01 * std::sqrt(3.0) * std::sqrt(252.0)));
  CAF_CHECK(is_near(*sortino_ratio(returns), 0.005 / (0.01 / std::sqrt(2.0)) * std::sqrt(252.0)));
  CAF_CHECK(is_near(*annual_return(returns), std::pow(1.02 * 1.02 * 0.99 * 0.99, 63.0) - 1));
}

CAF_TEST(a quantile lies between the two nearest ranks) {
  const std::vector<double> values{4, 1, 3, 2};

  CAF_CHECK(is_near(*quantile(values, 0.5), 2.5));
  CAF_CHECK(is_near(*quantile(values, 0.05), 1.15));
}

CAF_TEST(a run that moves twice as much as its benchmark has a beta of two) {
  const std::vector<DailyReturn> benchmark{{day(0), 0.01}, {day(1), -0.02}, {day(3), 0.03}};
  const std::vector<DailyReturn> run{
    {day(0), 0.021}, {day(1), -0.039}, {day(2), 5}, {day(3), 0.061}};

  const auto figures = against_benchmark(run, benchmark);

  CAF_CHECK_EQUAL(figures.days, 3u);
  CAF_CHECK(is_near(*figures.beta, 2));
  CAF_CHECK(is_near(*figures.alpha, 0.252));
  CAF_CHECK(is_near(*figures.correlation, 1));
}

CAF_TEST(bootstrap bands are the same again and hold the figure) {
  std::vector<double> returns;
  for (int i = 0; i < 100; ++i)
    returns.push_back((i % 3 == 0 ? -0.01 : 0.008) + 0.00003 * (i * 7 % 31));

  const auto bands = bootstrap(returns);
  const auto again = bootstrap(returns);

  CAF_CHECK_EQUAL(bands.block, 5u);
  CAF_CHECK(bands.sharpe->low < *sharpe_ratio(returns));
  CAF_CHECK(bands.sharpe->high > *sharpe_ratio(returns));
  CAF_CHECK(bands.sharpe->low == again.sharpe->low);
  CAF_CHECK(bootstrap(returns, {.seed = 2}).sharpe->low != bands.sharpe->low);
}

CAF_TEST(under ten days there are no bands) {
  const std::vector<double> returns(9, 0.01);

  CAF_CHECK(!bootstrap(returns).sharpe);
}

CAF_TEST(months are compounded) {
  const std::vector<DailyReturn> returns{
    {make_date(2026, 1, 30), 0.1}, {make_date(2026, 2, 2), 0.1}, {make_date(2026, 2, 3), 0.1}};

  const auto months = monthly_returns(returns);

  CAF_REQUIRE_EQUAL(months.size(), 2u);
  CAF_CHECK(is_near(months[1].value, 0.21));
}

CAF_TEST(a thinned curve keeps its ends its lowest and its highest) {
  std::vector<double> values(1000, 1.0);
  values[333] = -5;
  values[777] = 9;

  const auto kept = thinned(values, 50);

  CAF_CHECK(kept.size() <= 50);
  CAF_CHECK_EQUAL(kept.front(), 0u);
  CAF_CHECK_EQUAL(kept.back(), 999u);
  CAF_CHECK(std::find(kept.begin(), kept.end(), 333u) != kept.end());
  CAF_CHECK(std::find(kept.begin(), kept.end(), 777u) != kept.end());
}

} // namespace returns_test
