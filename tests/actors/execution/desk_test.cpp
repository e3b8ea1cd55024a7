#define CAF_SUITE desk
#include "tests/test.hpp"

#include "tests/actors/execution/desk_fixture.hpp"

namespace desk_test {

using namespace hft;

CAF_TEST(nothing is sent before the books are reconciled nor while the stream is down) {
  DeskWorld w;
  CAF_CHECK(w.refusal_of(a_signal()) == Refusal::NotReady);
  w.stream(true);
  CAF_CHECK(w.refusal_of(a_signal()) == Refusal::NotReady);
  w.books({});
  CAF_CHECK(w.desk.ready());
  CAF_CHECK(!w.refusal_of(a_signal()));
  w.stream(false);
  CAF_CHECK(w.refusal_of(a_signal()) == Refusal::NotReady);
  w.become_ready();
  CAF_CHECK(!w.refusal_of(a_signal()));
}

CAF_TEST(an order is journaled with its id before anyone can send it) {
  DeskWorld w;
  w.become_ready();
  const auto verdict = w.desk.on_signal(a_signal(), w.at);
  CAF_REQUIRE(std::holds_alternative<ApprovedOrder>(verdict));
  const auto& order = std::get<ApprovedOrder>(verdict).order();
  CAF_CHECK_EQUAL(order.client_order_id.str(), "20260302-modulo-1");
  const auto* intent = std::get_if<journal::Intent>(&w.journal.records.back().entry);
  CAF_REQUIRE(intent != nullptr);
  CAF_CHECK(intent->order == order);
  CAF_CHECK_EQUAL(w.send(a_signal()).client_order_id.str(), "20260302-modulo-2");
}

CAF_TEST(nothing is sent that cannot be journaled and trading halts) {
  DeskWorld w;
  w.become_ready();
  w.journal.broken = true;
  CAF_CHECK(w.refusal_of(a_signal()) == Refusal::Halted);
  w.journal.broken = false;
  CAF_CHECK(w.refusal_of(a_signal()) == Refusal::Halted);
  w.wait(Duration{1});
  CAF_REQUIRE(!w.out.changes.empty());
  CAF_CHECK(w.out.changes.back().journal_failed);
  CAF_CHECK(!w.desk.resume(w.at, w.out).has_value());
}

CAF_TEST(a fill goes to the model and into its book) {
  DeskWorld w;
  w.become_ready();
  const auto order = w.send(a_signal(Side::Sell, 5, 3));
  w.event(an_event(OrderEventKind::Fill, described(order, "b", OrderState::Filled, 5), "x", 5));
  CAF_REQUIRE_EQUAL(w.facts<Fill>().size(), 1u);
  CAF_CHECK(w.facts<Fill>()[0].model_position == shares(-5));
  CAF_CHECK(w.facts<Fill>()[0].reference == 3u);
  CAF_CHECK(w.desk.book().account_position("SPY") == shares(-5));
  CAF_CHECK(w.desk.status().orders_open == 0u);
  CAF_CHECK(w.desk.status().models.at(0).counts.fills == 1u);
}

CAF_TEST(a budget refusal is the end of an order that was never sent) {
  DeskWorld w;
  w.become_ready();
  const auto verdict = w.desk.on_signal(a_signal(), w.at);
  w.desk.on_submitted(std::get<ApprovedOrder>(verdict).order().client_order_id, false, w.at, w.out);
  CAF_CHECK(w.facts<OrderRefused>().at(0).refusal == Refusal::RequestBudget);
  CAF_CHECK_EQUAL(w.desk.ledger().working(), 0u);
}

CAF_TEST(cancels pass while trading is halted and wait for the brokers id) {
  DeskWorld w;
  w.become_ready();
  const auto order = w.send(a_limit_signal(Side::Buy, 5, dollars(99), 4));
  w.desk.halt("test", w.at, w.out);
  CAF_CHECK(w.refusal_of(a_signal()) == Refusal::Halted);
  auto cancel = a_signal(Side::Buy, 5, 4);
  cancel.action = SignalAction::Cancel;
  CAF_CHECK(std::holds_alternative<std::monostate>(w.desk.on_signal(cancel, w.at)));
  CAF_CHECK(w.out.cancels.empty());
  w.answer(order, AnswerKind::Taken, described(order, "b", OrderState::New));
  CAF_REQUIRE_EQUAL(w.out.cancels.size(), 1u);
  CAF_CHECK(w.out.cancels[0].id == BrokerOrderId{"b"});
  CAF_CHECK(std::holds_alternative<CancelRequest>(w.desk.on_signal(cancel, w.at)));
}

CAF_TEST(a cancel of nothing says so and names no quantity) {
  DeskWorld w;
  w.become_ready();
  auto cancel = a_signal(Side::Buy, 5, 4);
  cancel.action = SignalAction::Cancel;
  const auto verdict = w.desk.on_signal(cancel, w.at);
  CAF_REQUIRE(std::holds_alternative<OrderRefused>(verdict));
  CAF_CHECK_EQUAL(std::get<OrderRefused>(verdict).sentence,
                  "execution refused a cancel: the model has no working order under reference 4");
}

CAF_TEST(a replacement keeps what the old order was and takes its place) {
  DeskWorld w;
  w.become_ready();
  const auto order = w.send(a_limit_signal(Side::Buy, 5, dollars(99), 4));
  w.answer(order, AnswerKind::Taken, described(order, "b", OrderState::New));
  auto change = a_limit_signal(Side::Buy, 7, dollars(98), 4);
  change.action = SignalAction::Replace;
  const auto verdict = w.desk.on_signal(change, w.at);
  CAF_REQUIRE(std::holds_alternative<ReplaceRequest>(verdict));
  const auto& wish = std::get<ReplaceRequest>(verdict);
  CAF_CHECK(wish.id == BrokerOrderId{"b"});
  CAF_CHECK(wish.order.order().quantity == shares(7));
  CAF_CHECK_EQUAL(wish.order.order().client_order_id.str(), "20260302-modulo-2");
  change.reference = 77;
  CAF_CHECK(w.refusal_of(change) == Refusal::BadOrder);
}

CAF_TEST(a closing desk cancels what works and says when it is quiet) {
  DeskWorld w;
  w.become_ready();
  const auto order = w.send(a_limit_signal(Side::Buy, 5, dollars(99), 4));
  w.answer(order, AnswerKind::Taken, described(order, "b", OrderState::New));
  w.desk.close("the session ends", w.at, w.out);
  CAF_CHECK_EQUAL(w.out.cancels.size(), 1u);
  CAF_CHECK(w.refusal_of(a_signal()) == Refusal::SessionPhase);
  w.wait(std::chrono::seconds{1});
  CAF_CHECK(!w.out.closed);
  w.event(an_event(OrderEventKind::Canceled, described(order, "b", OrderState::Canceled)));
  w.wait(std::chrono::seconds{1});
  CAF_CHECK(w.out.closed == 0u);
}

CAF_TEST(a closing desk gives up at its deadline) {
  DeskWorld w;
  w.become_ready();
  w.send(a_signal());
  w.desk.close("stop", w.at, w.out);
  w.wait(std::chrono::seconds{5});
  CAF_CHECK(w.out.closed == 1u);
}

CAF_TEST(the books are asked for again and again) {
  DeskWorld w;
  w.become_ready();
  w.out = {};
  w.wait(std::chrono::seconds{29});
  CAF_CHECK(!w.out.fetch);
  w.wait(std::chrono::seconds{1});
  CAF_CHECK(w.out.fetch.has_value());
}

CAF_TEST(a lasting position difference halts trading and a passing one is let go) {
  DeskWorld w;
  w.become_ready();
  const auto order = w.send(a_signal());
  w.event(an_event(OrderEventKind::Fill, described(order, "b", OrderState::Filled, 5), "x", 5));
  BrokerBooks right;
  right.positions.push_back({"SPY", shares(5), dollars(100), dollars(100)});
  const auto look = [&](std::chrono::seconds after, const BrokerBooks& seen) {
    w.wait(after);
    w.books(seen);
  };
  look(std::chrono::seconds{30}, {});
  CAF_CHECK(w.refusal_of(a_signal()) == Refusal::NotReady); // not in this symbol
  auto other = a_signal();
  other.symbol = "QQQ";
  CAF_CHECK(!w.refusal_of(other));
  CAF_CHECK(w.desk.ready());
  look(std::chrono::seconds{29}, {});
  look(std::chrono::seconds{30}, right);
  CAF_CHECK(!w.desk.halted());
  CAF_CHECK(!w.refusal_of(a_signal()));
  look(std::chrono::seconds{30}, {});
  look(std::chrono::seconds{30}, {});
  CAF_CHECK(!w.desk.halted());
  look(std::chrono::seconds{30}, {});
  CAF_CHECK(w.desk.halted());
  CAF_CHECK(w.out.changes.back().books_disagree);
  CAF_CHECK_EQUAL(w.desk.status().halt_reason,
                  "the books disagree with the broker: position of SPY "
                  "is 5 in our book and 0 at the broker");
  CAF_CHECK(w.desk.resume(w.at, w.out).has_value());
  CAF_CHECK(w.refusal_of(a_signal()) == Refusal::NotReady);
  w.books(right);
  CAF_CHECK(!w.refusal_of(a_signal()));
}

} // namespace desk_test
