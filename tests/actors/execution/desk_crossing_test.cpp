#define CAF_SUITE desk_crossing
#include "tests/test.hpp"

#include "tests/actors/execution/desk_fixture.hpp"

namespace desk_crossing_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

Signal of(const char* model, Signal signal) {
  signal.model = ModelId::truncated(model);
  return signal;
}

/// A desk whose orders of every input are handed over at once, and filled by hand.
struct CrossingWorld : DeskWorld {
  explicit CrossingWorld(DeskConfig config = {}, MemoryJournal past = {})
    : DeskWorld(std::move(config), std::move(past)) {}

  void fill(const Order& order, std::int64_t size = 0) {
    const auto whole = order.quantity.units / units_per_whole;
    const auto now = size == 0 ? whole : size;
    const auto before = desk.ledger().find(order.client_order_id)->filled().units / units_per_whole;
    const auto id = "b" + order.client_order_id.str();
    const bool done = before + now == whole;
    event(an_event(done ? OrderEventKind::Fill : OrderEventKind::PartialFill,
                   described(order, id.c_str(),
                             done ? OrderState::Filled : OrderState::PartiallyFilled, before + now),
                   (id + std::to_string(before)).c_str(), now));
  }
  void end(const Order& order, OrderEventKind kind, OrderState state) {
    const auto filled = desk.ledger().find(order.client_order_id)->filled().units / units_per_whole;
    event(
      an_event(kind, described(order, ("b" + order.client_order_id.str()).c_str(), state, filled)));
  }
  void hold(std::int64_t size, const char* model = "modulo") {
    fill(send(of(model, a_signal(size > 0 ? Side::Buy : Side::Sell, size > 0 ? size : -size))));
    out = {};
  }
  /// The desk's own orders so far, handed over; once each.
  std::vector<Order> sent() {
    std::vector<Order> orders;
    for (const auto& order : out.orders) orders.push_back(order.order());
    out.orders.clear();
    for (const auto& order : orders) desk.on_submitted(order.client_order_id, true, at, out);
    return orders;
  }
  Quantity position() const { return desk.book().account_position("SPY"); }
};

/// Books and stream agree: it trades.
struct ReadyWorld : CrossingWorld {
  explicit ReadyWorld(DeskConfig config) : CrossingWorld(std::move(config)) { become_ready(); }
};
ReadyWorld ready(DeskConfig config = {}) {
  return ReadyWorld{std::move(config)};
}

BrokerBooks holding(std::int64_t size) {
  BrokerBooks books;
  if (size != 0) books.positions.push_back({"SPY", shares(size), dollars(100), dollars(100)});
  return books;
}

} // namespace

CAF_TEST(a signal that crosses zero closes first and opens when that is filled) {
  auto w = ready();
  w.hold(10);
  const auto close = w.send(a_signal(Side::Sell, 20, 4));
  CAF_CHECK(close.quantity == shares(10));
  CAF_CHECK(w.sent().empty());
  w.fill(close, 4);
  CAF_CHECK(w.sent().empty()); // not before it is closed
  w.fill(close, 6);
  const auto opened = w.sent();
  CAF_REQUIRE_EQUAL(opened.size(), 1u);
  CAF_CHECK(opened[0].side == Side::Sell && opened[0].quantity == shares(10));
  CAF_CHECK(opened[0].client_order_id != close.client_order_id);
  CAF_CHECK_EQUAL(opened[0].reference, 4u);
  w.fill(opened[0]);
  CAF_CHECK(w.position() == shares(-10));
  CAF_CHECK(w.desk.waiting().empty());
}

CAF_TEST(to its model a crossing is one order) {
  auto w = ready();
  w.hold(10);
  const auto close = w.send(a_signal(Side::Sell, 20, 4));
  w.fill(close, 4);
  w.fill(close, 6);
  w.fill(w.sent().at(0));
  const auto fills = w.facts<Fill>();
  CAF_REQUIRE_EQUAL(fills.size(), 3u);
  CAF_CHECK(fills[0].leaves == shares(16));
  CAF_CHECK(fills[1].leaves == shares(10));
  CAF_CHECK(fills[2].leaves == shares(0));
  CAF_CHECK(w.facts<OrderClosed>().empty() && w.facts<OrderRefused>().empty());
}

