#define CAF_SUITE model_host
#include "tests/test.hpp"

#include "actors/model/model_host.hpp"
#include "tests/actors/model/probe_model.hpp"

namespace model_host_test {

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

CAF_TEST(a plan that is set before the first event holds from it on) {
  LaneActor hosted{spy_trades(), SessionPlan{}};
  hosted.host.set_plan(march_plan());
  hosted.host.on_frame(frame_of({trade_at(ten, "SPY", 1)}));
  CAF_REQUIRE_EQUAL(hosted.seen.size(), 1u); // and no session change, which it is not told
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

namespace {

/// Buys at every bar and set of bars, and writes down what its context says.
class BarProbe final : public Model {
public:
  BarProbe(Needs needs, Seen& seen) : needs_(std::move(needs)), seen_(seen) {}
  Needs needs() const override { return needs_; }
  void on_trade(const Trade& trade, Decisions&) override {
    seen_.push_back("trade " + to_string(context().last_trade(trade.symbol)->size));
  }
  void on_bar(const Bar& bar, Decisions& out) override {
    seen_.push_back("bar " + bar.symbol.str() + ' ' + to_string(bar.close));
    out.note("closed at " + to_string(bar.close));
    out.plot("close", to_double(bar.close));
    out.buy(bar.symbol, shares(1));
  }
  void on_bars(const BarSet& set, Decisions&) override {
    seen_.push_back("set of " + std::to_string(set.bars.size()) + " at " +
                    format_timestamp(context().now()).substr(11));
  }
  void on_timer(Timestamp time, Decisions&) override {
    seen_.push_back("timer " + format_timestamp(time).substr(11));
  }
  void on_session(const SessionChanged&, Decisions&) override { seen_.push_back("session"); }
  ModelCheckpoint save() const override { return {"probe", 1, {{"x", "1"}}}; }
  Result<void> restore(const ModelCheckpoint&) override { return {}; }

private:
  Needs needs_;
  Seen& seen_;
};

struct BarHost {
  explicit BarHost(Needs needs)
    : host(HostOptions{"probe-1", "probe", march_plan()},
           std::make_unique<BarProbe>(std::move(needs), seen)) {}
  Seen seen;
  ModelHost host;
};

Needs five_minute_bars() {
  auto needs = spy_trades();
  needs.bar_sizes = {{5, BarUnit::Minute}};
  needs.keep_bars = 2;
  return needs;
}

} // namespace

CAF_TEST(a bar is shown before the trade after its end and its orders carry the end) {
  BarHost hosted{five_minute_bars()};
  hosted.host.on_frame(frame_of({trade_at("2026-03-02T15:01:00Z", "SPY", 1)}));
  const auto made = hosted.host.on_frame(frame_of({trade_at("2026-03-02T15:06:00Z", "SPY", 2)}));
  CAF_REQUIRE_EQUAL(made.size(), 1u);
  CAF_CHECK_EQUAL(format_timestamp(made[0].caused_by), "2026-03-02T15:05:00Z");
  CAF_REQUIRE_EQUAL(hosted.seen.size(), 4u);
  CAF_CHECK_EQUAL(hosted.seen[0], "trade 1");
  CAF_CHECK(hosted.seen[1].starts_with("bar SPY"));
  CAF_CHECK_EQUAL(hosted.seen[2], "set of 1 at 15:05:00Z");
  CAF_CHECK_EQUAL(hosted.seen[3], "trade 2");
}

CAF_TEST(bars and timers come in the order of their times) {
  auto needs = five_minute_bars();
  needs.trades = false;
  needs.timer = std::chrono::minutes{3};
  BarHost hosted{needs};
  hosted.host.on_frame(frame_of({trade_at("2026-03-02T15:01:00Z", "SPY", 1)}));
  hosted.host.on_frame(frame_of({trade_at("2026-03-02T15:05:30Z", "SPY", 1)}));
  CAF_REQUIRE_EQUAL(hosted.seen.size(), 3u);
  CAF_CHECK_EQUAL(hosted.seen[0], "timer 15:03:00Z");
  CAF_CHECK_EQUAL(hosted.seen[2], "set of 1 at 15:05:00Z");
}

CAF_TEST(the last bar of a session is shown before the news of its end) {
  auto needs = five_minute_bars();
  needs.trades = false;
  BarHost hosted{needs};
  hosted.host.on_frame(frame_of({trade_at("2026-03-02T20:59:00Z", "SPY", 1)}));
  SessionChanged over;
  over.to = SessionPhase::AfterHours;
  over.plan = march_plan();
  over.scheduled = march_plan().close;
  hosted.host.on_session(over, {});
  CAF_REQUIRE_EQUAL(hosted.seen.size(), 3u);
  CAF_CHECK_EQUAL(hosted.seen[1], "set of 1 at 21:00:00Z");
  CAF_CHECK_EQUAL(hosted.seen[2], "session");
}

CAF_TEST(what a model notes is kept with its time and its order) {
  BarHost hosted{five_minute_bars()};
  hosted.host.on_frame(frame_of({trade_at("2026-03-02T15:01:00Z", "SPY", 1)}));
  hosted.host.on_frame(frame_of({trade_at("2026-03-02T15:06:00Z", "SPY", 2)}));
  const auto notes = hosted.host.take_notes();
  CAF_REQUIRE_EQUAL(notes.notes.size(), 2u);
  CAF_CHECK(notes.notes[0].text.starts_with("closed at"));
  CAF_CHECK_EQUAL(format_timestamp(notes.notes[0].time), "2026-03-02T15:05:00Z");
  CAF_CHECK_EQUAL(notes.notes[0].sequence, 1u);
  CAF_CHECK_EQUAL(notes.notes[1].plot, "close");
  CAF_CHECK(!hosted.host.has_notes());
}

CAF_TEST(history fills the bars of a model and its notes are dropped) {
  auto needs = five_minute_bars();
  needs.trades = false;
  BarHost hosted{needs};
  std::vector<MarketEvent> past;
  for (const auto* start : {"2026-03-02T14:50:00Z", "2026-03-02T14:54:00Z", "2026-03-02T14:56:00Z",
                            "2026-03-02T15:00:00Z"}) {
    auto bar = bar_at(start, "SPY", BarKind::Minute);
    bar.open = bar.high = bar.low = bar.close = dollars(10);
    bar.volume = shares(5);
    past.push_back(bar);
  }
  hosted.host.warm_up(past);
  CAF_CHECK_EQUAL(hosted.seen, (Seen{"bar SPY 10", "set of 1 at 14:55:00Z", "bar SPY 10",
                                     "set of 1 at 15:00:00Z"}));
  CAF_CHECK(!hosted.host.has_notes());
  CAF_CHECK(hosted.host.context().open_orders().empty());
  const auto kept = hosted.host.context().bars("SPY");
  CAF_REQUIRE(kept != nullptr);
  CAF_CHECK_EQUAL(kept->size(), 2u);
  CAF_CHECK_EQUAL(kept->volume()[0], 10.0);
}

CAF_TEST(a model with a memory is not shown history and its bars are filled all the same) {
  auto needs = five_minute_bars();
  needs.trades = false;
  BarHost hosted{needs};
  CAF_CHECK(hosted.host.restore({"probe", 1, {{"x", "1"}}}));
  auto bar = bar_at("2026-03-02T14:50:00Z", "SPY", BarKind::Minute);
  bar.open = bar.high = bar.low = bar.close = dollars(10);
  auto next = bar;
  next.start = next.start + std::chrono::minutes{5};
  hosted.host.warm_up(std::vector<MarketEvent>{bar, next});
  CAF_CHECK(hosted.seen.empty());
  CAF_CHECK_EQUAL(hosted.host.context().bars("SPY")->size(), 1u);
}

CAF_TEST(what a fault has to tell is its handler its event the book and what was thrown) {
  LaneActor hosted{spy_trades()};
  InstanceBook book;
  book.positions["SPY"] = shares(-5);
  book.average_prices["SPY"] = dollars(450);
  hosted.host.on_takeover(book, {});
  auto trade = trade_at(ten, "SPY", 13);
  trade.price = dollars(451);
  trade.exchange = 'V';
  hosted.host.on_frame(frame_of({trade}));
  CAF_REQUIRE(hosted.host.fault().has_value());
  CAF_CHECK_EQUAL(hosted.host.fault_account(),
                  "  handler: on_trade\n"
                  "  event: trade of SPY: 451 x 13 on V\n"
                  "  time: 2026-03-02T10:00:00-05:00 New York (2026-03-02T15:00:00Z)\n"
                  "  it holds: SPY -5 at 450\n"
                  "  std::runtime_error: thirteen\n");
}

} // namespace model_host_test
