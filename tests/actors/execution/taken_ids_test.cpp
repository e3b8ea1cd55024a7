#define CAF_SUITE taken_ids
#include "tests/test.hpp"

#include "tests/actors/execution/desk_fixture.hpp"

#include <algorithm>

namespace taken_ids_test {

// Somebody else's order under an id that we were about to give, or have just given.

using namespace hft;

namespace {

BrokerOrder a_foreign_order(const char* id, const char* client_id = "20260302-modulo-1") {
  Order order;
  order.client_order_id = ClientOrderId::truncated(client_id);
  order.symbol = "SPY";
  order.side = Side::Buy;
  order.quantity = shares(1);
  return described(order, id, OrderState::New);
}

bool is_foreign(const DeskWorld& w, const char* broker_id) {
  const auto* entry = w.desk.ledger().find(BrokerOrderId::truncated(broker_id));
  return entry && entry->order.model.empty();
}

std::string sent_id(DeskWorld& w) {
  return w.send(a_signal(Side::Buy, 5)).client_order_id.str();
}

std::vector<Anomaly> found_again(const DeskWorld& w) {
  std::vector<Anomaly> found;
  for (const auto& anomaly : w.facts<Anomaly>())
    if (anomaly.kind == AnomalyKind::Resurrected) found.push_back(anomaly);
  return found;
}

// The same desk out of its journal.
std::string replayed_next_id(const DeskWorld& w) {
  DeskWorld again{{}, w.journal};
  again.stream(true);
  BrokerBooks books;
  for (const auto* entry : w.desk.ledger().working_orders())
    books.open_orders.push_back(
      described(entry->order, entry->order.model.empty() ? "theirs" : "ours", OrderState::New));
  again.books(books);
  return again.send(a_signal(Side::Buy, 5)).client_order_id.str();
}

} // namespace

CAF_TEST(an event with our next id is of an order of somebody else and our id steps over it) {
  DeskWorld w;
  w.become_ready();
  w.event(an_event(OrderEventKind::New, a_foreign_order("theirs")));
  CAF_CHECK_EQUAL(sent_id(w), "20260302-modulo-2");
  CAF_CHECK(is_foreign(w, "theirs"));
  CAF_CHECK_EQUAL(w.desk.our_working(), 1u);
  CAF_CHECK_EQUAL(replayed_next_id(w), "20260302-modulo-3");
}

CAF_TEST(books with our next id are stepped over whether open or closed or inherited) {
  for (const bool first_look : {true, false}) {
    for (const bool closed : {true, false}) {
      DeskWorld w;
      if (!first_look) w.become_ready();
      w.stream(true);
      BrokerBooks books;
      (closed ? books.closed_orders : books.open_orders).push_back(a_foreign_order("theirs"));
      w.books(books);
      CAF_CHECK_EQUAL(sent_id(w), "20260302-modulo-2");
      CAF_CHECK(is_foreign(w, "theirs"));
    }
  }
}

CAF_TEST(an answer that describes another order under our next id is stepped over) {
  DeskWorld w;
  w.become_ready();
  const auto order = w.send(a_signal(Side::Buy, 5));
  w.answer(order, AnswerKind::Taken, a_foreign_order("theirs", "20260302-modulo-2"));
  CAF_CHECK_EQUAL(sent_id(w), "20260302-modulo-3");
  CAF_CHECK(is_foreign(w, "theirs"));
}

CAF_TEST(a look up that finds another order under our id ends ours and keeps theirs apart) {
  DeskWorld w;
  w.become_ready();
  const auto order = w.send(a_signal(Side::Buy, 5));
  w.answer(order, AnswerKind::Duplicate);
  w.wait(std::chrono::seconds{1});
  CAF_REQUIRE(!w.out.look_ups.empty());
  w.desk.on_lookup({order.client_order_id, std::optional{a_foreign_order("theirs")}}, w.at, w.out);
  CAF_CHECK_EQUAL(w.facts<OrderRefused>().size(), 1u);
  CAF_CHECK(is_foreign(w, "theirs"));
  CAF_CHECK_EQUAL(w.desk.our_working(), 0u);
  CAF_CHECK_EQUAL(sent_id(w), "20260302-modulo-2");
  // Its fills are not ours.
  auto filled = a_foreign_order("theirs");
  filled.state = OrderState::Filled;
  filled.filled = shares(1);
  filled.average_price = dollars(100);
  w.event(an_event(OrderEventKind::Fill, filled, "x", 1));
  CAF_CHECK_EQUAL(w.desk.book().position("modulo", "SPY"), shares(0));
  CAF_CHECK_EQUAL(w.desk.book().account_position("SPY"), shares(1));
}

CAF_TEST(a look up that finds an order like ours finds ours) {
  DeskWorld w;
  w.become_ready();
  const auto order = w.send(a_signal(Side::Buy, 5));
  w.answer(order, AnswerKind::Duplicate);
  w.wait(std::chrono::seconds{1});
  auto same = described(order, "b", OrderState::New);
  same.created = w.at.time;
  w.desk.on_lookup({order.client_order_id, std::optional{same}}, w.at, w.out);
  CAF_CHECK_EQUAL(w.desk.our_working(), 1u);
  CAF_CHECK(w.facts<OrderRefused>().empty());
}

CAF_TEST(an order like ours that is older than our sending is not ours) {
  DeskWorld w;
  w.become_ready();
  const auto order = w.send(a_signal(Side::Buy, 5));
  w.answer(order, AnswerKind::Duplicate);
  w.wait(std::chrono::seconds{1});
  auto same = described(order, "theirs", OrderState::New);
  same.created = w.at.time - std::chrono::hours{1};
  w.desk.on_lookup({order.client_order_id, std::optional{same}}, w.at, w.out);
  CAF_CHECK_EQUAL(w.desk.our_working(), 0u);
  CAF_CHECK(is_foreign(w, "theirs"));
}

CAF_TEST(an order of ours that lives after all comes back beside the other of its id) {
  DeskWorld w;
  w.become_ready();
  const auto order = w.send(a_signal(Side::Buy, 5));
  w.answer(order, AnswerKind::Duplicate);
  w.event(an_event(OrderEventKind::New, a_foreign_order("theirs")));
  CAF_CHECK_EQUAL(w.desk.our_working(), 0u);
  w.event(an_event(OrderEventKind::New, described(order, "ours", OrderState::New)));
  CAF_CHECK_EQUAL(w.desk.our_working(), 1u);
  CAF_CHECK_EQUAL(found_again(w).size(), 1u);
}

CAF_TEST(a journal of an earlier version that gave an id twice replays) {
  DeskWorld w;
  w.become_ready();
  w.event(an_event(OrderEventKind::New, a_foreign_order("theirs")));
  // Version 0.1 journaled the intent, and then its ledger refused it: nothing was sent.
  Order twice;
  twice.client_order_id = "20260302-modulo-1";
  twice.model = "modulo";
  twice.symbol = "SPY";
  twice.quantity = shares(5);
  (void)w.journal.append(w.at.time, journal::Intent{twice, {}});
  (void)w.journal.append(w.at.time, journal::Intent{twice, {}});
  CAF_CHECK_EQUAL(replayed_next_id(w), "20260302-modulo-2");
  DeskWorld again{{}, w.journal};
  CAF_CHECK_EQUAL(again.desk.our_working(), 0u);
}

} // namespace taken_ids_test
