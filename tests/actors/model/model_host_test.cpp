#define CAF_SUITE model_host
#include "tests/test.hpp"

#include "actors/model/model_host.hpp"
#include "tests/actors/model/probe_model.hpp"

using namespace hft;

namespace {

using Seen = std::vector<std::string>;

struct LaneActor {
  explicit LaneActor(Needs needs, SessionPlan plan = march_plan())
    : host(HostOptions{"probe-1", "probe", plan}, std::make_unique<ProbeModel>(needs, seen)) {}
  Seen seen;
  ModelHost host;
};

Needs spy_trades() {
  Needs needs;
  needs.symbols = {"SPY"};
  return needs;
}

Quote quote_at(const char* time, const Symbol& symbol) {
  Quote quote;
  quote.symbol = symbol;
  quote.time = parse_timestamp(time).value();
  return quote;
}

Bar bar_at(const char* start, const Symbol& symbol, BarKind kind) {
  Bar bar;
  bar.symbol = symbol;
  bar.kind = kind;
  bar.start = parse_timestamp(start).value();
  return bar;
}

const char* const ten = "2026-03-02T15:00:00Z"; // New York

} // namespace

CAF_TEST(a model sees only the symbols and kinds it asked for) {
  LaneActor hosted{spy_trades()};
  hosted.host.on_frame(frame_of({trade_at(ten, "SPY", 1), trade_at(ten, "QQQ", 2),
                                 quote_at(ten, "SPY"), bar_at(ten, "SPY", BarKind::Minute)}));
  CAF_CHECK_EQUAL(hosted.seen, (Seen{"trade SPY 1"}));
  CAF_CHECK_EQUAL(hosted.host.report().ticks, 1u);

  auto needs = spy_trades();
  needs.symbols = {"SPY", "IBM", "A", "B", "C", "D"};
  needs.trades = false;
  needs.quotes = needs.bars = true;
  LaneActor other{needs};
  other.host.on_frame(
    frame_of({trade_at(ten, "SPY", 1), quote_at(ten, "IBM"), quote_at(ten, "X"),
              bar_at(ten, "SPY", BarKind::Minute), bar_at(ten, "SPY", BarKind::Daily)}));
  CAF_CHECK_EQUAL(other.seen, (Seen{"quote IBM", "bar SPY"}));
  CAF_CHECK_EQUAL(other.host.report().ticks, 1u);
}

CAF_TEST(the regular session is decided by the time stamped on the event) {
  const auto day = [] {
    return frame_of({trade_at("2026-03-02T14:29:59.999999999Z", "SPY", 1),
                     trade_at("2026-03-02T14:30:00Z", "SPY", 2),
                     trade_at("2026-03-02T20:59:59.999999999Z", "SPY", 3),
                     trade_at("2026-03-02T21:00:00Z", "SPY", 4),
                     trade_at("2026-03-03T01:00:00Z", "SPY", 8)});
  };
  LaneActor regular{spy_trades()};
  regular.host.on_frame(day());
  CAF_CHECK_EQUAL(regular.seen, (Seen{"trade SPY 2", "trade SPY 3"}));

  auto needs = spy_trades();
  needs.extended_hours = true;
  LaneActor extended{needs};
  extended.host.on_frame(day());
  CAF_CHECK_EQUAL(extended.seen,
                  (Seen{"trade SPY 1", "trade SPY 2", "trade SPY 3", "trade SPY 4"}));
}

CAF_TEST(without a plan nothing is in session until a session change brings one) {
  LaneActor hosted{spy_trades(), SessionPlan{}};
  hosted.host.on_frame(frame_of({trade_at(ten, "SPY", 1)}));
  CAF_CHECK(hosted.seen.empty());
  SessionChanged changed;
  changed.to = SessionPhase::PreOpen;
  changed.plan = march_plan();
  hosted.host.on_session(changed, {});
  hosted.host.on_frame(frame_of({trade_at(ten, "SPY", 1)}));
  CAF_CHECK_EQUAL(hosted.seen.back(), "trade SPY 1");
}

CAF_TEST(a signal is stamped with who and when and why) {
  LaneActor hosted{spy_trades()};
  auto frame = frame_of({trade_at(ten, "SPY", 4), trade_at("2026-03-02T15:00:01Z", "SPY", 5)}, 900);
  frame.lag = Duration{100};

  const auto made = hosted.host.on_frame(frame);

  CAF_REQUIRE_EQUAL(made.size(), 1u);
  Signal expected;
  expected.model = "probe-1";
  expected.symbol = "SPY";
  expected.quantity = shares(1);
  expected.caused_by = parse_timestamp("2026-03-02T15:00:01Z").value();
  expected.received = MonotonicTime{800};
  expected.sequence = 1;
  CAF_CHECK(made[0] == expected);
}

CAF_TEST(every decision becomes a signal in order) {
  LaneActor hosted{spy_trades()};
  hosted.host.on_frame(frame_of({trade_at(ten, "SPY", 5)}));
  const auto made = hosted.host.on_frame(frame_of({trade_at(ten, "SPY", 6)}));

  CAF_REQUIRE_EQUAL(made.size(), 2u);
  CAF_CHECK(made[0].action == SignalAction::Place);
  CAF_CHECK(made[0].type == OrderType::Limit);
  CAF_CHECK(made[0].limit_price == cents(1050));
  CAF_CHECK_EQUAL(made[0].reference, 7u);
  CAF_CHECK_EQUAL(made[0].sequence, 2u);
  CAF_CHECK(made[1].action == SignalAction::Cancel);
  CAF_CHECK_EQUAL(made[1].sequence, 3u);
  CAF_CHECK_EQUAL(hosted.host.report().signals, 3u);
}

