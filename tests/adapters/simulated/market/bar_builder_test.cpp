#define CAF_SUITE bar_builder
#include "tests/test.hpp"

#include "adapters/simulated/market/bar_builder.hpp"
#include "tests/adapters/simulated/market/plans.hpp"

namespace bar_builder_test {

using namespace hft;
using namespace hft::simulated;
using namespace std::chrono_literals;

namespace {

const SessionPlan plan = plan_of(monday);

Trade trade_at(Duration after_open, int price_in_cents, int size, std::string_view codes = " ") {
  Trade trade;
  trade.symbol = "SPY";
  trade.time = plan.open + after_open;
  trade.price = cents(price_in_cents);
  trade.size = shares(size);
  trade.conditions = Conditions::truncated(codes);
  return trade;
}

struct fixture {
  fixture() { builder.begin_session(plan); }
  std::vector<Bar> due_at(Duration after_open, BarKind kind) {
    std::vector<Bar> bars;
    builder.take_due(plan.open + after_open, bars);
    std::erase_if(bars, [&](const Bar& bar) { return bar.kind != kind; });
    return bars;
  }
  BarBuilder builder;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(bar_builder_tests, fixture)

CAF_TEST(a minute bar has the values computed by hand) {
  builder.on_trade(trade_at(1s, 10000, 100));
  builder.on_trade(trade_at(20s, 10050, 300));
  builder.on_trade(trade_at(40s, 9990, 200));
  builder.on_trade(trade_at(59s, 10010, 400));
  CAF_CHECK(due_at(59s, BarKind::Minute).empty());
  const auto bars = due_at(60s, BarKind::Minute);
  CAF_REQUIRE_EQUAL(bars.size(), 1u);
  const auto& bar = bars.front();
  CAF_CHECK(bar.open == cents(10000));
  CAF_CHECK(bar.high == cents(10050));
  CAF_CHECK(bar.low == cents(9990));
  CAF_CHECK(bar.close == cents(10010));
  CAF_CHECK(bar.volume == shares(1000));
  CAF_CHECK_EQUAL(bar.trade_count, 4);
  CAF_CHECK(bar.start == plan.open);
  // (10000 + 30150 + 19980 + 40040) / 1000 dollars
  CAF_CHECK_EQUAL(to_string(bar.vwap), "100.17");
}

CAF_TEST(the last trade of a minute and the first of the next are apart) {
  builder.on_trade(trade_at(59'999'999'999ns, 10000, 100));
  builder.on_trade(trade_at(60s, 10100, 100));
  const auto first = due_at(60s, BarKind::Minute);
  const auto second = due_at(120s, BarKind::Minute);
  CAF_REQUIRE_EQUAL(first.size(), 1u);
  CAF_REQUIRE_EQUAL(second.size(), 1u);
  CAF_CHECK(first.front().close == cents(10000));
  CAF_CHECK(second.front().open == cents(10100));
}

CAF_TEST(minutes without a trade have no bar) {
  builder.on_trade(trade_at(10s, 10000, 100));
  builder.on_trade(trade_at(190s, 10000, 100));
  CAF_CHECK_EQUAL(due_at(600s, BarKind::Minute).size(), 2u);
}

CAF_TEST(odd lots count for volume and set no price) {
  builder.on_trade(trade_at(1s, 10000, 100));
  builder.on_trade(trade_at(2s, 12000, 50, " I"));
  builder.on_trade(trade_at(3s, 8000, 50, " I"));
  const auto bars = due_at(60s, BarKind::Minute);
  CAF_REQUIRE_EQUAL(bars.size(), 1u);
  CAF_CHECK(bars.front().high == cents(10000));
  CAF_CHECK(bars.front().low == cents(10000));
  CAF_CHECK(bars.front().close == cents(10000));
  CAF_CHECK(bars.front().volume == shares(200));
  CAF_CHECK_EQUAL(bars.front().trade_count, 3);
}

CAF_TEST(a minute of odd lots alone has no bar) {
  builder.on_trade(trade_at(1s, 10000, 7, " I"));
  CAF_CHECK(due_at(60s, BarKind::Minute).empty());
}

CAF_TEST(conditions decide what a trade may change) {
  CAF_CHECK((minute_effect(Conditions{" "}) == BarEffect{true, true, true}));
  CAF_CHECK((minute_effect(Conditions{" FI"}) == BarEffect{false, false, true}));
  CAF_CHECK((minute_effect(Conditions{" Z"}) == BarEffect{true, false, true}));
  CAF_CHECK((minute_effect(Conditions{" M"}) == BarEffect{false, false, false}));
  CAF_CHECK((minute_effect(Conditions{" T"}) == BarEffect{true, true, true}));
  CAF_CHECK((daily_effect(Conditions{" T"}) == BarEffect{false, false, true}));
}

CAF_TEST(an out of sequence trade before the first sale widens the range only) {
  builder.on_trade(trade_at(1s, 9900, 100, " Z"));
  builder.on_trade(trade_at(2s, 10000, 100));
  const auto bars = due_at(60s, BarKind::Minute);
  CAF_REQUIRE_EQUAL(bars.size(), 1u);
  CAF_CHECK(bars.front().open == cents(10000));
  CAF_CHECK(bars.front().low == cents(9900));
  CAF_CHECK(bars.front().high == cents(10000));
}

CAF_TEST(a late trade brings an updated bar half a minute after the mark) {
  builder.on_trade(trade_at(10s, 10000, 100));
  CAF_CHECK_EQUAL(due_at(60s, BarKind::Minute).size(), 1u);
  builder.on_trade(trade_at(50s, 10200, 100));
  CAF_CHECK(builder.next_due() == plan.open + 90s);
  CAF_CHECK(due_at(89s, BarKind::Updated).empty());
  const auto bars = due_at(90s, BarKind::Updated);
  CAF_REQUIRE_EQUAL(bars.size(), 1u);
  CAF_CHECK(bars.front().start == plan.open);
  CAF_CHECK(bars.front().close == cents(10200));
  CAF_CHECK(bars.front().volume == shares(200));
  CAF_CHECK(due_at(200s, BarKind::Updated).empty());
}

CAF_TEST(a trade later than half a minute waits for the next mark) {
  builder.on_trade(trade_at(10s, 10000, 100));
  due_at(95s, BarKind::Minute);
  builder.on_trade(trade_at(50s, 10200, 100));
  CAF_CHECK(due_at(149s, BarKind::Updated).empty());
  CAF_CHECK_EQUAL(due_at(150s, BarKind::Updated).size(), 1u);
}

CAF_TEST(daily bars grow each minute in which they changed) {
  builder.on_trade(trade_at(-300s, 9000, 100, " T"));
  builder.on_trade(trade_at(10s, 10000, 100));
  const auto first = due_at(60s, BarKind::Daily);
  builder.on_trade(trade_at(70s, 10300, 200));
  const auto second = due_at(120s, BarKind::Daily);
  CAF_CHECK(due_at(240s, BarKind::Daily).empty());
  CAF_REQUIRE_EQUAL(first.size(), 1u);
  CAF_REQUIRE_EQUAL(second.size(), 1u);
  CAF_CHECK(first.front().open == cents(10000));
  CAF_CHECK(first.front().low == cents(10000));
  CAF_CHECK(first.front().volume == shares(200));
  CAF_CHECK(second.front().open == cents(10000));
  CAF_CHECK(second.front().high == cents(10300));
  CAF_CHECK(second.front().volume == shares(400));
  CAF_CHECK_EQUAL(format_timestamp(second.front().start), "2026-03-02T05:00:00Z");
}

CAF_TEST(no daily bar comes before the open) {
  builder.on_trade(trade_at(-300s, 9000, 100, " "));
  CAF_CHECK(due_at(0s, BarKind::Daily).empty());
}

CAF_TEST(a new session forgets the day before) {
  builder.on_trade(trade_at(10s, 10000, 100));
  builder.begin_session(plan_of(monday + 1));
  CAF_CHECK(!builder.next_due());
  CAF_CHECK(!builder.daily_bar("SPY"));
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace bar_builder_test
