#define CAF_SUITE research_exposure
#include "tests/test.hpp"

#include "app/research/exposure.hpp"
#include "tests/app/research/made_record.hpp"

namespace exposure_test {

using namespace hft;
using namespace hft::research;

CAF_TEST(time in the market counts sessions only) {
  auto record = flat_record({1000, 1000});
  add_fill(record, minute(0, 195), Side::Buy, 1, dollars(100));
  add_fill(record, minute(1, 39), Side::Sell, 1, dollars(100));

  CAF_CHECK(is_near(*exposure_figures(record).time_in_market, (195.0 + 39) / 780));
}

CAF_TEST(two positions at once count once) {
  auto record = flat_record({1000});
  add_fill(record, minute(0, 0), Side::Buy, 1, dollars(100));
  add_fill(record, minute(0, 10), Side::Sell, 1, dollars(100), {}, "m", "QQQ");
  add_fill(record, minute(0, 20), Side::Sell, 1, dollars(100));
  add_fill(record, minute(0, 39), Side::Buy, 1, dollars(100), {}, "m", "QQQ");

  CAF_CHECK(is_near(*exposure_figures(record).time_in_market, 0.1));
}

CAF_TEST(exposure is of the marks within sessions and else of the closes) {
  auto record = flat_record({1000});
  record.closes[0].long_value = money(500);
  record.closes[0].short_value = money(100);
  CAF_CHECK(is_near(*exposure_figures(record).gross, 0.6));
  CAF_CHECK(is_near(*exposure_figures(record).net, 0.4));

  record.marks = {{minute(0, -1), money(1000), money(900), {}},
                  {minute(0, 1), money(1000), money(200), {}},
                  {minute(0, 2), money(1000), money(400), {}}};
  CAF_CHECK(is_near(*exposure_figures(record).gross, 0.3));
  CAF_CHECK(is_near(*exposure_figures(record).gross_peak, 0.4));
}

CAF_TEST(turnover is half of what was traded as a yearly rate) {
  auto record = flat_record({1000, 1000});
  add_fill(record, minute(0, 1), Side::Buy, 10, dollars(100));
  add_fill(record, minute(1, 1), Side::Sell, 10, dollars(100));

  CAF_CHECK(is_near(*exposure_figures(record).turnover, 126));
}

} // namespace exposure_test