CAF_TEST(signals from old frames are counted late) {
  LaneActor hosted{spy_trades()};
  auto frame = frame_of({trade_at(ten, "SPY", 5)});
  frame.lag = std::chrono::milliseconds{250};
  hosted.host.on_frame(frame);
  CAF_CHECK_EQUAL(hosted.host.report().late, 0u);
  frame.lag = std::chrono::milliseconds{251};
  hosted.host.on_frame(frame);
  CAF_CHECK_EQUAL(hosted.host.report().late, 1u);
}

CAF_TEST(timers follow event time and come before the event that reached them) {
  auto needs = spy_trades();
  needs.timer = std::chrono::seconds{5};
  LaneActor hosted{needs};
  hosted.host.on_frame(frame_of(
    {trade_at("2026-03-02T15:00:02Z", "SPY", 1), trade_at("2026-03-02T15:00:04.9Z", "SPY", 2),
     trade_at("2026-03-02T15:00:05Z", "SPY", 3), trade_at("2026-03-02T15:00:33Z", "SPY", 4),
     trade_at("2026-03-02T15:00:34Z", "SPY", 7)}));
  CAF_CHECK_EQUAL(hosted.seen, (Seen{"trade SPY 1", "trade SPY 2", "timer 5", "trade SPY 3",
                                     "timer 30", "trade SPY 4", "trade SPY 7"}));
}

CAF_TEST(fills and ends and refusals and gaps and halts reach the model) {
  LaneActor hosted{spy_trades()};
  Fill fill;
  fill.symbol = "SPY";
  fill.quantity = shares(3);
  const auto made = hosted.host.on_fill(fill, MonotonicTime{77});
  CAF_REQUIRE_EQUAL(made.size(), 1u);
  CAF_CHECK(made[0].side == Side::Sell);
  CAF_CHECK(made[0].received == MonotonicTime{77});
  hosted.host.on_order_closed({}, {});
  OrderRefused refused;
  refused.sentence = "no";
  hosted.host.on_refused(refused);
  hosted.host.on_gap({});
  TradingStatus halt;
  halt.symbol = "SPY";
  halt.status_code = "H";
  halt.time = march_plan().pre_open;
  hosted.host.on_frame(frame_of({halt}));
  CAF_CHECK_EQUAL(hosted.seen,
                  (Seen{"fill 3", "closed canceled", "refused no", "gap", "status H"}));
}

CAF_TEST(a throw is a fault with its story and the model is left alone) {
  LaneActor hosted{spy_trades()};
  const auto made = hosted.host.on_frame(
    frame_of({trade_at(ten, "SPY", 5), trade_at(ten, "SPY", 13), trade_at(ten, "SPY", 5)}));

  CAF_CHECK_EQUAL(made.size(), 1u); // of the trade before the fault; half a decision is none
  CAF_REQUIRE(hosted.host.fault().has_value());
  CAF_CHECK_EQUAL(*hosted.host.fault(), "model probe-1 failed on a trade of SPY at "
                                        "2026-03-02T15:00:00Z: thirteen");
  CAF_CHECK(hosted.host.on_frame(frame_of({trade_at(ten, "SPY", 5)})).empty());
  CAF_CHECK(hosted.host.save().values.empty());
  CAF_CHECK_EQUAL(hosted.seen, (Seen{"trade SPY 5", "trade SPY 13"}));
  CAF_CHECK(hosted.host.report().state == ModelState::Failed);
}

CAF_TEST(memory passes through and a refusal is no fault) {
  LaneActor first{spy_trades()};
  first.host.on_frame(frame_of({trade_at(ten, "SPY", 1), trade_at(ten, "SPY", 2)}));
  const auto memory = first.host.save();
  CAF_CHECK(memory == (ModelCheckpoint{"probe", 1, {{"trades", "2"}}}));

  LaneActor second{spy_trades()};
  CAF_CHECK(second.host.restore(memory).has_value());
  CAF_CHECK(second.host.save() == memory);
  CAF_CHECK(!second.host.restore({"probe", 2, {}}).has_value());
  CAF_CHECK(!second.host.fault().has_value());
  CAF_CHECK(!second.host.restore({"probe", 1, {}}).has_value());
  CAF_CHECK(second.host.fault().has_value());
}

CAF_TEST(warming up shows history of any hour and counts nothing) {
  LaneActor hosted{spy_trades()};
  const std::vector<MarketEvent> history{trade_at("2026-02-27T20:00:00Z", "SPY", 5),
                                         trade_at("2026-02-27T20:00:00Z", "QQQ", 5)};
  hosted.host.warm_up(history);
  CAF_CHECK_EQUAL(hosted.seen, (Seen{"trade SPY 5", "warm"}));
  CAF_CHECK_EQUAL(hosted.host.report().signals, 0u);
  CAF_CHECK_EQUAL(hosted.host.on_frame(frame_of({trade_at(ten, "SPY", 5)}))[0].sequence, 1u);
}

CAF_TEST(what a model needs becomes subscriptions with halts) {
  auto needs = spy_trades();
  needs.quotes = true;
  LaneActor hosted{needs};
  Subscriptions expected;
  expected.add(Channel::Trades, "SPY");
  expected.add(Channel::Quotes, "SPY");
  expected.add(Channel::Statuses, "SPY");
  CAF_CHECK(hosted.host.wanted() == expected);
  hosted.host.on_frame(frame_of({}));
  CAF_CHECK_EQUAL(hosted.host.handled()->load(), 1u);
}
