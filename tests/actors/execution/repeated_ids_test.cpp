#define CAF_SUITE repeated_ids
#include "tests/test.hpp"

#include "actors/execution/order_ledger.hpp"
#include "tests/actors/execution/desk_fixture.hpp"

namespace repeated_ids_test {

using namespace hft;

namespace {

/// A broker that gives the ids of one date again on the next.
struct RepeatingBroker {
  OrderLedger ledger;
  LedgerFacts facts;

  static Order an_order(const char* id) {
    Order order;
    order.client_order_id = ClientOrderId::truncated(id);
    order.model = "modulo";
    order.symbol = "SPY";
    order.quantity = shares(10);
    return order;
  }
  Order sends(const char* id) {
    const auto order = an_order(id);
    ledger.intend(order, {});
    return order;
  }
  void takes(const Order& order, const char* broker_id) {
    OrderAnswered answer;
    answer.client_order_id = order.client_order_id;
    answer.order = described(order, broker_id, OrderState::New);
    ledger.on_answer(answer, facts);
  }
  void fills(const Order& order, const char* broker_id, std::int64_t quantity,
             std::int64_t cumulative) {
    const bool done = cumulative >= 10;
    const auto state = done ? OrderState::Filled : OrderState::PartiallyFilled;
    ledger.on_event(
      an_event(OrderEventKind::Fill, described(order, broker_id, state, cumulative), "x", quantity),
      facts);
  }
  bool lists(const char* broker_id, const char* execution, std::int64_t quantity,
             std::int64_t cumulative) {
    BrokerFill fill;
    fill.order_id = BrokerOrderId::truncated(broker_id);
    fill.symbol = "SPY";
    fill.execution = {ExecutionId::truncated(execution), dollars(100), shares(quantity), {}};
    fill.cumulative = shares(cumulative);
    fill.time = mid_session;
    return ledger.on_fill(fill, facts);
  }
  std::size_t told() const {
    std::size_t count = 0;
    for (const auto& fact : facts)
      if (const auto* anomaly = std::get_if<Anomaly>(&fact))
        count += anomaly->kind == AnomalyKind::RepeatedId;
    return count;
  }
  Quantity booked() const {
    Quantity sum;
    for (const auto& fact : facts)
      if (const auto* fill = std::get_if<Fill>(&fact)) sum += fill->quantity;
    return sum;
  }
};

} // namespace

CAF_TEST(an order under the id of an earlier one is the one of our id) {
  RepeatingBroker w;
  const auto first = w.sends("20260702-modulo-1");
  w.takes(first, "b");
  w.fills(first, "b", 10, 10);
  const auto second = w.sends("20260703-modulo-2");
  w.takes(second, "b");
  w.fills(second, "b", 10, 10);
  CAF_CHECK(w.ledger.find(second.client_order_id)->state == OrderState::Filled);
  CAF_CHECK_EQUAL(w.booked(), shares(20));
  CAF_CHECK_EQUAL(w.ledger.working(), 0u);
  CAF_CHECK(w.ledger.find(BrokerOrderId{"b"}) == w.ledger.find(second.client_order_id));
  CAF_CHECK_EQUAL(w.told(), 1u);
}

CAF_TEST(what is said late of the earlier order stays its own) {
  RepeatingBroker w;
  const auto first = w.sends("20260702-modulo-1");
  w.fills(first, "b", 4, 4);
  const auto second = w.sends("20260703-modulo-2");
  w.takes(second, "b");
  w.ledger.on_description(described(first, "b", OrderState::Filled, 10), w.facts);
  CAF_CHECK(w.ledger.find(first.client_order_id)->filled() == shares(10));
  CAF_CHECK(w.ledger.find(second.client_order_id)->filled() == shares(0));
  w.ledger.forget_ended_before(mid_session + Duration{1});
  CAF_CHECK(!w.ledger.find(first.client_order_id));
  CAF_CHECK(w.ledger.find(BrokerOrderId{"b"}) == w.ledger.find(second.client_order_id));
}

CAF_TEST(an order of somebody else under the id of one that ended is adopted) {
  RepeatingBroker w;
  const auto first = w.sends("20260702-modulo-1");
  w.fills(first, "b", 10, 10);
  w.ledger.on_description(
    described(RepeatingBroker::an_order("by hand"), "b", OrderState::PartiallyFilled, 3), w.facts);
  CAF_CHECK(w.ledger.find(ClientOrderId{"by hand"})->filled() == shares(3));
  CAF_CHECK_EQUAL(w.told(), 1u);
}

CAF_TEST(a known execution id is no repeat when the broker has filled more) {
  RepeatingBroker w;
  const auto order = w.sends("20260702-modulo-1");
  w.fills(order, "b", 2, 2);
  w.fills(order, "b", 2, 2);
  CAF_CHECK_EQUAL(w.told(), 0u);
  w.fills(order, "b", 3, 5);
  w.fills(order, "b", 5, 10);
  CAF_CHECK_EQUAL(w.booked(), shares(10));
  CAF_CHECK(w.ledger.find(order.client_order_id)->state == OrderState::Filled);
  CAF_CHECK_EQUAL(w.told(), 1u); // once an order
}

CAF_TEST(a listed fill under a known id counts by its sum) {
  RepeatingBroker w;
  const auto order = w.sends("20260702-modulo-1");
  w.takes(order, "b");
  CAF_CHECK(w.lists("b", "x", 2, 2));
  CAF_CHECK(!w.lists("b", "x", 2, 2));
  CAF_CHECK(w.lists("b", "x", 3, 5));
  CAF_CHECK_EQUAL(w.booked(), shares(5));
  CAF_CHECK(!w.lists("b", "x", 3, 5));
  CAF_CHECK_EQUAL(w.told(), 1u);
}

CAF_TEST(a fill listed twice is a repeat though an earlier one was never heard of) {
  RepeatingBroker w;
  const auto order = w.sends("20260702-modulo-1");
  w.takes(order, "b");
  CAF_CHECK(w.lists("b", "y", 3, 5));
  CAF_CHECK(!w.lists("b", "y", 3, 5));
  CAF_CHECK_EQUAL(w.booked(), shares(3));
  CAF_CHECK_EQUAL(w.told(), 0u);
}

} // namespace repeated_ids_test
