#define CAF_SUITE research_execution_quality
#include "tests/test.hpp"

#include "app/research/execution_quality.hpp"
#include "tests/app/research/made_record.hpp"

namespace execution_quality_test {

using namespace hft;
using namespace hft::research;

CAF_TEST(a markout is positive where the price went our way) {
  auto record = flat_record({1000});
  add_fill(record, minute(0, 1), Side::Buy, 10, dollars(100)).markouts[0] = dollars(101);
  add_fill(record, minute(0, 2), Side::Sell, 10, dollars(100)).markouts[0] = dollars(103);

  const auto markout = execution_figures(record).markouts[0];

  CAF_CHECK_EQUAL(markout.fills, 2u);
  CAF_CHECK_EQUAL(to_string(markout.money), "-20");
  CAF_CHECK(is_near(*markout.basis_points, -100));
}

CAF_TEST(slippage is what was paid more than decided on) {
  auto record = flat_record({1000});
  add_fill(record, minute(0, 1), Side::Buy, 10, dollars(101));
  record.orders[0].decision_price = dollars(100);

  CAF_CHECK(is_near(*execution_figures(record).slippage, 100));
}

CAF_TEST(gross less every cost is the net) {
  auto record = flat_record({1000});
  auto& fill = add_fill(record, minute(0, 1), Side::Sell, 10, dollars(99));
  fill.bid = dollars(99);
  fill.ask = dollars(101);
  record.orders[0].decision_price = dollars(102);

  const auto waterfall = cost_waterfall(record, money(50), money(3));

  CAF_CHECK_EQUAL(to_string(waterfall.spread), "10");
  CAF_CHECK_EQUAL(to_string(waterfall.slippage), "20");
  CAF_CHECK_EQUAL(to_string(waterfall.gross), "83");
  CAF_CHECK_EQUAL(waterfall.unpriced, 0u);
}

CAF_TEST(fills outside hours and on old data are counted) {
  auto record = flat_record({1000});
  add_fill(record, minute(0, -10), Side::Buy, 1, dollars(100));
  record.orders[0].extended_hours = true;
  add_fill(record, minute(0, 1), Side::Buy, 1, dollars(100)).data_at = minute(0, 0, 49);
  add_fill(record, minute(0, 2), Side::Buy, 1, dollars(100)).data_at = minute(0, 1, 50);
  add_fill(record, minute(0, 390), Side::Buy, 1, dollars(100));

  const auto figures = execution_figures(record);

  CAF_CHECK_EQUAL(figures.outside_hours, 2u);
  CAF_CHECK_EQUAL(figures.unwished, 1u);
  CAF_CHECK_EQUAL(figures.stale, 1u);
}

CAF_TEST(the fill ratio is of orders that ended) {
  auto record = flat_record({1000});
  add_fill(record, minute(0, 1), Side::Buy, 10, dollars(100));
  add_fill(record, minute(0, 2), Side::Buy, 10, dollars(100));
  add_fill(record, minute(0, 3), Side::Buy, 10, dollars(100));
  record.orders[1].filled = shares(4);
  record.orders[1].state = OrderState::Canceled;
  record.orders[2].filled = Quantity{};
  record.orders[2].state = OrderState::New;

  CAF_CHECK(is_near(*execution_figures(record).fill_ratio, 0.7));
}

} // namespace execution_quality_test
