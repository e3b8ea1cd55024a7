#define CAF_SUITE reconciler
#include "tests/test.hpp"

#include "actors/execution/reconciler.hpp"
#include "tests/actors/execution/desk_fixture.hpp"

#include <chrono>

namespace reconciler_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

struct ReconcilerWorld {
  ReconcilerWorld() {
    books.begin_date(make_date(2026, 3, 2), {});
    reconciler.begin(make_date(2026, 3, 2));
    books.state.on_stream(true);
  }
  /// Asks and is answered; whether the answer could be compared.
  bool look(const BrokerBooks& told) {
    reconciler.fetch(at, out);
    if (!reconciler.on_books({out.fetch->number, told}, at, out)) return false;
    reconciler.look_again_for_missed(at, out);
    return !reconciler.poll().fetching() && reconciler.agree(told, at, out);
  }
  void pass(Duration duration) {
    at.now = at.now + duration;
    at.time = at.time + duration;
  }
  /// A model's order of five shares that the broker knows as `b1`.
  Order work() {
    Order order;
    order.model = "modulo";
    order.client_order_id = "20260302-modulo-1";
    order.symbol = "SPY";
    order.quantity = shares(5);
    books.intend(order, {}, at);
    books.ledger.mark_sent(order.client_order_id, at.time);
    return order;
  }
  static BrokerBooks holding(std::int64_t size) {
    BrokerBooks told;
    told.positions.push_back({"SPY", shares(size), dollars(100), dollars(100)});
    return told;
  }

  MemoryJournal journal;
  AccountBooks books{journal, 1min};
  Reconciler reconciler{books, {30s, 2s, 30s}};
  LedgerFacts facts;
  DeskTime at{{1'000'000'000'000}, mid_session};
  DeskOutput out;
};

} // namespace

CAF_TEST(what the first look shows was there before us and the books agree) {
  ReconcilerWorld w;
  CAF_CHECK(w.look(ReconcilerWorld::holding(7)));
  CAF_CHECK(w.books.state.ready());
  CAF_CHECK(w.books.positions.account_position("SPY") == shares(7));
  CAF_CHECK_EQUAL(w.journal.count<journal::Baseline>(), 1u);
  CAF_CHECK_EQUAL(w.journal.count<journal::Reconciled>(), 1u);
  CAF_CHECK(w.reconciler.agreed() == std::optional{mid_session});
}

CAF_TEST(an answer nobody waits for changes nothing) {
  ReconcilerWorld w;
  w.reconciler.fetch(w.at, w.out);
  CAF_CHECK(!w.reconciler.on_books({w.out.fetch->number + 1, BrokerBooks{}}, w.at, w.out));
  w.reconciler.on_stream();
  CAF_CHECK(!w.reconciler.on_books({w.out.fetch->number, BrokerBooks{}}, w.at, w.out));
  CAF_CHECK(w.journal.records.empty());
}

CAF_TEST(books that cannot be read are told while nothing agrees and asked for soon) {
  ReconcilerWorld w;
  w.reconciler.fetch(w.at, w.out);
  const BooksFetched silence{w.out.fetch->number, fail(ErrorKind::Unreachable, "no answer")};
  CAF_CHECK(!w.reconciler.on_books(silence, w.at, w.out));
  CAF_CHECK_EQUAL(w.out.changes.size(), 1u);
  w.out.fetch.reset();
  w.pass(2s);
  w.reconciler.fetch_when_due(w.at, w.out);
  CAF_CHECK(w.out.fetch.has_value());
}

CAF_TEST(events before the first look wait for it and are handed out once) {
  ReconcilerWorld w;
  const auto event = an_event(OrderEventKind::New, described({}, "b9", OrderState::New));
  CAF_CHECK(w.reconciler.keep_early(event));
  CAF_CHECK(w.look({}));
  CAF_CHECK_EQUAL(w.reconciler.take_early_events().size(), 1u);
  CAF_CHECK(w.reconciler.take_early_events().empty());
  CAF_CHECK(!w.reconciler.keep_early(event));
}

