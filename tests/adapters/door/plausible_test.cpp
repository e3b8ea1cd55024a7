#define CAF_SUITE door_plausible
#include "tests/test.hpp"

#include "adapters/door/plausible.hpp"

namespace plausible_test {

using namespace hft;
using namespace hft::door;

CAF_TEST(prices that can be are prices) {
  CAF_CHECK(is_price(Price{1}));
  CAF_CHECK(is_price(dollars(750'000))); // the dearest stock there is
  CAF_CHECK(!is_price(Price{}));
  CAF_CHECK(!is_price(dollars(-450)));
  CAF_CHECK(!is_price(dollars(2'000'000'000)));
  CAF_CHECK(!is_price(dollars(9'000'000'000)));
  CAF_CHECK(is_price_or_none(Price{}));
  CAF_CHECK(!is_price_or_none(cents(-1)));
}

CAF_TEST(a print has a price and a size) {
  CAF_CHECK(is_print(dollars(450), Quantity{1}));         // a sliver of a share
  CAF_CHECK(is_print(dollars(140), shares(200'000'000))); // a closing auction
  CAF_CHECK(!is_print(dollars(450), shares(0)));
  CAF_CHECK(!is_print(dollars(450), shares(-17)));
  CAF_CHECK(!is_print(dollars(450), shares(9'000'000'000)));
  CAF_CHECK(!is_print(dollars(10'000'000), shares(1'000'000'000)));
}

CAF_TEST(an amount fits the money it is counted in) {
  CAF_CHECK(is_amount(dollars(9'000'000), shares(1'000)));
  CAF_CHECK(is_amount(dollars(9'000'000), shares(-1'000)));
  CAF_CHECK(!is_amount(dollars(10'000'000), shares(1'000)));
  CAF_CHECK(!is_amount(dollars(2), shares(9'000'000'000)));
}

} // namespace plausible_test