CAF_TEST(what others wait for is asked about when nothing is heard of it) {
  auto w = ready();
  const auto first = w.send(a_signal(Side::Sell, 5));
  w.desk.on_signal(a_signal(Side::Buy, 5), w.at);
  w.answer(first, AnswerKind::Taken, described(first, "b1", OrderState::New));
  w.out = {};
  w.wait(1s);
  CAF_CHECK(w.out.look_ups.empty());
  w.wait(1s);
  CAF_REQUIRE_EQUAL(w.out.look_ups.size(), 1u);
  CAF_CHECK(w.out.look_ups[0] == first.client_order_id);
  w.wait(1s);
  CAF_CHECK_EQUAL(w.out.look_ups.size(), 1u);
  w.desk.on_lookup(
    {first.client_order_id, std::optional{described(first, "b1", OrderState::Filled, 5)}}, w.at,
    w.out);
  const auto second = w.sent();
  CAF_REQUIRE_EQUAL(second.size(), 1u);
  CAF_CHECK(second[0].side == Side::Buy);
  w.out = {};
  w.wait(10s);
  CAF_CHECK(w.out.look_ups.empty()); // nobody waits any more
}

CAF_TEST(a second order for the same shares waits for the first) {
  auto w = ready();
  w.hold(5);
  const auto first = w.send(a_signal(Side::Sell, 5));
  CAF_CHECK(
    std::holds_alternative<std::monostate>(w.desk.on_signal(a_signal(Side::Sell, 5), w.at)));
  CAF_CHECK(std::holds_alternative<std::monostate>(w.desk.on_signal(a_signal(Side::Buy, 5), w.at)));
  w.fill(first);
  const auto second = w.sent();
  CAF_REQUIRE_EQUAL(second.size(), 1u); // short, before the one that buys it back
  CAF_CHECK(second[0].side == Side::Sell && second[0].quantity == shares(5));
  w.fill(second[0]);
  const auto third = w.sent();
  CAF_REQUIRE_EQUAL(third.size(), 1u);
  CAF_CHECK(third[0].side == Side::Buy);
  w.fill(third[0]);
  CAF_CHECK(w.position() == Quantity{});
}

CAF_TEST(the account decides what crosses and not one models share of it) {
  auto w = ready();
  w.hold(10, "a");
  w.hold(-3, "b");
  const auto close = w.send(of("a", a_signal(Side::Sell, 10)));
  CAF_CHECK(close.quantity == shares(7));
  w.fill(close);
  const auto opened = w.sent();
  CAF_REQUIRE_EQUAL(opened.size(), 1u);
  CAF_CHECK(opened[0].quantity == shares(3));
  w.fill(opened[0]);
  CAF_CHECK(w.position() == shares(-3));
  CAF_CHECK(w.desk.book().position("a", "SPY") == Quantity{});
}

CAF_TEST(what came between is closed too before the rest opens) {
  auto w = ready();
  w.hold(10, "a");
  const auto close = w.send(of("a", a_limit_signal(Side::Sell, 20, dollars(101), 1)));
  CAF_CHECK(close.quantity == shares(10));
  w.fill(w.send(of("b", a_limit_signal(Side::Buy, 4, dollars(100), 2))));
  w.fill(close);
  auto next = w.sent();
  CAF_REQUIRE_EQUAL(next.size(), 1u);
  CAF_CHECK(next[0].quantity == shares(4));
  w.fill(next[0]);
  next = w.sent();
  CAF_REQUIRE_EQUAL(next.size(), 1u);
  CAF_CHECK(next[0].quantity == shares(6));
  w.fill(next[0]);
  CAF_CHECK(w.position() == shares(-6));
  CAF_CHECK(w.desk.waiting().empty());
}

CAF_TEST(when the close is refused the rest is dropped and its model hears one end) {
  auto w = ready();
  w.hold(10);
  const auto close = w.send(a_signal(Side::Sell, 20, 4));
  w.answer(close, AnswerKind::Refused);
  CAF_CHECK(w.sent().empty());
  CAF_CHECK(w.desk.waiting().empty());
  CAF_CHECK_EQUAL(w.facts<OrderRefused>().size() + w.facts<OrderClosed>().size(), 1u);
  CAF_CHECK_EQUAL(w.journal.count<journal::Dropped>(), 1u);
  w.wait(1min);
  CAF_CHECK(w.sent().empty());
}

