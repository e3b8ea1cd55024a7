#define CAF_SUITE desk_closing
#include "tests/test.hpp"

#include "actors/execution/unwinder.hpp"
#include "tests/actors/execution/desk_fixture.hpp"

namespace desk_closing_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

DeskConfig with_leads() {
  DeskConfig config;
  config.cancel_lead = 10min;
  config.flatten_lead = 5min;
  return config;
}

struct Fixture {
  DeskWorld world{with_leads()};

  Fixture() { world.become_ready(); }

  Order filled(Side side, std::int64_t size, const char* id) {
    const auto order = world.send(a_signal(side, size));
    fill(order, id);
    return order;
  }
  void fill(const Order& order, const char* id) {
    const auto size = order.quantity.units / units_per_whole;
    world.event(
      an_event(OrderEventKind::Fill, described(order, id, OrderState::Filled, size), id, size));
  }
  /// The owner of the account trades by hand.
  void by_hand(Side side, std::int64_t size, const char* id) {
    Order order;
    order.client_order_id = ClientOrderId::truncated(id);
    order.symbol = "SPY";
    order.side = side;
    order.quantity = shares(size);
    fill(order, id);
  }
  /// `modulo` long and `other` short.
  void both_sides(std::int64_t owned, std::int64_t owed) {
    filled(Side::Buy, owned, "b1");
    auto other = a_signal(Side::Sell, owed);
    other.model = "other";
    fill(world.send(other), "b2");
    while (!world.out.orders.empty()) { // what crosses zero goes in two parts
      const auto rest = own();
      world.out.orders.clear();
      for (const auto& order : rest) fill(order, "b3");
    }
  }
  Money realized(const char* model) const {
    return world.desk.book().report(ModelId::truncated(model), world.desk.marks()).realized;
  }
  std::vector<std::string> missing() const {
    std::vector<std::string> told;
    for (const auto& anomaly : world.facts<Anomaly>())
      if (anomaly.kind == AnomalyKind::Missing) told.push_back(anomaly.sentence);
    return told;
  }
  void at_minutes_before_close(int minutes) {
    world.at.time = a_plan().close - std::chrono::minutes{minutes};
    world.out = {};
    world.wait(0s);
  }
  /// The desk's own orders of the last input, handed over.
  std::vector<Order> own() {
    std::vector<Order> orders;
    for (const auto& order : world.out.orders) orders.push_back(order.order());
    for (const auto& order : orders)
      world.desk.on_submitted(order.client_order_id, true, world.at, world.out);
    return orders;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(desk_closing_tests, Fixture)

CAF_TEST(what works is canceled so long before the close and only once) {
  const auto order = world.send(a_limit_signal(Side::Buy, 5, dollars(90)));
  world.answer(order, AnswerKind::Taken, described(order, "b1", OrderState::New));
  at_minutes_before_close(11);
  CAF_CHECK(world.out.cancels.empty());
  at_minutes_before_close(10);
  CAF_REQUIRE_EQUAL(world.out.cancels.size(), 1u);
  CAF_CHECK_EQUAL(world.out.cancels[0].id.str(), "b1");
  at_minutes_before_close(9);
  CAF_CHECK(world.out.cancels.empty());
}

CAF_TEST(positions are closed so long before the close) {
  filled(Side::Buy, 7, "b1");
  at_minutes_before_close(6);
  CAF_CHECK(world.out.orders.empty());
  at_minutes_before_close(5);
  const auto orders = own();
  CAF_REQUIRE_EQUAL(orders.size(), 1u);
  CAF_CHECK(orders[0].side == Side::Sell);
  CAF_CHECK(orders[0].quantity == shares(7));
  fill(orders[0], "b2");
  CAF_CHECK(world.desk.book().position("modulo", "SPY") == Quantity{});
}

CAF_TEST(a model may not open again what is being closed) {
  at_minutes_before_close(5);
  auto late = a_signal();
  late.caused_by = world.at.time;
  CAF_CHECK(world.refusal_of(late) == Refusal::SessionPhase);
}

CAF_TEST(a position is closed by one order at a time) {
  filled(Side::Sell, 12, "b1");
  at_minutes_before_close(5);
  CAF_REQUIRE_EQUAL(own().size(), 1u);
  world.out = {};
  world.wait(3s);
  CAF_CHECK(world.out.orders.empty());
}

CAF_TEST(what somebody closed by hand is not closed again and is told once) {
  filled(Side::Buy, 7, "b1");
  by_hand(Side::Sell, 7, "h1");
  at_minutes_before_close(5);
  CAF_CHECK(own().empty());
  const auto told = missing();
  CAF_REQUIRE_EQUAL(told.size(), 1u);
  CAF_CHECK_EQUAL(told[0],
                  "model modulo holds 7 SPY by its own orders and the account holds 0: 7 of "
                  "them are missing and are not closed, for that would open a position");
  world.wait(3s);
  CAF_CHECK(own().empty());
  CAF_CHECK_EQUAL(missing().size(), 1u);
}

CAF_TEST(only what the account still holds is closed) {
  filled(Side::Buy, 7, "b1");
  by_hand(Side::Sell, 5, "h1");
  at_minutes_before_close(5);
  const auto orders = own();
  CAF_REQUIRE_EQUAL(orders.size(), 1u);
  CAF_CHECK(orders[0].quantity == shares(2));
}

CAF_TEST(a short position that was bought back by hand is not bought again) {
  filled(Side::Sell, 7, "b1");
  by_hand(Side::Buy, 9, "h1");
  at_minutes_before_close(5);
  CAF_CHECK(own().empty());
}

CAF_TEST(what an order of somebody else is about to take is left to it) {
  filled(Side::Buy, 7, "b1");
  Order order;
  order.client_order_id = "hand";
  order.symbol = "SPY";
  order.side = Side::Sell;
  order.quantity = shares(4);
  order.type = OrderType::Limit;
  world.event(an_event(OrderEventKind::New, described(order, "h1", OrderState::New)));
  at_minutes_before_close(5);
  const auto orders = own();
  CAF_REQUIRE_EQUAL(orders.size(), 1u);
  CAF_CHECK(orders[0].quantity == shares(3));
}

CAF_TEST(models on both sides of a symbol settle it and the rest is closed) {
  both_sides(8, 5);
  world.desk.on_market(a_tape(dollars(104)));
  const auto total = world.desk.book().account_profit(world.desk.marks());
  at_minutes_before_close(5);

  const auto orders = own();
  CAF_REQUIRE_EQUAL(orders.size(), 1u);
  CAF_CHECK(orders[0].model == ModelId{"modulo"});
  CAF_CHECK(orders[0].side == Side::Sell);
  CAF_CHECK(orders[0].quantity == shares(3));
  const auto told = world.facts<Fill>();
  CAF_REQUIRE_EQUAL(told.size(), 2u);
  CAF_CHECK(told[0].model == ModelId{"modulo"} && told[1].model == ModelId{"other"});
  CAF_CHECK(told[0].side == Side::Sell && told[1].side == Side::Buy);
  CAF_CHECK(told[0].quantity == shares(5) && told[1].quantity == shares(5));
  CAF_CHECK(told[0].price == dollars(104) && told[1].price == dollars(104));
  CAF_CHECK(told[0].model_position == shares(3) && told[1].model_position == Quantity{});
  CAF_CHECK(told[0].client_order_id.empty());
  CAF_CHECK(missing().empty());
  CAF_CHECK_EQUAL(to_cents(realized("modulo")), "20.00");
  CAF_CHECK_EQUAL(to_cents(realized("other")), "-20.00");
  CAF_CHECK(world.desk.book().account_profit(world.desk.marks()) == total);
  fill(orders[0], "b3");
  CAF_CHECK(world.desk.book().account_position("SPY") == Quantity{});
  CAF_CHECK(world.desk.book().position("modulo", "SPY") == Quantity{});
  CAF_CHECK(world.desk.book().position("other", "SPY") == Quantity{});
  CAF_CHECK(world.desk.book().adds_up());
}

CAF_TEST(models that hold as much on both sides need no order to be flat) {
  both_sides(7, 7);
  at_minutes_before_close(5);
  CAF_CHECK(own().empty());
  CAF_CHECK(missing().empty());
  CAF_CHECK(world.desk.book().position("modulo", "SPY") == Quantity{});
  CAF_CHECK(world.desk.book().position("other", "SPY") == Quantity{});
  CAF_CHECK_EQUAL(world.journal.count<journal::Settled>(), 1u);
}

CAF_TEST(only shares that are nobodys are missing beside opposite holdings) {
  both_sides(8, 5);
  by_hand(Side::Sell, 2, "h1");
  at_minutes_before_close(5);
  const auto orders = own();
  CAF_REQUIRE_EQUAL(orders.size(), 1u);
  CAF_CHECK(orders[0].quantity == shares(1));
  const auto told = missing();
  CAF_REQUIRE_EQUAL(told.size(), 1u);
  CAF_CHECK_EQUAL(told[0],
                  "model modulo holds 3 SPY by its own orders and the account holds 1: 2 of them "
                  "are missing and are not closed, for that would open a position");
}

CAF_TEST(opposite holdings wait for the orders that work in their symbol) {
  both_sides(8, 5);
  const auto resting = world.send(a_limit_signal(Side::Buy, 2, dollars(96)));
  world.answer(resting, AnswerKind::Taken, described(resting, "b4", OrderState::New));
  at_minutes_before_close(5);
  CAF_CHECK(own().empty());
  CAF_CHECK(missing().empty());
  CAF_CHECK_EQUAL(world.journal.count<journal::Settled>(), 0u);
  world.event(
    an_event(OrderEventKind::Fill, described(resting, "b4", OrderState::Filled, 2), "x", 2));
  world.out = {};
  world.wait(3s);
  const auto orders = own();
  CAF_REQUIRE_EQUAL(orders.size(), 1u);
  CAF_CHECK(orders[0].quantity == shares(5));
}

CAF_TEST(a crash between the settlement and the orders leaves the rest to the successor) {
  both_sides(8, 5);
  world.at.time = a_plan().close - 5min;
  world.wait(0s);
  CAF_CHECK_EQUAL(world.journal.count<journal::Settled>(), 1u);
  auto past = world.journal;
  std::size_t settled = 0;
  for (std::size_t i = 0; i < past.records.size(); ++i)
    if (std::holds_alternative<journal::Settled>(past.records[i].entry)) settled = i;
  past.records.resize(settled + 1); // the process died here

  DeskWorld next{with_leads(), past};
  BrokerBooks books;
  books.positions.push_back({"SPY", shares(3), dollars(100), dollars(100)});
  next.stream(true);
  next.books(books);
  CAF_CHECK(next.desk.book().position("modulo", "SPY") == shares(3));
  CAF_CHECK(next.desk.book().position("other", "SPY") == Quantity{});
  next.at.time = a_plan().close - 4min;
  next.out = {};
  next.wait(0s);
  CAF_REQUIRE_EQUAL(next.out.orders.size(), 1u);
  CAF_CHECK(next.out.orders[0].order().quantity == shares(3));
  CAF_CHECK_EQUAL(next.journal.count<journal::Settled>(), 1u);
}

CAF_TEST(an operator who flattens or closes a symbol settles opposite holdings too) {
  both_sides(8, 5);
  world.out = {};
  world.desk.closer().close_symbol("SPY", world.at, world.out);
  CAF_REQUIRE_EQUAL(own().size(), 1u);
  CAF_CHECK_EQUAL(world.journal.count<journal::Settled>(), 1u);

  Fixture second;
  second.both_sides(5, 8);
  second.world.out = {};
  second.world.desk.flatten_all(second.world.at, second.world.out);
  const auto orders = second.own();
  CAF_REQUIRE_EQUAL(orders.size(), 1u);
  CAF_CHECK(orders[0].side == Side::Buy && orders[0].quantity == shares(3));
  CAF_CHECK(second.missing().empty());
}

CAF_TEST(a model that is retired sells what others owe at the market) {
  both_sides(8, 5);
  Unwinder retirements;
  retirements.begin("modulo");
  const auto signals = retirements.due(world.desk, world.at, world.out);
  CAF_REQUIRE_EQUAL(signals.size(), 1u);
  CAF_CHECK(signals[0].quantity == shares(8));
  CAF_CHECK(missing().empty());
}

CAF_TEST(what the market does not take of a retired model is settled with those who owe it) {
  both_sides(8, 5);
  Unwinder retirements{1, 1s};
  retirements.begin("modulo");
  retirements.due(world.desk, world.at, world.out);
  world.wait(2s);
  retirements.due(world.desk, world.at, world.out);
  CAF_CHECK(world.desk.book().position("modulo", "SPY") == shares(3));
  CAF_CHECK(world.desk.book().position("other", "SPY") == Quantity{});
}

CAF_TEST(while the positions disagree no more is closed than both sides hold) {
  filled(Side::Buy, 7, "b1");
  world.at.time = a_plan().close - 10min;
  world.wait(30s);
  BrokerBooks lagging;
  lagging.positions.push_back({"SPY", shares(3), dollars(100), dollars(100)});
  world.books(lagging);
  at_minutes_before_close(5);
  const auto orders = own();
  CAF_REQUIRE_EQUAL(orders.size(), 1u);
  CAF_CHECK(orders[0].quantity == shares(3));
  CAF_CHECK(missing().empty());
}

CAF_TEST(while closing an order that would open a position of the account is refused) {
  filled(Side::Buy, 7, "b1");
  by_hand(Side::Sell, 7, "h1");
  world.desk.on_session(
    {SessionPhase::Regular, SessionPhase::Closing, a_plan(), mid_session, {}, 2}, world.at,
    world.out);
  CAF_CHECK(world.refusal_of(a_signal(Side::Sell, 7)) == Refusal::SessionPhase);
}

CAF_TEST(a model that is retired gives up no more than the account holds) {
  filled(Side::Buy, 7, "b1");
  by_hand(Side::Sell, 4, "h1");
  Unwinder retirements;
  retirements.begin("modulo");
  const auto signals = retirements.due(world.desk, world.at, world.out);
  CAF_REQUIRE_EQUAL(signals.size(), 1u);
  CAF_CHECK(signals[0].quantity == shares(3));
  CAF_CHECK_EQUAL(missing().size(), 1u);
}

CAF_TEST(without leads nothing happens before the close) {
  DeskWorld plain;
  plain.become_ready();
  plain.send(a_signal());
  plain.out = {};
  plain.at.time = a_plan().close - 1min;
  plain.wait(0s);
  CAF_CHECK(plain.out.orders.empty());
  CAF_CHECK(plain.out.cancels.empty());
}

CAF_TEST(orders for an auction are taken until its cut off) {
  auto opening = a_signal();
  opening.time_in_force = TimeInForce::Opg;
  opening.caused_by = a_plan().open - 3min;
  CAF_CHECK(!world.refusal_of(opening));
  opening.caused_by = a_plan().open - 2min;
  CAF_CHECK(world.refusal_of(opening) == Refusal::SessionPhase);
  auto closing = a_signal();
  closing.time_in_force = TimeInForce::Cls;
  closing.caused_by = a_plan().close - 11min;
  CAF_CHECK(!world.refusal_of(closing));
  closing.caused_by = a_plan().close - 10min;
  CAF_CHECK(world.refusal_of(closing) == Refusal::SessionPhase);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace desk_closing_test
