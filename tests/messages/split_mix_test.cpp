#define CAF_SUITE split_mix
#include "tests/test.hpp"

#include "messages/split_mix.hpp"

namespace split_mix_test {

using namespace hft;

CAF_TEST(a seed gives the numbers of the published algorithm) {
  SplitMix numbers{1234567};
  CAF_CHECK_EQUAL(numbers.next(), 6457827717110365317ULL);
  CAF_CHECK_EQUAL(numbers.next(), 3203168211198807973ULL);
  CAF_CHECK_EQUAL(numbers.next(), 9817491932198370423ULL);
  CAF_CHECK_EQUAL(numbers.next(), 4593380528125082431ULL);
}

CAF_TEST(its state is all there is to it) {
  SplitMix numbers{7};
  numbers.next();
  SplitMix goes_on{numbers.state()};
  CAF_CHECK_EQUAL(goes_on.next(), numbers.next());
}

CAF_TEST(fractions lie from zero to below one) {
  SplitMix numbers{1};
  for (int i = 0; i < 1000; ++i) {
    const auto fraction = numbers.fraction();
    CAF_CHECK(0 <= fraction && fraction < 1);
  }
}

CAF_TEST(nothing is scattered to nothing) {
  CAF_CHECK_EQUAL(SplitMix::scatter(0), 0u);
  CAF_CHECK_EQUAL(SplitMix::scatter(SplitMix::step), SplitMix{0}.next());
}

} // namespace split_mix_test
