#define CAF_SUITE desk_groups
#include "tests/test.hpp"

#include "tests/actors/execution/desk_fixture.hpp"

namespace desk_groups_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

Signal a_bracket(std::uint32_t reference = 1, std::int64_t size = 10) {
  auto signal = a_signal(Side::Buy, size, reference);
  OrderTerms terms;
  terms.contingency = Contingency::Bracket;
  terms.take_profit = dollars(105);
  terms.stop_loss = dollars(95);
  terms.take_profit_reference = 2;
  terms.stop_loss_reference = 3;
  signal.terms = terms;
  return signal;
}

BrokerOrder an_exit(const Order& entry, const char* id, OrderType type, OrderState state,
                    std::int64_t filled = 0) {
  Order exit;
  exit.client_order_id = ClientOrderId::truncated(std::string{"uuid-"} + id);
  exit.symbol = entry.symbol;
  exit.side = opposite(entry.side);
  exit.quantity = entry.quantity;
  exit.type = type;
  auto made = described(exit, id, state, filled);
  made.type = type;
  made.contingency = Contingency::Bracket;
  (type == OrderType::Limit ? made.limit_price : made.stop_price) =
    dollars(type == OrderType::Limit ? 105 : 95);
  return made;
}

struct Fixture {
  DeskWorld world;
  Order entry;

  Fixture() { world.become_ready(); }

