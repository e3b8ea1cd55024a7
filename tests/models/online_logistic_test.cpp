#define CAF_SUITE online_logistic
#include "tests/test.hpp"

#include "models/indicators/online_logistic_regression.hpp"
#include "tests/models/walk.hpp"

#include <cmath>

namespace online_logistic_test {

using namespace hft;

CAF_TEST(the regression learns as computed apart) {
  // In Python, gradients summed by hand with rate .5 and penalty .01:
  //   for f, y in [((1,1),1), ((-1,1),0), ((.5,1),1)]: e = sigmoid(w.f) - y;
  //   g = e*f + .01*w; G += g*g; w -= .5*g/sqrt(G)
  OnlineLogisticRegression<2> regression{0.5, 0.01};
  regression.learn({1, 1}, true);
  regression.learn({-1, 1}, false);
  regression.learn({0.5, 1}, true);
  CAF_CHECK(std::abs(regression.weights()[0] - 0.9705299376437776) < 1e-12);
  CAF_CHECK(std::abs(regression.weights()[1] - 0.37047123596275416) < 1e-12);
  CAF_CHECK(std::abs(regression.chance({2, 1}) - 0.9098275486245319) < 1e-12);
}

CAF_TEST(it learns a market that goes up and down in turns) {
  // Ten samples up, ten down: five samples ahead the price is higher exactly in the first half of a
  // rise and the second half of a fall, which the last returns tell.
  const auto model = model_of("online_logistic:horizon=1,labels=100,margin=0.1,quantity=10");
  Rehearsal rehearsal{*model};
  double gain = 0;
  std::int64_t price = 45'000;
  for (int i = 0; i < 600; ++i) {
    const auto before = to_double(rehearsal.position());
    const auto step = i % 20 < 10 ? 3 : -3;
    gain += before * static_cast<double>(step);
    rehearsal.samples({cents(price += step)});
  }
  // All of it would be 500 samples of three cents on ten shares.
  CAF_CHECK(gain > 0.5 * 500 * 30);
}

CAF_TEST(it trades nothing before its lessons) {
  const auto model = model_of("online_logistic:labels=1000");
  Rehearsal rehearsal{*model};
  rehearsal.samples(walk(7, 400));
  CAF_CHECK_EQUAL(rehearsal.text(), "");
}

CAF_TEST(what was learned survives and a newer memory is refused) {
  const auto first = model_of("online_logistic:labels=10");
  Rehearsal{*first}.samples(walk(7, 200));
  const auto second = model_of("online_logistic:labels=10");
  CAF_CHECK_EQUAL(refusal_of(*second, first->save()), "");
  CAF_CHECK_EQUAL(remembered(*second, "weights"), remembered(*first, "weights"));
  CAF_CHECK(!refusal_of(*second, newer(first->save())).empty());
  auto broken = first->save();
  broken.values["weights"] = "1 2 x";
  CAF_CHECK_EQUAL(refusal_of(*second, broken),
                  "model online_logistic cannot use its memory: weights is no list of at most 5 "
                  "numbers");
}

} // namespace online_logistic_test