CAF_TEST(when the close is canceled half way the rest is dropped) {
  auto w = ready();
  w.hold(10);
  const auto close = w.send(a_signal(Side::Sell, 20, 4));
  w.fill(close, 4);
  w.end(close, OrderEventKind::Canceled, OrderState::Canceled);
  CAF_CHECK(w.sent().empty());
  CAF_CHECK(w.desk.waiting().empty());
  CAF_CHECK_EQUAL(w.facts<OrderClosed>().size(), 1u);
  CAF_CHECK(w.position() == shares(6));
}

CAF_TEST(a model cancels a crossing as one order) {
  auto w = ready();
  w.hold(10);
  const auto close = w.send(a_limit_signal(Side::Sell, 20, dollars(101), 4));
  w.answer(close, AnswerKind::Taken, described(close, "x", OrderState::New));
  auto cancel = a_signal(Side::Sell, 20, 4);
  cancel.action = SignalAction::Cancel;
  CAF_CHECK(std::holds_alternative<CancelRequest>(w.desk.on_signal(cancel, w.at)));
  CAF_CHECK(w.desk.waiting().empty());
}

CAF_TEST(a model cancels an order that only waits) {
  auto w = ready();
  w.hold(5);
  const auto first = w.send(a_signal(Side::Sell, 5));
  CAF_CHECK(
    std::holds_alternative<std::monostate>(w.desk.on_signal(a_signal(Side::Sell, 5, 9), w.at)));
  auto cancel = a_signal(Side::Sell, 5, 9);
  cancel.action = SignalAction::Cancel;
  CAF_CHECK(std::holds_alternative<std::monostate>(w.desk.on_signal(cancel, w.at)));
  w.fill(first);
  CAF_CHECK(w.sent().empty());
  const auto closed = w.facts<OrderClosed>();
  CAF_REQUIRE_EQUAL(closed.size(), 1u);
  CAF_CHECK(closed[0].reference == 9u && closed[0].state == OrderState::Canceled);
}

CAF_TEST(a replacement may cross too) {
  auto w = ready();
  w.hold(10);
  const auto first = w.send(a_limit_signal(Side::Sell, 10, dollars(101), 4));
  w.answer(first, AnswerKind::Taken, described(first, "x", OrderState::New));
  auto change = a_limit_signal(Side::Sell, 15, dollars(102), 4);
  change.action = SignalAction::Replace;
  const auto verdict = w.desk.on_signal(change, w.at);
  CAF_REQUIRE(std::holds_alternative<ReplaceRequest>(verdict));
  const auto successor = std::get<ReplaceRequest>(verdict).order.order();
  CAF_CHECK(successor.quantity == shares(10));
  CAF_REQUIRE_EQUAL(w.desk.waiting().size(), 1u);
  CAF_CHECK(w.desk.waiting().all()[0].order.quantity == shares(5));
  // Smaller again before anything happened: nothing is left to open.
  w.answer(successor, AnswerKind::Taken, described(successor, "y", OrderState::New));
  change.quantity = shares(8);
  CAF_CHECK(std::holds_alternative<ReplaceRequest>(w.desk.on_signal(change, w.at)));
  CAF_CHECK(w.desk.waiting().empty());
}

CAF_TEST(an order and its successor on the way stand for the same shares) {
  auto w = ready();
  w.hold(10);
  const auto first = w.send(a_limit_signal(Side::Sell, 6, dollars(101), 4));
  w.answer(first, AnswerKind::Taken, described(first, "x", OrderState::New));
  auto change = a_limit_signal(Side::Sell, 6, dollars(102), 4);
  change.action = SignalAction::Replace;
  CAF_CHECK(std::holds_alternative<ReplaceRequest>(w.desk.on_signal(change, w.at)));
  CAF_CHECK(w.send(a_signal(Side::Sell, 4)).quantity == shares(4));
}

CAF_TEST(a refused replacement leaves the rest behind the order that stands) {
  auto w = ready();
  w.hold(10);
  const auto first = w.send(a_limit_signal(Side::Sell, 10, dollars(101), 4));
  w.answer(first, AnswerKind::Taken, described(first, "x", OrderState::New));
  auto change = a_limit_signal(Side::Sell, 15, dollars(102), 4);
  change.action = SignalAction::Replace;
  const auto verdict = w.desk.on_signal(change, w.at);
  const auto successor = std::get<ReplaceRequest>(verdict).order.order();
  w.desk.on_submitted(successor.client_order_id, true, w.at, w.out);
  w.answer(successor, AnswerKind::Refused);
  CAF_REQUIRE_EQUAL(w.desk.waiting().size(), 1u);
  CAF_CHECK(w.desk.waiting().all()[0].after == first.client_order_id);
}