  BrokerOrder whole(OrderState state, OrderState exits = OrderState::Held,
                    std::int64_t filled = 0) {
    auto made = described(entry, "b1", state, filled);
    made.contingency = Contingency::Bracket;
    made.legs = {an_exit(entry, "tp", OrderType::Limit, exits),
                 an_exit(entry, "sl", OrderType::Stop, exits)};
    return made;
  }
  void place() {
    entry = world.send(a_bracket());
    world.answer(entry, AnswerKind::Taken, whole(OrderState::New));
  }
  void fill_entry() {
    world.event(
      an_event(OrderEventKind::Fill, whole(OrderState::Filled, OrderState::Held, 10), "e1", 10));
    world.event(
      an_event(OrderEventKind::New, an_exit(entry, "tp", OrderType::Limit, OrderState::New)));
    world.event(
      an_event(OrderEventKind::New, an_exit(entry, "sl", OrderType::Stop, OrderState::New)));
  }
  const LedgerEntry* of(const char* broker_id) const {
    return world.desk.ledger().find(BrokerOrderId::truncated(broker_id));
  }
  Quantity held() const { return world.desk.book().position("modulo", "SPY"); }
  std::optional<std::string> sentence_of(const Signal& signal) {
    const auto verdict = world.desk.on_signal(signal, world.at);
    const auto* refused = std::get_if<OrderRefused>(&verdict);
    return refused ? std::optional{refused->sentence} : std::nullopt;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(desk_groups_tests, Fixture)

CAF_TEST(the exits of a bracket are orders of its model under their own references) {
  place();
  CAF_REQUIRE(of("tp") != nullptr && of("sl") != nullptr);
  CAF_CHECK(of("tp")->order.model == ModelId{"modulo"});
  CAF_CHECK(of("tp")->order.leg == Leg::TakeProfit && of("tp")->order.reference == 2u);
  CAF_CHECK(of("sl")->order.leg == Leg::StopLoss && of("sl")->order.reference == 3u);
  CAF_CHECK_EQUAL(world.desk.ledger().working("modulo"), 3u);
  CAF_CHECK_EQUAL(world.journal.count<journal::LegLearnt>(), 2u);
  CAF_CHECK_EQUAL(world.facts<Anomaly>().size(), 0u);
}

CAF_TEST(an exit that fills is told as its models and the other ends) {
  place();
  fill_entry();
  CAF_CHECK(held() == shares(10));
  world.out = {};
  world.event(an_event(OrderEventKind::Fill,
                       an_exit(entry, "tp", OrderType::Limit, OrderState::Filled, 10), "e2", 10,
                       dollars(105)));
  world.event(an_event(OrderEventKind::Canceled,
                       an_exit(entry, "sl", OrderType::Stop, OrderState::Canceled)));
  const auto fills = world.facts<Fill>();
  CAF_REQUIRE_EQUAL(fills.size(), 1u);
  CAF_CHECK(fills[0].leg == Leg::TakeProfit && fills[0].reference == 2u);
  CAF_CHECK(fills[0].model_position == Quantity{});
  const auto closed = world.facts<OrderClosed>();
  CAF_REQUIRE_EQUAL(closed.size(), 1u);
  CAF_CHECK(closed[0].leg == Leg::StopLoss && closed[0].reference == 3u);
  CAF_CHECK(held() == Quantity{});
  CAF_CHECK_EQUAL(world.desk.our_working(), 0u);
}

CAF_TEST(an exit that filled before anybody knew whose it was becomes its models) {
  entry = world.send(a_bracket());
  auto alone = described(entry, "b1", OrderState::Filled, 10);
  alone.contingency = Contingency::Bracket;
  world.event(an_event(OrderEventKind::Fill, alone, "e1", 10));
  world.event(an_event(OrderEventKind::Fill,
                       an_exit(entry, "tp", OrderType::Limit, OrderState::Filled, 10), "e2", 10,
                       dollars(105)));
  CAF_CHECK(held() == shares(10)); // and nobody's -10
  CAF_CHECK_EQUAL(world.facts<Anomaly>().size(), 0u);
  CAF_CHECK(world.desk.our_working() > 0); // its exits are not known
  world.wait(3s);
  CAF_REQUIRE(!world.out.look_ups.empty());
  CAF_CHECK(world.out.look_ups.back() == entry.client_order_id);
  auto told = whole(OrderState::Filled, OrderState::Canceled, 10);
  told.legs[0] = an_exit(entry, "tp", OrderType::Limit, OrderState::Filled, 10);
  world.desk.on_lookup({entry.client_order_id, std::optional{told}}, world.at, world.out);
  CAF_CHECK(held() == Quantity{});
  CAF_CHECK(world.desk.book().position({}, "SPY") == Quantity{});
  CAF_CHECK(world.desk.book().adds_up());
  CAF_CHECK_EQUAL(world.facts<Fill>().back().reference, 2u);
  CAF_CHECK_EQUAL(world.desk.our_working(), 0u);
}

CAF_TEST(a restart between the exits loses none and doubles none) {
  place();
  world.event(
    an_event(OrderEventKind::Fill, whole(OrderState::Filled, OrderState::Held, 10), "e1", 10));
  for (std::size_t kept = 1; kept <= world.journal.records.size(); ++kept) {
    auto past = world.journal;
    past.records.resize(kept);
    DeskWorld next{{}, past};
    CAF_CHECK(!next.desk.replay_failure());
    next.stream(true);
    if (!next.out.fetch) continue;
    const auto* known = next.desk.ledger().find(entry.client_order_id);
    if (!known) continue; // it was never sent
    BrokerBooks books;
    auto flat = whole(OrderState::Filled, OrderState::Held, 10);
    flat.legs.clear(); // lists tell them alone
    books.closed_orders = {flat};
    books.open_orders = {an_exit(entry, "tp", OrderType::Limit, OrderState::New),
                         an_exit(entry, "sl", OrderType::Stop, OrderState::New)};
    books.positions.push_back({"SPY", shares(10), dollars(100), dollars(100)});
    if (next.journal.count<journal::Reconciled>() == 0) continue; // the first look is a baseline
    next.books(books);
    for (int i = 0; i < 4; ++i) {
      next.wait(3s);
      for (const auto& id : std::exchange(next.out.look_ups, {}))
        if (id == entry.client_order_id)
          next.desk.on_lookup({id, std::optional{whole(OrderState::Filled, OrderState::New, 10)}},
                              next.at, next.out);
      if (next.out.fetch) next.books(books);
    }
    CAF_CHECK(next.desk.book().position("modulo", "SPY") == shares(10));
    CAF_CHECK_EQUAL(next.desk.ledger().working("modulo"), 2u);
    CAF_CHECK_EQUAL(next.desk.our_working(), 2u);
    CAF_CHECK(next.desk.ready());
    const auto* stop = next.desk.ledger().find(BrokerOrderId{"sl"});
    CAF_REQUIRE(stop != nullptr);
    CAF_CHECK(stop->order.reference == 3u && stop->order.leg == Leg::StopLoss);
  }
}

CAF_TEST(of a group one exit counts towards what may be sold) {
  place();
  CAF_CHECK(world.desk.ledger().leaves(nullptr, "SPY", Side::Sell, {}) == Quantity{});
  fill_entry();
  CAF_CHECK(world.desk.ledger().leaves(nullptr, "SPY", Side::Sell, {}) == shares(10));
}

CAF_TEST(canceling a group asks for one cancel and hears of all ends) {
  place();
  fill_entry();
  world.out = {};
  auto cancel = a_signal(Side::Buy, 0, 1);
  cancel.action = SignalAction::Cancel;
  const auto verdict = world.desk.on_signal(cancel, world.at);
  const auto* request = std::get_if<CancelRequest>(&verdict);
  CAF_REQUIRE(request != nullptr);
  CAF_CHECK(request->id == BrokerOrderId{"tp"});
}

CAF_TEST(what the broker does not cancel with its group is canceled by itself) {
  place();
  fill_entry();
  world.out = {};
  world.desk.cancel_orders_of("modulo", world.at, world.out);
  CAF_REQUIRE_EQUAL(world.out.cancels.size(), 1u);
  CAF_CHECK(world.out.cancels[0].id == BrokerOrderId{"tp"});
  auto ended = an_exit(entry, "tp", OrderType::Limit, OrderState::Canceled);
  world.event(an_event(OrderEventKind::Canceled, ended));
  CAF_CHECK_EQUAL(world.out.cancels.size(), 1u);
  world.wait(3s);
  CAF_REQUIRE_EQUAL(world.out.cancels.size(), 2u);
  CAF_CHECK(world.out.cancels[1].id == BrokerOrderId{"sl"});
}

CAF_TEST(an exit is replaced under its own reference) {
  place();
  fill_entry();
  auto change = a_limit_signal(Side::Sell, 10, dollars(96), 3);
  change.action = SignalAction::Replace;
  const auto verdict = world.desk.on_signal(change, world.at);
  const auto* request = std::get_if<ReplaceRequest>(&verdict);
  CAF_REQUIRE(request != nullptr);
  const auto successor = request->order.order();
  CAF_CHECK(request->id == BrokerOrderId{"sl"});
  CAF_CHECK(successor.type == OrderType::Stop && successor.stop_price == dollars(96));
  CAF_CHECK(successor.leg == Leg::StopLoss);
  world.desk.on_submitted(successor.client_order_id, true, world.at, world.out);
  auto now = described(successor, "sl2", OrderState::New);
  now.replaces = "sl";
  world.answer(successor, AnswerKind::Taken, now);
  auto former = an_exit(entry, "sl", OrderType::Stop, OrderState::Replaced);
  former.replaced_by = "sl2";
  world.event(an_event(OrderEventKind::Replaced, former));
  CAF_CHECK(world.desk.ledger().leaves(nullptr, "SPY", Side::Sell, {}) == shares(10));
  CAF_CHECK_EQUAL(world.desk.ledger().working("modulo"), 2u);
  change.quantity = shares(5);
  CAF_CHECK(sentence_of(change).value_or("").find("cannot be changed") != std::string::npos);
}

CAF_TEST(a reference whose exits live is not free) {
  place();
  fill_entry();
  CAF_CHECK(
    sentence_of(a_limit_signal(Side::Buy, 1, dollars(99), 1)).value_or("").find("still works") !=
    std::string::npos);
  CAF_CHECK(
    sentence_of(a_limit_signal(Side::Buy, 1, dollars(99), 2)).value_or("").find("still works") !=
    std::string::npos);
}

CAF_TEST(a bracket opens a position and an exit pair closes one) {
  world.event(an_event(
    OrderEventKind::Fill,
    described(entry = world.send(a_signal(Side::Sell, 4)), "x", OrderState::Filled, 4), "x", 4));
  CAF_CHECK(sentence_of(a_bracket()).has_value());
  auto pair = a_limit_signal(Side::Sell, 4, dollars(105), 9);
  OrderTerms terms;
  terms.contingency = Contingency::Oco;
  terms.take_profit = dollars(105);
  terms.stop_loss = dollars(95);
  pair.terms = terms;
  CAF_CHECK(sentence_of(pair).value_or("").find("an oco order closes a position") !=
            std::string::npos);
}

CAF_TEST(prices between ticks are put on the grid in every field) {
  auto signal = a_bracket();
  auto terms = *signal.terms;
  terms.take_profit = Price{105'001'000'000};
  terms.stop_loss = Price{95'009'000'000};
  terms.stop_loss_limit = Price{94'001'000'000};
  signal.terms = terms;
  const auto sent = world.send(signal);
  CAF_CHECK_EQUAL(to_string(sent.terms->take_profit), "105.01");
  CAF_CHECK_EQUAL(to_string(sent.terms->stop_loss), "95");
  CAF_CHECK_EQUAL(to_string(sent.terms->stop_loss_limit), "94.01");
}

CAF_TEST(dollars become as many shares as they are worth) {
  auto signal = a_signal(Side::Buy, 0);
  OrderTerms terms;
  terms.notional = Money{250 * units_per_whole};
  signal.terms = terms;
  const auto sent = world.send(signal);
  CAF_CHECK_EQUAL(to_string(sent.quantity), "2.5");
  CAF_CHECK(!sent.terms);
  signal.symbol = "QQQ";
  CAF_CHECK(sentence_of(signal).value_or("").find("no price of the symbol is known") !=
            std::string::npos);
}

CAF_TEST(closing takes back what works and then closes what is held) {
  world.event(an_event(
    OrderEventKind::Fill,
    described(entry = world.send(a_signal(Side::Buy, 4)), "x", OrderState::Filled, 4), "x", 4));
  const auto resting = world.send(a_limit_signal(Side::Sell, 4, dollars(105), 7));
  world.answer(resting, AnswerKind::Taken, described(resting, "b7", OrderState::New));
  world.out = {};
  auto close = a_signal();
  close.action = SignalAction::Close;
  CAF_CHECK(std::holds_alternative<std::monostate>(world.desk.on_signal(close, world.at)));
  CAF_CHECK(world.desk.has_follow_up());
  world.desk.follow_up(world.at, world.out);
  CAF_REQUIRE_EQUAL(world.out.cancels.size(), 1u);
  CAF_CHECK(world.out.orders.empty());
  world.event(an_event(OrderEventKind::Canceled, described(resting, "b7", OrderState::Canceled)));
  CAF_REQUIRE_EQUAL(world.out.orders.size(), 1u);
  CAF_CHECK(world.out.orders[0].order().side == Side::Sell);
  CAF_CHECK(world.out.orders[0].order().quantity == shares(4));
  CAF_CHECK(!world.desk.has_follow_up());
}

CAF_TEST(a stop that would cross zero is refused whole) {
  world.event(an_event(
    OrderEventKind::Fill,
    described(entry = world.send(a_signal(Side::Buy, 4)), "x", OrderState::Filled, 4), "x", 4));
  auto stop = a_signal(Side::Sell, 6);
  stop.type = OrderType::Stop;
  OrderTerms terms;
  terms.stop_price = dollars(95);
  stop.terms = terms;
  CAF_CHECK(sentence_of(stop).value_or("").find("would cross zero") != std::string::npos);
  stop.quantity = shares(4);
  CAF_CHECK(world.send(stop).stop_price == dollars(95));
}

CAF_TEST(a part that will not follow is told when the order before it has filled) {
  world.event(an_event(
    OrderEventKind::Fill,
    described(entry = world.send(a_signal(Side::Buy, 4)), "x", OrderState::Filled, 4), "x", 4));
  const auto first = world.send(a_signal(Side::Sell, 6, 8));
  CAF_CHECK(first.quantity == shares(4));
  world.out = {};
  world.desk.halt("lunch", world.at, world.out);
  world.desk.cancel_orders_of("modulo", world.at, world.out);
  CAF_CHECK(world.facts<OrderRefused>().empty());
  world.event(an_event(OrderEventKind::Fill, described(first, "y", OrderState::Filled, 4), "y", 4));
  const auto fills = world.facts<Fill>();
  CAF_REQUIRE_EQUAL(fills.size(), 1u);
  CAF_CHECK(fills[0].leaves == shares(2));
  const auto refused = world.facts<OrderRefused>();
  CAF_REQUIRE_EQUAL(refused.size(), 1u);
  CAF_CHECK(refused[0].quantity == shares(2) && refused[0].reference == 8u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace desk_groups_test