CAF_TEST(a first look that missed events is taken again before anything agrees) {
  ReconcilerWorld w;
  const auto event = an_event(OrderEventKind::New, described({}, "b9", OrderState::New));
  for (int i = 0; i < 10'001; ++i) w.reconciler.keep_early(event);
  CAF_CHECK(!w.look({}));
  CAF_CHECK(!w.books.state.ready());
  CAF_CHECK(w.reconciler.poll().fetching());
}

CAF_TEST(a fill we did not hear of is booked from the books) {
  ReconcilerWorld w;
  CAF_CHECK(w.look({}));
  const auto order = w.work();
  auto told = ReconcilerWorld::holding(5);
  told.closed_orders.push_back(described(order, "b1", OrderState::Filled, 5));
  w.pass(30s);
  CAF_CHECK(w.look(told));
  CAF_CHECK(w.books.positions.position("modulo", "SPY") == shares(5));
  CAF_CHECK(w.books.state.ready());
}

CAF_TEST(an order in doubt keeps the books from agreeing) {
  ReconcilerWorld w;
  const auto order = w.work();
  w.books.ledger.doubt(order.client_order_id);
  w.look({});
  CAF_CHECK(!w.books.state.ready());
  w.reconciler.ask_about_orders(w.at, w.out);
  CAF_REQUIRE_EQUAL(w.out.look_ups.size(), 1u);
  CAF_CHECK(w.out.look_ups[0] == order.client_order_id);
}

CAF_TEST(an order the broker does not have is ended after two answers) {
  ReconcilerWorld w;
  const auto order = w.work();
  const OrderLookedUp absent{order.client_order_id, std::optional<BrokerOrder>{}};
  w.reconciler.ask(order.client_order_id);
  CAF_CHECK(w.reconciler.on_lookup(absent, w.at, w.out));
  CAF_CHECK_EQUAL(w.journal.count<journal::Absent>(), 0u);
  CAF_CHECK(w.reconciler.on_lookup(absent, w.at, w.out));
  CAF_CHECK_EQUAL(w.journal.count<journal::Absent>(), 1u);
  CAF_CHECK_EQUAL(w.books.our_working(), 0u);
}

CAF_TEST(a lasting difference of a models position halts and a foreign one is left alone) {
  ReconcilerWorld w;
  CAF_CHECK(w.look({}));
  const auto order = w.work();
  w.books.ledger.on_description(described(order, "b1", OrderState::Filled, 5), w.facts);
  w.books.apply(w.facts, w.at, &w.out);
  auto told = ReconcilerWorld::holding(3);
  told.positions.push_back({"QQQ", shares(9), dollars(400), dollars(400)});
  w.look(told);
  CAF_CHECK(!w.books.state.halted());
  CAF_CHECK(w.books.positions.account_position("QQQ") == shares(9));
  for (int i = 0; i < 4; ++i) {
    w.pass(30s);
    w.look(told);
  }
  CAF_CHECK(w.books.state.disagrees());
  CAF_CHECK_EQUAL(w.journal.count<journal::Halted>(), 1u);
}

CAF_TEST(a position that lags what a model sold is nobody elses) {
  ReconcilerWorld w;
  const auto trade = [&w](Side side) {
    Fill fill;
    fill.model = "modulo";
    fill.client_order_id = "20260302-modulo-1";
    fill.symbol = "SPY";
    fill.side = side;
    fill.quantity = shares(5);
    fill.price = dollars(100);
    w.books.apply({fill}, w.at, &w.out);
  };
  CAF_CHECK(w.look({}));
  trade(Side::Buy);
  CAF_CHECK(w.look(ReconcilerWorld::holding(5)));
  w.reconciler.fetch(w.at, w.out);
  trade(Side::Sell); // while the broker is asked: five agree, and were not seen to be gone
  const auto before = ReconcilerWorld::holding(5);
  CAF_CHECK(w.reconciler.on_books({w.out.fetch->number, before}, w.at, w.out));
  CAF_CHECK(w.reconciler.agree(before, w.at, w.out));
  w.look(before); // it lags on
  const auto held = w.books.positions.account_position("SPY");
  CAF_CHECK(held == Quantity{});
  w.pass(10s);
  CAF_CHECK(w.look({}));
  CAF_CHECK(!w.books.state.halted());
}

CAF_TEST(what cannot be is kept out and told once an order and asked about) {
  ReconcilerWorld w;
  const auto order = w.work();
  w.reconciler.keep_out(order.client_order_id, "b1", "nonsense", w.at, w.out);
  w.reconciler.keep_out(order.client_order_id, "b1", "nonsense", w.at, w.out);
  CAF_CHECK_EQUAL(w.out.facts.size(), 1u);
  w.reconciler.ask_about_orders(w.at, w.out);
  CAF_CHECK_EQUAL(w.out.look_ups.size(), 1u);
}

CAF_TEST(what cannot be read is left out unless it is ours) {
  ReconcilerWorld w;
  CAF_CHECK(w.look({}));
  UnreadItem item;
  item.kind = UnreadItem::Kind::Position;
  item.symbol = "XYZ";
  item.reason = "it has no quantity";
  CAF_CHECK(w.reconciler.leave_out({item}, w.at, w.out));
  CAF_CHECK(w.books.state.ready());
  w.work();
  item.symbol = "SPY";
  CAF_CHECK(!w.reconciler.leave_out({item}, w.at, w.out));
  CAF_CHECK(!w.books.state.ready());
}

} // namespace reconciler_test
