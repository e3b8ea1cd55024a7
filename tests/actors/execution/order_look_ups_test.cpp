#define CAF_SUITE order_look_ups
#include "tests/test.hpp"

#include "actors/execution/order_look_ups.hpp"
#include "tests/actors/execution/desk_fixture.hpp"

#include <chrono>

namespace order_look_ups_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

using Ids = std::vector<ClientOrderId>;
using Outcome = OrderLookUps::Outcome;
const ClientOrderId first_id{"20260302-modulo-1"};

struct Questions {
  Ids due() { return look_ups.due(ledger, waiting, at).ids; }
  void pass(Duration duration) {
    at.now = at.now + duration;
    at.time = at.time + duration;
  }
  std::optional<OrderLookUps::Heard> answer(std::optional<BrokerOrder> order) {
    return look_ups.on_answer({first_id, std::move(order)}, at.now);
  }
  Order intend(Contingency contingency = Contingency::None) {
    Order order;
    order.model = "modulo";
    order.client_order_id = first_id;
    order.symbol = "SPY";
    order.quantity = shares(5);
    if (contingency != Contingency::None) {
      OrderTerms terms;
      terms.contingency = contingency;
      order.terms = terms;
    }
    ledger.intend(order, {});
    ledger.mark_sent(first_id, at.time);
    return order;
  }
  OrderLookUps look_ups{2s, 30s};
  OrderLedger ledger;
  WaitingOrders waiting;
  LedgerFacts facts;
  DeskTime at{{1'000'000'000'000}, mid_session};
};

} // namespace

CAF_TEST(an order in doubt is asked about at once and not again before its time) {
  Questions q;
  q.look_ups.ask(first_id);
  CAF_CHECK(q.due() == Ids{first_id});
  CAF_CHECK(q.due().empty());
  q.pass(2s); // the first question may have been lost
  CAF_CHECK(q.due() == Ids{first_id});
  q.pass(30s - 1ns);
  CAF_CHECK(q.due().empty());
  q.pass(1ns);
  CAF_CHECK(q.due() == Ids{first_id});
}

CAF_TEST(two absences are believed and one is not ) {
  Questions q;
  q.look_ups.ask(first_id);
  q.due();
  CAF_CHECK(q.answer(std::nullopt)->outcome == Outcome::Absent);
  CAF_CHECK(q.look_ups.asks_about(first_id));
  CAF_CHECK(q.due().empty());
  q.pass(2s);
  CAF_CHECK(q.due() == Ids{first_id});
  CAF_CHECK(q.answer(std::nullopt)->outcome == Outcome::Gone);
  CAF_CHECK(!q.look_ups.asks_about(first_id));
}

CAF_TEST(asked anew an absence of before counts no more) {
  Questions q;
  q.look_ups.ask(first_id);
  q.due();
  q.answer(std::nullopt);
  q.look_ups.ask_anew(first_id);
  CAF_CHECK(q.due() == Ids{first_id});
  CAF_CHECK(q.answer(std::nullopt)->outcome == Outcome::Absent);
}

CAF_TEST(a broker that cannot be heard says nothing about the order) {
  Questions q;
  q.look_ups.ask(first_id);
  q.due();
  const OrderLookedUp silence{first_id, fail(ErrorKind::Unreachable, "no answer")};
  CAF_CHECK(!q.look_ups.on_answer(silence, q.at.now));
  CAF_CHECK(q.look_ups.asks_about(first_id));
  q.pass(2s);
  CAF_CHECK(q.due() == Ids{first_id});
}

CAF_TEST(what is found says when it was asked for and is closed or put off) {
  Questions q;
  const auto order = q.intend();
  q.look_ups.ask(first_id);
  q.due();
  q.pass(1s);
  const auto heard = q.answer(described(order, "b1", OrderState::New));
  CAF_REQUIRE(heard);
  CAF_CHECK(heard->outcome == Outcome::Found);
  CAF_CHECK(heard->asked_at == mid_session);
  q.look_ups.put_off(first_id, q.at.now);
  q.pass(30s - 1ns);
  CAF_CHECK(q.due().empty());
  q.look_ups.close(first_id);
  q.pass(1h);
  CAF_CHECK(!q.look_ups.asks_about(first_id));
}

CAF_TEST(an answer that nobody asked for is none) {
  Questions q;
  CAF_CHECK(!q.answer(std::nullopt));
}

CAF_TEST(what was sent and is not answered in time is asked about) {
  Questions q;
  q.intend();
  q.pass(30s - 1ns);
  CAF_CHECK(q.due().empty());
  q.pass(1ns);
  CAF_CHECK(q.due() == Ids{first_id});
}

CAF_TEST(what others wait for is asked about after the pause) {
  Questions q;
  const auto order = q.intend();
  Order behind = order;
  behind.client_order_id = "20260302-modulo-2";
  q.waiting.add({behind, {}});
  q.pass(2s - 1ns);
  CAF_CHECK(q.due().empty());
  q.pass(1ns);
  CAF_CHECK(q.due() == Ids{first_id});
}

CAF_TEST(exits are asked for five times and then given up) {
  Questions q;
  const auto entry = q.intend(Contingency::Bracket);
  q.ledger.on_description(described(entry, "b1", OrderState::New), q.facts);
  CAF_CHECK_EQUAL(q.look_ups.exits_awaited(q.ledger), 1u);
  int asked = 0;
  Ids given_up;
  for (int i = 0; i < 20; ++i) {
    q.pass(2s);
    const auto due = q.look_ups.due(q.ledger, q.waiting, q.at);
    asked += static_cast<int>(due.ids.size());
    given_up.insert(given_up.end(), due.given_up.begin(), due.given_up.end());
    q.look_ups.close(first_id); // an answer without exits
  }
  CAF_CHECK_EQUAL(asked, 5);
  CAF_CHECK(given_up == Ids{first_id});
  CAF_CHECK_EQUAL(q.look_ups.exits_awaited(q.ledger), 0u);
  q.look_ups.forget();
  CAF_CHECK_EQUAL(q.look_ups.exits_awaited(q.ledger), 1u);
}

} // namespace order_look_ups_test
