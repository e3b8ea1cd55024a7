#define CAF_SUITE order_ledger
#include "tests/test.hpp"

#include "actors/execution/order_ledger.hpp"
#include "tests/actors/execution/desk_fixture.hpp"

namespace order_ledger_test {

using namespace hft;

namespace {

struct LedgerWorld {
  LedgerWorld() {
    order.client_order_id = "20260302-modulo-1";
    order.model = "modulo";
    order.reference = 9;
    order.symbol = "SPY";
    order.quantity = shares(5);
    ledger.intend(order, {});
  }
  template <class Fact>
  std::vector<Fact> all() const {
    std::vector<Fact> found;
    for (const auto& fact : facts)
      if (const auto* x = std::get_if<Fact>(&fact)) found.push_back(*x);
    return found;
  }
  const LedgerEntry& entry() const { return *ledger.find(order.client_order_id); }
  void answer(AnswerKind kind) {
    OrderAnswered answered;
    answered.kind = kind;
    answered.client_order_id = order.client_order_id;
    ledger.on_answer(answered, facts);
  }
  void fill(const char* id, std::int64_t quantity, std::int64_t cumulative, Price price) {
    const auto state = cumulative < 5 ? OrderState::PartiallyFilled : OrderState::Filled;
    ledger.on_event(
      an_event(OrderEventKind::Fill, described(order, "b", state, cumulative), id, quantity, price),
      facts);
  }
  Order order;
  OrderLedger ledger;
  LedgerFacts facts;
};

} // namespace

CAF_TEST(an event before the answer is matched and the late answer changes nothing) {
  LedgerWorld w;
  w.fill("x", 5, 5, dollars(100));
  CAF_CHECK(w.entry().state == OrderState::Filled);
  w.answer(AnswerKind::Unclear);
  w.ledger.on_description(described(w.order, "b", OrderState::PendingNew), w.facts);
  CAF_CHECK(w.entry().state == OrderState::Filled);
  CAF_CHECK_EQUAL(w.all<Fill>().size(), 1u);
  CAF_CHECK(w.ledger.find(BrokerOrderId{"b"}) == &w.entry());
}

CAF_TEST(an unclear answer says nothing and an absent order never arrived) {
  LedgerWorld w;
  w.answer(AnswerKind::Unclear);
  CAF_CHECK(w.entry().state == OrderState::Unknown);
  w.ledger.on_absent(w.order.client_order_id, mid_session, w.facts);
  CAF_CHECK(w.entry().state == OrderState::Rejected);
  CAF_CHECK_EQUAL(w.all<OrderClosed>().size(), 1u);
  w.fill("x", 5, 5, dollars(100)); // it did arrive after all
  CAF_CHECK(w.entry().state == OrderState::Filled);
  CAF_CHECK_EQUAL(w.all<Fill>().size(), 1u);
  CAF_CHECK(w.all<Anomaly>().back().kind == AnomalyKind::Resurrected ||
            w.all<Anomaly>().front().kind == AnomalyKind::LateFill);
}

CAF_TEST(a refused order ends with a refusal of the venue) {
  LedgerWorld w;
  w.ledger.mark_sent(w.order.client_order_id, mid_session);
  w.answer(AnswerKind::Refused);
  CAF_CHECK(w.all<OrderRefused>().at(0).refusal == Refusal::Venue);
  CAF_CHECK_EQUAL(w.ledger.working(), 0u);
}

CAF_TEST(an order that was never sent ends with a refusal of the request budget) {
  LedgerWorld w;
  w.answer(AnswerKind::Refused);
  CAF_CHECK(w.all<OrderRefused>().at(0).refusal == Refusal::RequestBudget);
  CAF_CHECK_EQUAL(w.ledger.working(), 0u);
}

CAF_TEST(fills count once by execution and by what they cover) {
  LedgerWorld w;
  w.fill("x", 2, 2, dollars(100));
  w.fill("x", 2, 2, dollars(100));
  w.fill("another name of x", 2, 2, dollars(100));
  CAF_CHECK(w.entry().filled() == shares(2));
  w.fill("y", 3, 5, dollars(101));
  CAF_CHECK(w.entry().filled() == shares(5));
  CAF_CHECK_EQUAL(w.all<Fill>().size(), 2u);
  CAF_CHECK(w.all<Fill>()[1].leaves == Quantity{});
}

CAF_TEST(a fill known only by its sum is booked at once and priced again when it is heard of) {
  LedgerWorld w;
  auto told = described(w.order, "b", OrderState::PartiallyFilled, 4, dollars(100));
  w.ledger.on_description(told, w.facts);
  CAF_CHECK(w.entry().filled() == shares(4));
  w.fill("x", 4, 4, cents(10001));
  CAF_CHECK(w.entry().filled() == shares(4));
  CAF_CHECK_EQUAL(w.all<Fill>().size(), 1u);
  CAF_CHECK(w.all<FillRepriced>().at(0).more_cost == exact_product(cents(1), shares(4)));
}

CAF_TEST(a late fill after a cancel counts and is reported) {
  LedgerWorld w;
  w.ledger.on_event(
    an_event(OrderEventKind::Canceled, described(w.order, "b", OrderState::Canceled)), w.facts);
  w.fill("x", 5, 5, dollars(100));
  CAF_CHECK(w.entry().state == OrderState::Canceled);
  CAF_CHECK(w.entry().filled() == shares(5));
  CAF_CHECK(w.all<Anomaly>().at(0).kind == AnomalyKind::LateFill);
}

CAF_TEST(an overfill in the books of the broker counts and is reported) {
  LedgerWorld w;
  w.fill("x", 5, 5, dollars(100));
  w.ledger.on_description(described(w.order, "b", OrderState::Filled, 7), w.facts);
  CAF_CHECK(w.entry().filled() == shares(7));
  CAF_CHECK(w.all<Anomaly>().at(0).kind == AnomalyKind::Overfill);
}

CAF_TEST(an order nobody sent is adopted and reported) {
  LedgerWorld w;
  auto foreign = described(w.order, "other", OrderState::New);
  foreign.client_order_id = "by hand";
  w.ledger.on_event(an_event(OrderEventKind::New, foreign), w.facts);
  CAF_CHECK(w.all<Anomaly>().at(0).kind == AnomalyKind::Adopted);
  CAF_CHECK(w.ledger.find(ClientOrderId{"by hand"})->order.model.empty());
  CAF_CHECK_EQUAL(w.ledger.working(), 2u);
}

CAF_TEST(a reference means the successor once it exists and the old order if it was refused) {
  LedgerWorld w;
  w.ledger.on_description(described(w.order, "b", OrderState::New), w.facts);
  auto successor = w.order;
  successor.client_order_id = "20260302-modulo-2";
  w.ledger.intend(successor, w.order.client_order_id);
  CAF_CHECK(w.ledger.find("modulo", 9)->order.client_order_id == successor.client_order_id);
  OrderAnswered refused;
  refused.request = OrderRequest::Replace;
  refused.kind = AnswerKind::Refused;
  refused.client_order_id = successor.client_order_id;
  w.ledger.on_answer(refused, w.facts);
  CAF_CHECK(w.ledger.find("modulo", 9) == &w.entry());
}

CAF_TEST(orders that ended long ago are forgotten and their room is used again) {
  LedgerWorld w;
  w.fill("x", 5, 5, dollars(100));
  const auto* room = &w.entry();
  const auto heard = room->updated;
  auto next = w.order;
  next.client_order_id = "20260302-modulo-2";
  next.reference = 10;
  w.ledger.intend(next, {});

  w.ledger.forget_ended_before(heard);
  CAF_CHECK(w.ledger.find(w.order.client_order_id) == room);
  w.ledger.forget_ended_before(heard + std::chrono::nanoseconds{1});
  CAF_CHECK(!w.ledger.find(w.order.client_order_id));
  CAF_CHECK(!w.ledger.find(BrokerOrderId{"b"}));
  CAF_CHECK(!w.ledger.find(w.order.model, w.order.reference));
  CAF_CHECK(w.ledger.ended_orders(9).empty());
  CAF_CHECK(w.ledger.find(next.client_order_id)); // it works, however old
  CAF_CHECK_EQUAL(w.ledger.working(), 1u);

  auto third = w.order;
  third.client_order_id = "20260303-modulo-1";
  w.ledger.intend(third, {});
  const auto* entry = w.ledger.find(third.client_order_id);
  CAF_REQUIRE(entry == room);
  CAF_CHECK(entry->state == OrderState::Intended);
  CAF_CHECK(entry->broker_id.empty());
  CAF_CHECK(entry->fills.slices().empty());
  CAF_CHECK_EQUAL(entry->filled(), shares(0));
}

CAF_TEST(a fill of an order nobody lists is forgotten by the time of the fill) {
  OrderLedger ledger;
  LedgerFacts facts;
  BrokerFill fill;
  fill.order_id = "b9";
  fill.symbol = "SPY";
  fill.cumulative = shares(5);
  fill.execution.id = "e9";
  fill.execution.quantity = shares(5);
  fill.execution.price = dollars(100);
  fill.time = mid_session;
  CAF_CHECK(ledger.on_fill(fill, facts));
  ledger.forget_ended_before(mid_session);
  CAF_CHECK(!ledger.on_fill(fill, facts)); // told again: still known
  ledger.forget_ended_before(mid_session + std::chrono::nanoseconds{1});
  CAF_CHECK(ledger.on_fill(fill, facts));
}

} // namespace order_ledger_test
