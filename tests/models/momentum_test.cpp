#define CAF_SUITE momentum
#include "tests/test.hpp"

#include "tests/models/walk.hpp"

namespace momentum_test {

using namespace hft;

CAF_TEST(it follows returns of a walk as whole windows computed apart say) {
  const auto model = model_of("momentum:lookback=20,entry=1,exit=0.25,quantity=10");
  Rehearsal rehearsal{*model};
  rehearsal.samples(walk(7, 160));
  CAF_CHECK_EQUAL(rehearsal.text(), "32:-10 60:+10 72:+10 117:-10 157:+10"); // walk.py
}

CAF_TEST(momentum resumed decides as one that never stopped) {
  const auto prices = walk(7, 160);
  CAF_CHECK_EQUAL(resumed("momentum:lookback=20", {prices.begin(), prices.begin() + 25},
                          {prices.begin() + 25, prices.begin() + 80}),
                  "7:-10 35:+10 47:+10");
}

CAF_TEST(momentum refuses a newer memory and does not bridge a gap) {
  const auto model = model_of("momentum:lookback=2,entry=0.5");
  CAF_CHECK(!refusal_of(*model, newer(model->save())).empty());
  Rehearsal rehearsal{*model};
  rehearsal.samples({cents(10000), cents(10001)});
  model->on_gap({});
  rehearsal.samples({cents(20000), cents(20001)});
  CAF_CHECK_EQUAL(rehearsal.text(), "");
  rehearsal.samples({cents(20003)});
  CAF_CHECK_EQUAL(rehearsal.text(), "4:+10");
}

} // namespace momentum_test
