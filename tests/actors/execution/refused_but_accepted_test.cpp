#define CAF_SUITE refused_but_accepted
#include "tests/test.hpp"

#include "tests/actors/execution/desk_fixture.hpp"

namespace refused_but_accepted_test {

// The broker answers that it did not do what it did. Its events, lists and look-ups know better.

using namespace hft;
using namespace std::chrono_literals;

namespace {

struct Refusing : DeskWorld {
  using DeskWorld::DeskWorld;

  Order sent_and_refused(int http_status = 422) {
    const auto order = send(a_limit_signal(Side::Buy, 5, dollars(99), 4));
    refuse_answer(order, OrderRequest::Submit, http_status);
    return order;
  }
  void refuse_answer(const Order& order, OrderRequest request, int http_status = 422) {
    OrderAnswered answered;
    answered.request = request;
    answered.kind = AnswerKind::Refused;
    answered.client_order_id = order.client_order_id;
    answered.http_status = http_status;
    answered.sentence = "says the broker";
    desk.on_answer(answered, at, out);
  }
  Order working() {
    const auto order = send(a_limit_signal(Side::Buy, 5, dollars(99), 4));
    answer(order, AnswerKind::Taken, described(order, "b", OrderState::New));
    return order;
  }
  void listed(std::vector<BrokerOrder> open) {
    BrokerBooks books;
    books.open_orders = std::move(open);
    this->books(books);
  }
  OrderState state_of(const Order& order) const {
    return desk.ledger().find(order.client_order_id)->state;
  }
  std::size_t resurrections() const {
    std::size_t count = 0;
    for (const auto& anomaly : facts<Anomaly>()) count += anomaly.kind == AnomalyKind::Resurrected;
    return count;
  }
};

} // namespace

CAF_TEST(an event takes a refusal back and the model can cancel its order again) {
  Refusing w;
  w.become_ready();
  const auto order = w.sent_and_refused();
  CAF_CHECK_EQUAL(w.desk.our_working(), 0u);
  w.event(an_event(OrderEventKind::New, described(order, "b", OrderState::New)));
  CAF_CHECK(w.state_of(order) == OrderState::New);
  CAF_CHECK_EQUAL(w.resurrections(), 1u);
  auto cancel = a_signal(Side::Buy, 5, 4);
  cancel.action = SignalAction::Cancel;
  CAF_CHECK(std::holds_alternative<CancelRequest>(w.desk.on_signal(cancel, w.at)));
}

CAF_TEST(the list of open orders takes a refusal back) {
  Refusing w;
  w.become_ready();
  const auto order = w.sent_and_refused(403);
  w.out = {};
  w.wait(30s);
  w.listed({described(order, "b", OrderState::New)});
  CAF_CHECK_EQUAL(w.desk.our_working(), 1u);
}

CAF_TEST(fills of a refused order count once and are no late fills) {
  Refusing w;
  w.become_ready();
  const auto order = w.sent_and_refused(400);
  w.event(an_event(OrderEventKind::Fill, described(order, "b", OrderState::Filled, 5), "x", 5));
  CAF_CHECK(w.state_of(order) == OrderState::Filled);
  CAF_CHECK_EQUAL(w.desk.book().position("modulo", "SPY"), shares(5));
  CAF_CHECK_EQUAL(w.facts<Anomaly>().size(), 1u);
  CAF_CHECK_EQUAL(w.resurrections(), 1u);
}

CAF_TEST(a broker that refuses as it answered changes nothing) {
  Refusing w;
  w.become_ready();
  const auto order = w.sent_and_refused();
  w.event(an_event(OrderEventKind::Rejected, described(order, "b", OrderState::Rejected)));
  CAF_CHECK(w.state_of(order) == OrderState::Rejected);
  CAF_CHECK_EQUAL(w.resurrections(), 0u);
  CAF_CHECK_EQUAL(w.facts<OrderRefused>().size(), 1u);
  CAF_CHECK(w.facts<OrderClosed>().empty());
}

CAF_TEST(a refusal is taken back after a restart too) {
  Refusing before;
  before.become_ready();
  const auto order = before.sent_and_refused(404);
  Refusing w{{}, before.journal};
  w.stream(true);
  w.listed({described(order, "b", OrderState::New)});
  CAF_CHECK_EQUAL(w.desk.our_working(), 1u);
  CAF_CHECK_EQUAL(w.desk.standing("modulo").orders.size(), 1u);
}

CAF_TEST(a replacement that was refused and made is found by its own id or by its predecessor) {
  Refusing w;
  w.become_ready();
  const auto old = w.working();
  auto change = a_limit_signal(Side::Buy, 7, dollars(98), 4);
  change.action = SignalAction::Replace;
  const auto verdict = w.desk.on_signal(change, w.at);
  const auto successor = std::get<ReplaceRequest>(verdict).order.order();
  w.desk.on_submitted(successor.client_order_id, true, w.at, w.out);
  w.refuse_answer(successor, OrderRequest::Replace);
  CAF_CHECK(w.state_of(successor) == OrderState::Rejected);
  auto replaced = described(old, "b", OrderState::Replaced);
  replaced.replaced_by = "b2";
  w.event(an_event(OrderEventKind::Replaced, replaced));
  CAF_CHECK_EQUAL(w.desk.our_working(), 1u);
  CAF_CHECK(w.desk.ledger().find(BrokerOrderId{"b2"}) ==
            w.desk.ledger().find(successor.client_order_id));
  w.event(an_event(OrderEventKind::New, described(successor, "b2", OrderState::New)));
  CAF_CHECK(w.state_of(successor) == OrderState::New);
}

CAF_TEST(a cancel that was refused and done ends the order when the broker is asked) {
  Refusing w;
  w.become_ready();
  const auto order = w.working();
  w.desk.cancel_orders_of("modulo", w.at, w.out);
  w.refuse_answer(order, OrderRequest::Cancel);
  w.wait(2s);
  CAF_REQUIRE(!w.out.look_ups.empty());
  w.desk.on_lookup(
    {order.client_order_id, std::optional{described(order, "b", OrderState::Canceled)}}, w.at,
    w.out);
  CAF_CHECK(w.state_of(order) == OrderState::Canceled);
}

CAF_TEST(a stop after a refusal looks at the open orders and cancels what works) {
  Refusing w;
  w.become_ready();
  const auto order = w.sent_and_refused(429);
  w.out = {};
  w.desk.close("stop", w.at, w.out);
  CAF_CHECK(!w.out.closed);
  CAF_REQUIRE(w.out.fetch.has_value());
  w.listed({described(order, "b", OrderState::New)});
  CAF_REQUIRE_EQUAL(w.out.cancels.size(), 1u);
  CAF_CHECK(w.out.cancels[0].id == BrokerOrderId{"b"});
  w.event(an_event(OrderEventKind::Canceled, described(order, "b", OrderState::Canceled)));
  w.wait(100ms);
  CAF_CHECK(w.out.closed == 0u);
}

CAF_TEST(a stop after a refusal that was one is quiet after one look) {
  Refusing w;
  w.become_ready();
  w.sent_and_refused();
  w.out = {};
  w.desk.close("stop", w.at, w.out);
  w.books({});
  w.wait(100ms);
  CAF_CHECK(w.out.closed == 0u);
}

CAF_TEST(a stop looks again when it got no answer and says so when it never gets one) {
  Refusing w;
  w.become_ready();
  w.sent_and_refused();
  w.out = {};
  w.desk.close("stop", w.at, w.out);
  const auto first = w.out.fetch->number;
  w.desk.on_books({first, fail(ErrorKind::Unreachable, "nobody answers")}, w.at, w.out);
  w.wait(2s);
  CAF_CHECK(w.out.fetch->number > first);
  CAF_CHECK(!w.out.closed);
  w.wait(3s);
  CAF_CHECK(w.out.closed == 1u);
  CAF_CHECK(w.out.changes.back().sentence.find("could not be asked") != std::string::npos);
}

CAF_TEST(a stop cancels again what was refused to be canceled and names what is left) {
  Refusing w;
  w.become_ready();
  const auto order = w.working();
  w.desk.close("stop", w.at, w.out);
  w.refuse_answer(order, OrderRequest::Cancel, 429);
  w.out = {};
  w.wait(1s);
  CAF_CHECK_EQUAL(w.out.cancels.size(), 1u);
  w.wait(4s);
  CAF_CHECK(w.out.closed == 1u);
  CAF_CHECK(w.out.changes.back().sentence.find(order.client_order_id.str()) != std::string::npos);
}

CAF_TEST(a cancel that came to nothing while nobody listened can be sent again) {
  Refusing w;
  w.become_ready();
  const auto order = w.working();
  w.desk.cancel_orders_of("modulo", w.at, w.out);
  OrderAnswered taken;
  taken.request = OrderRequest::Cancel;
  taken.kind = AnswerKind::Taken;
  taken.client_order_id = order.client_order_id;
  w.desk.on_answer(taken, w.at, w.out);
  CAF_CHECK(w.state_of(order) == OrderState::PendingCancel);
  w.stream(false);
  w.wait(1s);
  w.stream(true);
  w.listed({described(order, "b", OrderState::New)});
  CAF_CHECK(w.state_of(order) == OrderState::New);
  w.out = {};
  w.desk.cancel_orders_of("modulo", w.at, w.out);
  CAF_CHECK_EQUAL(w.out.cancels.size(), 1u);
}

} // namespace refused_but_accepted_test
