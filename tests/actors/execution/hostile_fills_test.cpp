#define CAF_SUITE hostile_fills
#include "tests/test.hpp"

#include "tests/actors/execution/desk_fixture.hpp"

#include <random>

namespace hostile_fills_test {

// Figures that cannot be: kept out of journal and books, told once, and never an exception.

using namespace hft;
using namespace std::chrono_literals;

namespace {

std::size_t told(const DeskWorld& w) {
  std::size_t count = 0;
  for (const auto& anomaly : w.facts<Anomaly>()) count += anomaly.kind == AnomalyKind::Implausible;
  return count;
}

struct Market : DeskWorld {
  Market() {
    become_ready();
    order = send(a_signal(Side::Buy, 5));
    answer(order, AnswerKind::Taken, described(order, "b", OrderState::New));
  }
  void fills(std::int64_t quantity, Price price, const char* id = "x") {
    event(an_event(OrderEventKind::Fill, described(order, "b", OrderState::Filled, quantity, price),
                   id, quantity, price));
  }
  void look_up_finds(const BrokerOrder& found) {
    desk.on_lookup({order.client_order_id, std::optional{found}}, at, out);
  }
  Quantity held() const { return desk.book().account_position("SPY"); }
  Order order;
};

} // namespace

CAF_TEST(a fill of more than any order has is kept out and told once) {
  Market w;
  w.fills(9'000'000'000, dollars(450));
  w.fills(9'000'000'000, dollars(450), "y");
  CAF_CHECK_EQUAL(w.held(), shares(0));
  CAF_CHECK_EQUAL(told(w), 1u);
  CAF_CHECK_EQUAL(w.journal.count<journal::Happened>(), 0u);
  w.wait(1s);
  CAF_CHECK(!w.out.look_ups.empty()); // the broker is asked
}

CAF_TEST(fill prices that cannot be are kept out) {
  for (const auto price : {dollars(9'000'000'000), Price{}, dollars(-450)}) {
    Market w;
    w.fills(5, price);
    CAF_CHECK_EQUAL(w.held(), shares(0));
    CAF_CHECK_EQUAL(told(w), 1u);
  }
}

CAF_TEST(a fill of more than was ordered counts when the books of the broker say so) {
  Market w;
  w.fills(7, dollars(100));
  CAF_CHECK_EQUAL(w.held(), shares(0));
  w.wait(1s);
  w.look_up_finds(described(w.order, "b", OrderState::Filled, 7));
  CAF_CHECK_EQUAL(w.held(), shares(7));
}

CAF_TEST(a fill that the books of the broker do not know stays out and the true one counts) {
  Market w;
  w.fills(7, dollars(100));
  w.wait(1s);
  w.look_up_finds(described(w.order, "b", OrderState::PartiallyFilled, 2));
  CAF_CHECK_EQUAL(w.held(), shares(2));
  w.event(an_event(OrderEventKind::Fill, described(w.order, "b", OrderState::Filled, 5), "z", 3));
  CAF_CHECK_EQUAL(w.held(), shares(5));
}

CAF_TEST(books that say what cannot be are no confirmation) {
  Market w;
  w.fills(9'000'000'000, dollars(450));
  w.wait(1s);
  w.look_up_finds(described(w.order, "b", OrderState::Filled, 9'000'000'000, dollars(450)));
  CAF_CHECK_EQUAL(w.held(), shares(0));
  CAF_CHECK_EQUAL(w.desk.our_working(), 1u);
}

CAF_TEST(an answer with figures that cannot be says nothing) {
  DeskWorld w;
  w.become_ready();
  const auto order = w.send(a_signal(Side::Buy, 5));
  w.answer(order, AnswerKind::Taken,
           described(order, "b", OrderState::Filled, 9'000'000'000, dollars(450)));
  CAF_CHECK_EQUAL(w.desk.book().account_position("SPY"), shares(0));
  CAF_CHECK(w.desk.ledger().find(order.client_order_id)->state == OrderState::Unknown);
}

CAF_TEST(fills that no book can hold halt trading) {
  DeskWorld w;
  w.become_ready();
  for (int i = 0; i < 5; ++i) { // somebody else's, each just plausible
    Order foreign;
    foreign.client_order_id = ClientOrderId::truncated("by hand " + std::to_string(i));
    foreign.symbol = "SPY";
    foreign.quantity = largest_order;
    const auto id = "f" + std::to_string(i);
    w.event(an_event(OrderEventKind::Fill,
                     described(foreign, id.c_str(), OrderState::Filled, 1'000'000'000), id.c_str(),
                     1'000'000'000));
  }
  CAF_CHECK_EQUAL(w.desk.book().account_position("SPY"), largest_position);
  CAF_CHECK(w.desk.halted());
  CAF_CHECK(w.desk.book().adds_up());
}

CAF_TEST(orders no broker could fill are refused with a sentence) {
  DeskConfig config;
  config.risk.account.order_size = {};
  config.risk.account.order_notional = {};
  config.risk.account.position = shares(10);
  DeskWorld w{config};
  w.become_ready();
  CAF_CHECK(w.refusal_of(a_signal(Side::Buy, 9'000'000'000)) == Refusal::BadOrder);
  CAF_CHECK(w.refusal_of(a_limit_signal(Side::Buy, 1, dollars(9'000'000'000))) ==
            Refusal::BadOrder);
}

CAF_TEST(a journal of an earlier version with figures that cannot be replays) {
  DeskWorld w;
  w.become_ready();
  const auto order = w.send(a_signal(Side::Buy, 5));
  for (const auto* id : {"x", "y"})
    (void)w.journal.append(
      w.at.time, journal::Happened{
                   an_event(OrderEventKind::Fill,
                            described(order, "b", OrderState::Filled, 9'000'000'000, dollars(450)),
                            id, 9'000'000'000, dollars(450))});
  DeskWorld again{{}, w.journal};
  CAF_CHECK_EQUAL(again.desk.book().account_position("SPY"), shares(0));
}

// Whatever comes, live and replayed books are the same, and nothing throws.
CAF_TEST(any sequence of hostile events is survived and its journal gives the same books) {
  std::mt19937_64 random{11};
  const std::int64_t amounts[] = {0,
                                  1,
                                  -1,
                                  shares(1).units,
                                  shares(5).units,
                                  shares(7).units,
                                  dollars(100).units,
                                  shares(1'000'000'000).units,
                                  shares(9'000'000'000).units,
                                  INT64_MAX,
                                  INT64_MIN + 1};
  const auto any = [&] { return amounts[random() % std::size(amounts)]; };
  const auto chance = [&](unsigned in) { return random() % in == 0; };
  std::size_t same = 0;
  constexpr std::size_t rounds = 150;
  for (std::size_t round = 0; round < rounds; ++round) {
    DeskWorld w;
    w.become_ready();
    std::vector<Order> orders;
    for (int step = 0; step < 40; ++step) {
      if (orders.empty() || chance(5)) {
        const auto order = w.send(a_signal(chance(2) ? Side::Buy : Side::Sell, 5));
        if (!order.client_order_id.empty()) orders.push_back(order);
      }
      if (orders.empty()) continue;
      auto order = orders[random() % orders.size()];
      if (chance(6))
        order.client_order_id = ClientOrderId::truncated(
          "20260302-modulo-" + std::to_string(random() % 3 ? random() % 50 : random()));
      if (chance(9)) order.symbol = "IBM";
      auto told = described(order, ("b" + std::to_string(random() % 6)).c_str(),
                            static_cast<OrderState>(random() % 21));
      told.filled = Quantity{chance(2) ? shares(random() % 6).units : any()};
      told.average_price = Price{chance(2) ? dollars(100).units : any()};
      if (chance(8)) told.quantity = Quantity{any()};
      auto event = an_event(static_cast<OrderEventKind>(random() % 21), told);
      if (chance(2)) {
        event.execution = Execution{ExecutionId::truncated("e" + std::to_string(random() % 9)),
                                    Price{chance(3) ? any() : dollars(100).units},
                                    Quantity{chance(3) ? any() : shares(1 + random() % 5).units},
                                    {}};
      }
      switch (random() % 6) {
        case 0: w.answer(order, static_cast<AnswerKind>(random() % 4), told); break;
        case 1: w.answer(order, static_cast<AnswerKind>(random() % 4)); break;
        case 2: w.desk.on_lookup({order.client_order_id, std::optional{told}}, w.at, w.out); break;
        case 3: {
          w.wait(31s);
          if (!w.out.fetch) break;
          BrokerBooks books;
          books.open_orders = {told};
          BrokerFill fill;
          fill.order_id = told.id;
          fill.symbol = told.symbol;
          fill.side = chance(3) ? Side::Buy : told.side;
          fill.execution = event.execution.value_or(Execution{"q", dollars(1), shares(1), {}});
          fill.cumulative = told.filled;
          fill.time = w.at.time;
          books.fills = {fill};
          books.positions.push_back({"SPY", w.desk.book().account_position("SPY"), {}, {}});
          books.positions.push_back({"IBM", w.desk.book().account_position("IBM"), {}, {}});
          w.books(books);
          break;
        }
        default: w.event(event); break;
      }
      w.wait(1s);
      (void)w.desk.status();
      (void)w.desk.orders();
    }
    auto journal = w.journal;
    Desk again{{}, journal};
    for (const auto& record : w.journal.records) again.replay(record);
    same += again.book().account_position("SPY") == w.desk.book().account_position("SPY") &&
            again.book().account_position("IBM") == w.desk.book().account_position("IBM") &&
            again.book().position("modulo", "SPY") == w.desk.book().position("modulo", "SPY") &&
            again.book().adds_up() && w.desk.book().adds_up() &&
            again.our_working() == w.desk.our_working();
  }
  CAF_CHECK_EQUAL(same, rounds);
}

CAF_TEST(a broker that tells of ever more orders of others does not fill memory) {
  OrderLedger ledger;
  LedgerFacts facts;
  const auto foreign = [](std::size_t number) {
    BrokerOrder order;
    order.id = BrokerOrderId::truncated("b" + std::to_string(number));
    order.client_order_id = ClientOrderId::truncated("hand" + std::to_string(number));
    order.symbol = "XYZ";
    order.quantity = shares(1);
    order.state = OrderState::New;
    return order;
  };
  std::size_t kept_out = 0;
  for (std::size_t i = 0; i < OrderLedger::most_foreign + 10; ++i) {
    const auto order = foreign(i);
    if (ledger.objection(order, Trust::Asked))
      ++kept_out;
    else
      ledger.on_description(order, facts);
    facts.clear();
  }
  CAF_CHECK_EQUAL(kept_out, 10u);
  CAF_CHECK_EQUAL(ledger.working(), OrderLedger::most_foreign);
  CAF_CHECK(!ledger.objection(foreign(0), Trust::Asked));
  BrokerFill fill;
  fill.order_id = "nobody's";
  fill.execution = Execution{"q", dollars(1), shares(1), {}};
  CAF_CHECK(ledger.objection(fill).has_value());
  auto ours = foreign(0);
  ours.client_order_id = "20260302-modulo-1";
  ours.id = "b-ours";
  Order order;
  order.model = "modulo";
  order.client_order_id = ours.client_order_id;
  order.symbol = "XYZ";
  order.quantity = shares(1);
  CAF_REQUIRE(ledger.intend(order, {}));
  CAF_CHECK(!ledger.objection(ours, Trust::Told));
}

} // namespace hostile_fills_test
