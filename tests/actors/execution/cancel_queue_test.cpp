#define CAF_SUITE cancel_queue
#include "tests/test.hpp"

#include "actors/execution/cancel_queue.hpp"
#include "tests/actors/execution/desk_fixture.hpp"

#include <chrono>

namespace cancel_queue_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

struct WantedCancels {
  Order intend(const char* id, Leg leg = Leg::None) {
    Order order;
    order.model = "modulo";
    order.client_order_id = ClientOrderId::truncated(id);
    order.symbol = "SPY";
    order.quantity = shares(5);
    order.leg = leg;
    ledger.intend(order, {});
    return order;
  }
  void tell(const Order& order, const char* broker_id, OrderState state) {
    ledger.on_description(described(order, broker_id, state), facts);
  }
  std::vector<std::string> due(Timestamp now = mid_session) {
    std::vector<std::string> ids;
    for (const auto* entry : queue.take_due(ledger, now))
      ids.push_back(entry->order.client_order_id.str());
    return ids;
  }
  OrderLedger ledger;
  LedgerFacts facts;
  CancelQueue queue;
};

const std::vector<std::string> no_cancel;

} // namespace

CAF_TEST(a cancel waits for the brokers id and is handed out once) {
  WantedCancels w;
  const auto order = w.intend("20260302-modulo-1");
  w.queue.add(order.client_order_id);
  w.queue.add(order.client_order_id);
  CAF_CHECK(w.due() == no_cancel);
  w.tell(order, "b1", OrderState::New);
  CAF_CHECK(w.due() == std::vector<std::string>{"20260302-modulo-1"});
  CAF_CHECK(w.queue.empty());
  CAF_CHECK(w.due() == no_cancel);
}

CAF_TEST(what has ended or is being canceled leaves without a cancel) {
  WantedCancels w;
  const auto ended = w.intend("20260302-modulo-1");
  const auto canceling = w.intend("20260302-modulo-2");
  w.queue.add(ended.client_order_id);
  w.queue.add(canceling.client_order_id);
  w.queue.add("20260302-modulo-3"); // nobody knows it
  w.tell(ended, "b1", OrderState::Filled);
  w.tell(canceling, "b2", OrderState::New);
  w.ledger.mark_canceling(canceling.client_order_id, mid_session);
  CAF_CHECK(w.due() == no_cancel);
  CAF_CHECK(w.queue.empty());
}

CAF_TEST(cancels come in the order they were asked for) {
  WantedCancels w;
  const auto first = w.intend("20260302-modulo-1");
  const auto second = w.intend("20260302-modulo-2");
  w.queue.add(second.client_order_id);
  w.queue.add(first.client_order_id);
  w.tell(first, "b1", OrderState::New);
  w.tell(second, "b2", OrderState::New);
  CAF_CHECK(w.due() == (std::vector<std::string>{"20260302-modulo-2", "20260302-modulo-1"}));
}

CAF_TEST(an exit whose group has just ended is left to the broker for two seconds) {
  WantedCancels w;
  Order entry;
  entry.model = "modulo";
  entry.client_order_id = "20260302-modulo-1";
  entry.symbol = "SPY";
  entry.quantity = shares(5);
  OrderTerms terms;
  terms.contingency = Contingency::Oco;
  entry.terms = terms;
  entry.type = OrderType::Limit;
  w.ledger.intend(entry, {});
  w.tell(entry, "b1", OrderState::New);
  auto exit = described(entry, "b2", OrderState::New);
  exit.client_order_id = "exit";
  exit.type = OrderType::Stop;
  CAF_REQUIRE(w.ledger.learn_exit(entry.client_order_id, exit, w.facts));
  w.ledger.on_description(exit, w.facts);
  w.tell(entry, "b1", OrderState::Canceled); // at mid_session
  w.queue.add("exit");
  CAF_CHECK(w.due(mid_session + 1999ms) == no_cancel);
  CAF_CHECK(w.due(mid_session + 2s) == std::vector<std::string>{"exit"});
}

} // namespace cancel_queue_test
