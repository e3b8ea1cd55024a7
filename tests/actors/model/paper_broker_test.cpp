#define CAF_SUITE paper_broker
#include "tests/test.hpp"

#include "actors/model/paper_broker.hpp"
#include "tests/actors/model/probe_model.hpp"

namespace paper_broker_test {

using namespace hft;

namespace {

const char* const ten = "2026-03-02T15:00:00Z";

Signal signal(Side side, std::int64_t quantity, std::uint32_t reference = 0, Price limit = {}) {
  Signal made;
  made.model = "m";
  made.symbol = "SPY";
  made.side = side;
  made.quantity = shares(quantity);
  made.reference = reference;
  made.limit_price = limit;
  made.type = limit == Price{} ? OrderType::Market : OrderType::Limit;
  return made;
}

MarketFrame trade(Price price) {
  auto printed = trade_at(ten, "SPY", 100);
  printed.price = price;
  return frame_of({printed});
}

MarketFrame quote(Price bid, Price ask) {
  Quote made;
  made.symbol = "SPY";
  made.bid = bid;
  made.ask = ask;
  made.time = parse_timestamp(ten).value();
  return frame_of({made});
}

void place(PaperBroker& desk, const Signal& made) {
  desk.take({&made, 1});
}

} // namespace

CAF_TEST(a market order fills at the next event on the other side) {
  PaperBroker desk;
  desk.on_frame(trade(dollars(10)));
  place(desk, signal(Side::Buy, 3));
  CAF_CHECK_EQUAL(desk.report().fills, 0u);
  const auto facts = desk.on_frame(quote(cents(990), cents(1010)));
  CAF_REQUIRE_EQUAL(facts.size(), 1u);
  const auto& fill = std::get<Fill>(facts[0]);
  CAF_CHECK(fill.price == cents(1010));
  CAF_CHECK(fill.model_position == shares(3));
  CAF_CHECK(fill.leaves == Quantity{});
}

CAF_TEST(the profit is what came less what went plus what is held) {
  PaperBroker desk;
  place(desk, signal(Side::Buy, 3));
  desk.on_frame(trade(dollars(10)));
  place(desk, signal(Side::Sell, 1));
  desk.on_frame(trade(dollars(12)));
  desk.on_frame(trade(dollars(11)));
  const auto report = desk.report();
  CAF_CHECK(report.profit == Money{dollars(4).units}); // -30 + 12 + 2 x 11
  CAF_CHECK(report.positions.at("SPY") == shares(2));
  CAF_CHECK_EQUAL(report.decisions, 2u);
  CAF_CHECK_EQUAL(report.fills, 2u);
}

CAF_TEST(a limit between two ticks is rounded as that of a real order) {
  PaperBroker desk;
  place(desk, signal(Side::Buy, 1, 1, Price{9'999'000'000}));
  place(desk, signal(Side::Sell, 1, 2, Price{9'991'000'000}));
  auto facts = desk.on_frame(trade(cents(999)));
  CAF_REQUIRE_EQUAL(facts.size(), 1u);
  CAF_CHECK(std::get<Fill>(facts[0]).price == cents(999));
  facts = desk.on_frame(trade(dollars(10)));
  CAF_REQUIRE_EQUAL(facts.size(), 1u);
  CAF_CHECK(std::get<Fill>(facts[0]).price == dollars(10));
  place(desk, signal(Side::Buy, 1, 3, dollars(1)));
  auto change = signal(Side::Buy, 1, 3, Price{2'005'000'000});
  change.action = SignalAction::Replace;
  place(desk, change);
  facts = desk.on_frame(trade(dollars(2)));
  CAF_REQUIRE_EQUAL(facts.size(), 1u);
  CAF_CHECK(std::get<Fill>(facts[0]).price == dollars(2));
}

CAF_TEST(more open orders on paper than the real desk takes are rejected) {
  PaperBroker desk;
  for (std::uint32_t i = 1; i <= 502; ++i) place(desk, signal(Side::Buy, 1, i, dollars(5)));
  const auto facts = desk.on_frame(trade(dollars(10)));
  CAF_REQUIRE_EQUAL(facts.size(), 2u);
  CAF_CHECK(std::get<OrderClosed>(facts[1]).state == OrderState::Rejected);
  CAF_CHECK_EQUAL(std::get<OrderClosed>(facts[1]).reference, 502u);
}

CAF_TEST(a limit order waits for its price and can be replaced and canceled) {
  PaperBroker desk;
  place(desk, signal(Side::Buy, 1, 1, dollars(9)));
  place(desk, signal(Side::Buy, 1, 2, dollars(5)));
  CAF_CHECK(desk.on_frame(trade(dollars(10))).empty());
  auto change = signal(Side::Buy, 2, 1, dollars(10));
  change.action = SignalAction::Replace;
  place(desk, change);
  auto take_back = signal(Side::Buy, 1, 2);
  take_back.action = SignalAction::Cancel;
  place(desk, take_back);
  const auto facts = desk.on_frame(trade(dollars(10)));
  CAF_REQUIRE_EQUAL(facts.size(), 2u);
  CAF_CHECK_EQUAL(std::get<OrderClosed>(facts[0]).reference, 2u);
  CAF_CHECK(std::get<Fill>(facts[1]).quantity == shares(2));
  CAF_CHECK(desk.on_frame(trade(dollars(1))).empty());
}

CAF_TEST(a stop fills once a trade has reached it) {
  PaperBroker desk;
  desk.on_frame(trade(dollars(10)));
  auto stop = signal(Side::Sell, 3);
  stop.type = OrderType::Stop;
  OrderTerms terms;
  terms.stop_price = dollars(9);
  stop.terms = terms;
  place(desk, stop);
  CAF_CHECK(desk.on_frame(trade(cents(901))).empty());
  const auto facts = desk.on_frame(trade(cents(899)));
  CAF_REQUIRE_EQUAL(facts.size(), 1u);
  CAF_CHECK(std::get<Fill>(facts[0]).price == cents(899));
}

CAF_TEST(a trailing stop follows the best price) {
  PaperBroker desk;
  auto stop = signal(Side::Sell, 3);
  stop.type = OrderType::TrailingStop;
  OrderTerms terms;
  terms.trail_percent = {10 * units_per_whole};
  stop.terms = terms;
  place(desk, stop);
  for (const auto price : {dollars(10), dollars(20), cents(1801)})
    CAF_CHECK(desk.on_frame(trade(price)).empty());
  CAF_CHECK_EQUAL(desk.on_frame(trade(dollars(18))).size(), 1u);
}

CAF_TEST(of the exits of a bracket one fills and the other ends) {
  PaperBroker desk;
  auto bracket = signal(Side::Buy, 3, 1);
  OrderTerms terms;
  terms.contingency = Contingency::Bracket;
  terms.take_profit = dollars(11);
  terms.stop_loss = dollars(9);
  terms.stop_loss_reference = 5;
  bracket.terms = terms;
  place(desk, bracket);
  CAF_CHECK_EQUAL(desk.on_frame(trade(dollars(10))).size(), 1u);
  CAF_CHECK(desk.on_frame(trade(dollars(10))).empty());
  const auto facts = desk.on_frame(trade(cents(1105)));
  CAF_REQUIRE_EQUAL(facts.size(), 1u);
  const auto& fill = std::get<Fill>(facts[0]);
  CAF_CHECK(fill.leg == Leg::TakeProfit && fill.reference == 1u);
  CAF_CHECK(fill.model_position == Quantity{});
  const auto ends = desk.on_frame(trade(dollars(8)));
  CAF_REQUIRE_EQUAL(ends.size(), 1u);
  const auto& closed = std::get<OrderClosed>(ends[0]);
  CAF_CHECK(closed.leg == Leg::StopLoss && closed.reference == 5u);
}

} // namespace paper_broker_test
