#define CAF_SUITE vwap_reversion
#include "tests/test.hpp"

#include "tests/models/walk.hpp"

namespace vwap_reversion_test {

using namespace hft;

namespace {

SessionChanged session_of(Date date) {
  SessionChanged changed;
  changed.to = SessionPhase::Regular;
  changed.plan.date = date;
  return changed;
}

void trade_walk(Model& model, Rehearsal& rehearsal, int from, int until) {
  Numbers numbers{11};
  const auto prices = walk(7, until);
  for (int i = 0; i < until; ++i) {
    const auto size = shares(numbers.next() % 900 + 1);
    if (i < from) continue;
    rehearsal.show("SPY", prices[static_cast<std::size_t>(i)], size);
    rehearsal.sample();
  }
  static_cast<void>(model);
}

} // namespace

CAF_TEST(it bets against distance from the average as computed apart) {
  const auto model = model_of("vwap_reversion:prints=50,entry=1.5,exit=0.25");
  Rehearsal rehearsal{*model};
  trade_walk(*model, rehearsal, 0, 320);
  CAF_CHECK_EQUAL(rehearsal.text(), "52:+10 62:-10 79:-10 241:+10 309:+10"); // walk.py
}

CAF_TEST(a restart within the session goes on and a new session begins anew) {
  const std::string spec = "vwap_reversion:prints=50,entry=1.5,exit=0.25";
  const auto monday = make_date(2026, 3, 2);
  Decisions none;
  const auto first = model_of(spec);
  first->on_session(session_of(monday), none);
  Rehearsal before{*first};
  trade_walk(*first, before, 0, 51);

  const auto second = model_of(spec);
  CAF_CHECK_EQUAL(refusal_of(*second, first->save()), "");
  second->on_session(session_of(monday), none);
  Rehearsal after{*second};
  trade_walk(*second, after, 51, 70);
  CAF_CHECK_EQUAL(after.text(), "1:+10 11:-10");

  second->on_session(session_of(monday + 1), none);
  CAF_CHECK_EQUAL(remembered(*second, "seen"), "0");
  CAF_CHECK(!refusal_of(*second, newer(first->save())).empty());
}

} // namespace vwap_reversion_test
