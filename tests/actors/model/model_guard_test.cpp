#define CAF_SUITE model_guard
#include "tests/test.hpp"

#include "actors/model/model_guard.hpp"

namespace model_guard_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

MonotonicTime hand; // of the stopwatch

ModelLimits limits() {
  hand = {};
  return {10ms, 3, [] { return hand; }};
}

/// One call that takes so long.
std::optional<std::string> call(ModelGuard& conduct, Duration took, const Decisions& made = {}) {
  conduct.begin();
  hand = hand + took;
  return conduct.judge(made);
}

} // namespace

CAF_TEST(a call within its time is fine and a much longer one is no more) {
  ModelGuard conduct{limits()};
  CAF_CHECK(!call(conduct, 10ms));
  CAF_CHECK(!call(conduct, 80ms));
  CAF_CHECK_EQUAL(call(conduct, 81ms).value_or(""), "it took 81 ms, its time is 10 ms");
}

CAF_TEST(slow calls are too many when there are three of a thousand) {
  ModelGuard conduct{limits()};
  CAF_CHECK(!call(conduct, 11ms));
  for (int i = 0; i < 1000; ++i) CAF_CHECK(!call(conduct, 1ms));
  CAF_CHECK(!call(conduct, 11ms));
  CAF_CHECK(!call(conduct, 11ms));
  CAF_CHECK(call(conduct, 11ms).has_value());
}

CAF_TEST(more decisions than allowed are a flood) {
  ModelGuard conduct{limits()};
  Decisions made;
  for (int i = 0; i < 3; ++i) made.buy("SPY", shares(1));
  CAF_CHECK(!call(conduct, 0ms, made));
  made.buy("SPY", shares(1));
  CAF_CHECK_EQUAL(call(conduct, 0ms, made).value_or(""),
                  "it made 4 decisions of one event, at most 3 are allowed");
}

CAF_TEST(orders that cannot be meant are nonsense) {
  ModelGuard conduct{limits()};
  const auto judged = [&](auto make) {
    Decisions made;
    make(made);
    return call(conduct, 0ms, made).value_or("");
  };
  CAF_CHECK_EQUAL(judged([](Decisions& s) { s.buy("SPY", shares(-1)); }),
                  "it made nonsense: a quantity of -1");
  CAF_CHECK_EQUAL(judged([](Decisions& s) { s.limit("SPY", Side::Buy, shares(1), Price{}); }),
                  "it made nonsense: a limit of 0");
  CAF_CHECK_EQUAL(judged([](Decisions& s) { s.sell({}, shares(1)); }),
                  "it made nonsense: an order without a symbol");
  CAF_CHECK_EQUAL(judged([](Decisions& s) { s.cancel(0, "SPY"); }),
                  "it made nonsense: a cancel without a reference");
  CAF_CHECK_EQUAL(judged([](Decisions& s) { s.cancel(7, "SPY"); }), "");
}

CAF_TEST(without a stopwatch nothing is timed) {
  ModelGuard conduct{{10ms, 3, nullptr}};
  CAF_CHECK(!call(conduct, 1h));
}

CAF_TEST(what closes or takes back needs no quantity and an order in dollars neither) {
  ModelGuard guard{ModelLimits{}};
  Decisions out;
  out.close("SPY");
  out.cancel_all();
  out.market("SPY", Side::Buy, Money{100 * units_per_whole});
  Exits exits;
  exits.stop_loss = cents(990);
  exits.take_profit = cents(1010);
  out.oco("SPY", Side::Sell, shares(5), exits);
  CAF_CHECK(!guard.judge(out));
  out.buy("SPY", Quantity{});
  CAF_CHECK_EQUAL(guard.judge(out).value_or(""), "it made nonsense: a quantity of 0");
}

} // namespace model_guard_test
