#define CAF_SUITE pairs
#include "tests/test.hpp"

#include "tests/models/walk.hpp"

namespace pairs_test {

using namespace hft;

namespace {

/// x walks, y is 1.5 x + 2 and noise, as in walk.py.
void rehearse(Rehearsal& rehearsal, std::size_t from, std::size_t until) {
  Numbers noise{5};
  const auto x = walk(3, static_cast<int>(until), 30'000);
  for (std::size_t i = 0; i < until; ++i) {
    const auto off = noise.next() % 41 - 20;
    if (i < from) continue;
    rehearsal.show("QQQ", x[i]);
    rehearsal.show("SPY", Price{x[i].units * 3 / 2 + dollars(2).units + cents(off).units});
    rehearsal.sample();
  }
}

const std::string spec = "pairs:forgetting=0.99,window=30,entry=1.5,exit=0.5";

} // namespace

CAF_TEST(it trades both legs as the normal equations computed apart say) {
  const auto model = model_of(spec);
  Rehearsal rehearsal{*model};
  rehearsal.name_leg("SPY", "y");
  rehearsal.name_leg("QQQ", "x");
  rehearse(rehearsal, 0, 90);
  CAF_CHECK_EQUAL(rehearsal.text(), // walk.py
                  "42:y-10 42:x+15 43:y+10 43:x-15 51:y-10 51:x+15 52:y+10 52:x-15 "
                  "72:y+10 72:x-14 73:y-10 73:x+14 78:y+10 78:x-14 80:y-10 80:x+14 "
                  "88:y-10 88:x+14");
}

CAF_TEST(a pair resumed goes on with its line) {
  const auto first = model_of(spec);
  Rehearsal before{*first};
  rehearse(before, 0, 60);
  const auto second = model_of(spec);
  CAF_CHECK_EQUAL(refusal_of(*second, first->save()), "");
  CAF_CHECK(second->save() == first->save());
  Rehearsal after{*second};
  rehearse(after, 60, 90);
  CAF_CHECK_EQUAL(after.text(), "12:+10 12:-14 13:-10 13:+14 18:+10 18:-14 20:-10 20:+14 "
                                "28:-10 28:+14");
  CAF_CHECK_EQUAL(refusal_of(*model_of("pairs:x=IWM"), first->save()),
                  "model pairs cannot use its memory: its x was QQQ, not IWM");
}

CAF_TEST(a pair needs two symbols and takes others where it names none) {
  CAF_CHECK_EQUAL(refusal_of("pairs:x=SPY"),
                  "model pairs needs two symbols and has only SPY: give y and x, or name two "
                  "with --symbols");
  CAF_CHECK(model_of("pairs", {"SPY"})->needs().symbols == (std::vector<Symbol>{"SPY", "QQQ"}));
  const auto model = model_of("pairs", {"IWM", "DIA"});
  CAF_CHECK(model->needs().symbols == (std::vector<Symbol>{"IWM", "DIA"}));
}

} // namespace pairs_test
