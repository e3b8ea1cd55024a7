#define CAF_SUITE research_drawdowns
#include "tests/test.hpp"

#include "app/research/drawdowns.hpp"
#include "tests/app/research/made_record.hpp"

namespace drawdowns_test {

using namespace hft;
using namespace hft::research;

CAF_TEST(a drawdown goes from its high to its recovery) {
  const auto returns = daily_returns(flat_record({1100, 990, 1045, 1100, 1210, 605}));

  const auto worst = worst_drawdowns(returns, 10);

  CAF_REQUIRE_EQUAL(worst.size(), 2u);
  CAF_CHECK(is_near(worst[0].depth, -0.5));
  CAF_CHECK(worst[0].peak == day(4));
  CAF_CHECK(!worst[0].recovered);
  CAF_CHECK(is_near(worst[1].depth, -0.1));
  CAF_CHECK(worst[1].peak == day(0));
  CAF_CHECK(worst[1].trough == day(1));
  CAF_CHECK(worst[1].recovered == day(3));
  CAF_CHECK_EQUAL(worst[1].days, 3);
}

CAF_TEST(a loss from the start counts from the start) {
  const auto returns = daily_returns(flat_record({900, 950}));

  const auto worst = worst_drawdowns(returns, 10);

  CAF_CHECK(is_near(max_drawdown(values_of(returns)), -0.1));
  CAF_CHECK(!worst[0].peak);
}

CAF_TEST(only so many drawdowns are kept and the deepest first) {
  const auto returns = daily_returns(flat_record({990, 1000, 900, 1000, 950, 1000}));

  const auto worst = worst_drawdowns(returns, 2);

  CAF_REQUIRE_EQUAL(worst.size(), 2u);
  CAF_CHECK(is_near(worst[0].depth, -0.1));
  CAF_CHECK(is_near(worst[1].depth, -0.05));
}

CAF_TEST(without a drawdown there is no Calmar ratio) {
  CAF_CHECK(!calmar_ratio(values_of(daily_returns(flat_record({1010, 1020})))));
}

} // namespace drawdowns_test