CAF_TEST(shares held for resting orders are named in our own words) {
  auto w = ready();
  w.hold(10);
  w.send(a_limit_signal(Side::Sell, 10, dollars(105), 1));
  const auto verdict = w.desk.on_signal(a_signal(Side::Sell, 5), w.at);
  const auto* refused = std::get_if<OrderRefused>(&verdict);
  CAF_REQUIRE(refused != nullptr);
  CAF_CHECK(refused->refusal == Refusal::PositionCrossing);
  CAF_CHECK_EQUAL(
    refused->sentence,
    "execution refused SPY sell 5: the account holds 10, and its working orders stand "
    "for that or would meet this one");
}

CAF_TEST(a part of a share is not sold short but what is held in parts is closed) {
  auto w = ready();
  auto half = a_signal(Side::Buy, 0);
  half.quantity = Quantity{2'500'000'000};
  const auto bought = w.send(half);
  auto filled = described(bought, "b", OrderState::Filled);
  filled.filled = half.quantity;
  filled.average_price = dollars(100);
  auto event = an_event(OrderEventKind::Fill, filled);
  event.execution = Execution{"e", dollars(100), half.quantity, {}};
  w.event(event);
  auto crossing = a_signal(Side::Sell, 5, 4);
  const auto close = w.send(crossing);
  CAF_CHECK(close.quantity == half.quantity);
  filled = described(close, "c", OrderState::Filled);
  filled.filled = half.quantity;
  filled.average_price = dollars(100);
  event = an_event(OrderEventKind::Fill, filled);
  event.execution = Execution{"f", dollars(100), half.quantity, {}};
  w.event(event);
  CAF_CHECK(w.sent().empty());
  const auto refused = w.facts<OrderRefused>();
  CAF_REQUIRE_EQUAL(refused.size(), 1u);
  CAF_CHECK(refused[0].refusal == Refusal::ShortSale);
  CAF_CHECK(refused[0].quantity == half.quantity);
  CAF_CHECK_EQUAL(refused[0].sentence,
                  "execution refused SPY sell 2.5: selling 2.5 short: a part of a share cannot be "
                  "sold short");
}

CAF_TEST(an account that may not short closes and goes no further) {
  auto w = ready();
  w.wait(31s);
  auto books = holding(0);
  books.shorting_enabled = false;
  w.books(books);
  CAF_CHECK(w.refusal_of(a_signal(Side::Sell, 5)) == Refusal::ShortSale);
  w.hold(10);
  const auto close = w.send(a_signal(Side::Sell, 20));
  CAF_CHECK(close.quantity == shares(10));
  w.fill(close);
  CAF_CHECK(w.sent().empty());
  CAF_CHECK(w.facts<OrderRefused>().at(0).refusal == Refusal::ShortSale);
}

CAF_TEST(a halt drops what waits and tells its model once it cannot hear of a fill) {
  auto w = ready();
  w.hold(10);
  const auto close = w.send(a_signal(Side::Sell, 20));
  w.desk.halt("test", w.at, w.out);
  w.fill(close);
  CAF_CHECK(w.sent().empty());
  const auto refused = w.facts<OrderRefused>();
  CAF_REQUIRE_EQUAL(refused.size(), 1u);
  CAF_CHECK(refused[0].refusal == Refusal::Halted);
}

CAF_TEST(a crossing outlives the order stream and opens after the books are reconciled) {
  auto w = ready();
  w.hold(10);
  const auto close = w.send(a_signal(Side::Sell, 20));
  w.answer(close, AnswerKind::Taken, described(close, "x", OrderState::New));
  w.stream(false);
  w.stream(true);
  auto books = holding(0);
  auto done = described(close, "x", OrderState::Filled, 10);
  books.closed_orders.push_back(done);
  w.books(books);
  const auto opened = w.sent();
  CAF_REQUIRE_EQUAL(opened.size(), 1u);
  CAF_CHECK(opened[0].quantity == shares(10));
}

CAF_TEST(a crash after any record of a crossing doubles nothing and tells what is lost) {
  auto before = ready();
  before.hold(10);
  const auto close = before.send(a_signal(Side::Sell, 20, 4));
  before.fill(close);
  before.fill(before.sent().at(0));
  const auto whole = before.journal;
  CAF_REQUIRE(before.position() == shares(-10));
  bool told = false;
  for (std::size_t kept = 1; kept <= whole.records.size(); ++kept) {
    auto past = whole;
    past.records.resize(kept);
    CrossingWorld w{{}, past};
    CAF_REQUIRE(w.desk.waiting().empty());
    CAF_REQUIRE(w.desk.journal_failed() == false);
    const auto news = w.desk.news_for("modulo");
    told = told || !news.empty();
    for (const auto& refused : news) {
      CAF_REQUIRE(refused.quantity == shares(10) && refused.reference == 4u);
      // What was closed stays closed, and nothing else is under way.
      CAF_REQUIRE(w.position() == Quantity{});
    }
    CAF_REQUIRE(w.desk.news_for("modulo").empty());
    // A second crash on the way up tells no less and adds nothing.
    CrossingWorld again{{}, w.journal};
    CAF_REQUIRE(again.position() == w.position());
    w.stream(true);
    CAF_REQUIRE(w.out.orders.empty());
  }
  CAF_CHECK(told);
}

CAF_TEST(an instance hears of what waits as of what works) {
  auto w = ready();
  w.hold(10);
  w.send(a_limit_signal(Side::Sell, 20, dollars(101), 4));
  const auto standing = w.desk.standing("modulo");
  CAF_REQUIRE_EQUAL(standing.orders.size(), 1u);
  CAF_CHECK(standing.orders[0].leaves == shares(20));
  CAF_CHECK_EQUAL(w.desk.orders().orders.size(), 3u);
}

CAF_TEST(an instance without numbers of its own hears of a crossing as of one order) {
  auto w = ready();
  w.hold(10);
  w.send(a_signal(Side::Sell, 20));
  const auto standing = w.desk.standing("modulo");
  CAF_REQUIRE_EQUAL(standing.orders.size(), 1u);
  CAF_CHECK(standing.orders[0].leaves == shares(20));
  CAF_CHECK(
    std::holds_alternative<std::monostate>(w.desk.on_signal(a_signal(Side::Sell, 1), w.at)));
  CAF_CHECK_EQUAL(w.desk.standing("modulo").orders.size(), 2u);
}

CAF_TEST(a random walk of two models never crosses zero at the broker and ends as asked) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    auto w = ready();
    std::uint64_t state = seed;
    const auto next = [&state](std::uint64_t most) {
      state = state * 6364136223846793005ull + 1442695040888963407ull;
      return (state >> 33) % most;
    };
    std::vector<Order> open;
    Quantity asked;
    const auto collect = [&] {
      for (const auto& order : w.sent()) open.push_back(order);
    };
    const auto fill_one = [&] {
      const auto order = open.front();
      open.erase(open.begin());
      const auto held = w.position();
      w.fill(order);
      const bool crossed = (held > Quantity{} && w.position() < Quantity{}) ||
                           (held < Quantity{} && w.position() > Quantity{});
      CAF_REQUIRE(!crossed);
      collect();
    };
    for (int step = 0; step < 200; ++step) {
      if (next(3) == 0 && !open.empty()) {
        fill_one();
        continue;
      }
      const auto side = next(2) == 0 ? Side::Buy : Side::Sell;
      const auto size = static_cast<std::int64_t>(1 + next(12));
      const auto verdict =
        w.desk.on_signal(of(next(2) == 0 ? "a" : "b", a_signal(side, size)), w.at);
      CAF_REQUIRE(!std::holds_alternative<OrderRefused>(verdict));
      asked += signed_quantity(side, shares(size));
      if (const auto* approved = std::get_if<ApprovedOrder>(&verdict)) {
        w.desk.on_submitted(approved->order().client_order_id, true, w.at, w.out);
        open.push_back(approved->order());
      }
    }
    while (!open.empty()) fill_one();
    CAF_REQUIRE(w.desk.waiting().empty());
    CAF_REQUIRE(w.position() == asked);
  }
}

} // namespace desk_crossing_test
