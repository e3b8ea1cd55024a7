#define CAF_SUITE zscore_reversion
#include "tests/test.hpp"

#include "tests/models/walk.hpp"

namespace zscore_reversion_test {

using namespace hft;

CAF_TEST(it decides on a walk as whole windows computed apart say) {
  const auto model = model_of("zscore_reversion:window=20,entry=1.8,exit=0.5");
  Rehearsal rehearsal{*model};
  rehearsal.samples(walk(7, 160));
  CAF_CHECK_EQUAL(rehearsal.text(), // walk.py
                  "36:+10 45:-10 53:+10 57:-10 76:-10 100:+10 112:-10 118:+10 154:-10");
}

CAF_TEST(a z score resumed decides as one that never stopped) {
  const auto prices = walk(7, 160);
  CAF_CHECK_EQUAL(resumed("zscore_reversion:window=20,entry=1.8",
                          {prices.begin(), prices.begin() + 30},
                          {prices.begin() + 30, prices.begin() + 60}),
                  "6:+10 15:-10 23:+10 27:-10");
}

CAF_TEST(a z score needs a window of history and refuses foreign memories) {
  const auto model = model_of("zscore_reversion:window=20,interval=30");
  CAF_CHECK(model->needs().warm_up == std::chrono::seconds{600});
  CAF_CHECK(model->needs().timer == std::chrono::seconds{30});
  CAF_CHECK_EQUAL(refusal_of(*model, newer(model->save())),
                  "model zscore_reversion cannot use its memory: version 99 is newer than 1, the "
                  "newest it knows");
  CAF_CHECK_EQUAL(refusal_of(*model, model_of("zscore_reversion:interval=31")->save()),
                  "model zscore_reversion cannot use its memory: its interval was 31, not 30");
  CAF_CHECK_EQUAL(refusal_of(*model, model_of("momentum")->save()),
                  "model zscore_reversion cannot use its memory: it is of model momentum");
}

CAF_TEST(a z score bets nothing on a price that never moves) {
  const auto model = model_of("zscore_reversion:window=5");
  Rehearsal rehearsal{*model};
  rehearsal.samples(std::vector<Price>(20, dollars(100)));
  CAF_CHECK_EQUAL(rehearsal.text(), "");
}

CAF_TEST(an exit that is not less than the entry is refused) {
  CAF_CHECK_EQUAL(refusal_of("zscore_reversion:exit=2.5"),
                  "model zscore_reversion parameter exit=2.5: not less than entry=2");
}

} // namespace zscore_reversion_test
