#define CAF_SUITE bollinger_breakout
#include "tests/test.hpp"

#include "tests/models/walk.hpp"

namespace bollinger_breakout_test {

using namespace hft;

CAF_TEST(it follows breakouts of a walk as whole windows computed apart say) {
  const auto model = model_of("bollinger_breakout:window=20,width=2,quantity=10");
  Rehearsal rehearsal{*model};
  rehearsal.samples(walk(7, 160));
  CAF_CHECK_EQUAL(rehearsal.text(), // walk.py
                  "35:-10 57:+10 70:+10 104:-10 112:+10 119:-10 154:+10");
}

CAF_TEST(bands resumed decide as those that never stopped) {
  const auto prices = walk(7, 160);
  CAF_CHECK_EQUAL(resumed("bollinger_breakout:window=20", {prices.begin(), prices.begin() + 30},
                          {prices.begin() + 30, prices.begin() + 80}),
                  "5:-10 27:+10 40:+10");
}

CAF_TEST(bands refuse a newer memory and start afresh after a gap) {
  const auto model = model_of("bollinger_breakout:window=3");
  CAF_CHECK(!refusal_of(*model, newer(model->save())).empty());
  Rehearsal rehearsal{*model};
  rehearsal.samples({cents(10000), cents(10001), cents(10000)});
  model->on_gap({});
  rehearsal.samples({cents(10100), cents(10101), cents(10100)});
  CAF_CHECK_EQUAL(rehearsal.text(), "");
  rehearsal.samples({cents(10200)});
  CAF_CHECK_EQUAL(rehearsal.text(), "6:+10");
}

} // namespace bollinger_breakout_test
