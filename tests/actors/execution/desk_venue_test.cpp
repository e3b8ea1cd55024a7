#define CAF_SUITE desk_venue
#include "tests/test.hpp"

#include "app/research/backtest_words.hpp"
#include "tests/actors/execution/desk_fixture.hpp"
#include "tests/adapters/simulated/exchange/fixture.hpp"

#include <deque>
#include <memory>
#include <random>

namespace desk_venue_test {

// Groups, stops and trailing stops of two models, played by the desk against the simulated venue
// while what the venue tells is lost, doubled and late, and the process dies now and then.

using namespace hft;
using namespace std::chrono_literals;
using simulated::TestVenue;

namespace {

struct Play {
  std::mt19937_64 random;
  TestVenue venue;
  std::unique_ptr<MemoryJournal> journal = std::make_unique<MemoryJournal>();
  std::unique_ptr<Desk> desk;
  DeskTime at;
  std::deque<OrderEvent> late;
  std::int64_t cents_now = 45001;
  std::uint32_t reference = 0;
  bool noisy = true;
  int sent = 0;
  int exits_filled = 0;

  explicit Play(std::uint64_t seed) : random(seed), venue(config(seed)) {
    at = {{1'000'000'000'000}, venue.exchange.now()};
    start();
  }

  static simulated::ExchangeConfig config(std::uint64_t seed) {
    auto made = TestVenue::strict();
    made.seed = seed;
    made.partial_fill_probability = 0.3;
    return made;
  }
  static DeskConfig limits() {
    DeskConfig config;
    config.risk.signal_age = {};
    config.risk.errors_a_minute = 1'000'000;
    config.poll_interval = 5s;
    return config;
  }

  std::uint64_t draw(std::uint64_t below) { return random() % below; }
  bool happens(unsigned percent) { return noisy && draw(100) < percent; }

  // A process begins: on the journal, with the books, listening from here on.
  void start() {
    desk = std::make_unique<Desk>(limits(), *journal);
    const auto past = journal->records;
    for (const auto& record : past) desk->replay(record);
    DeskOutput out;
    desk->start(a_plan().date, at, out);
    desk->on_session({SessionPhase::PreOpen, SessionPhase::Regular, a_plan(), {}, {}, 1}, at, out);
    venue.exchange.take_updates();
    late.clear();
    desk->on_stream({true, false, {}}, at, out);
    carry(out);
    show_price();
  }

  void show_price() {
    venue.quote(cents_now - 1, cents_now + 1);
    venue.trade(cents_now);
    MarketBatch batch = a_tape(cents(cents_now));
    std::get<Trade>(batch.events[0]).time = at.time;
    desk->on_market(batch);
  }

  void pass(Duration time) {
    at = {at.now + time, at.time + time};
    venue.exchange.advance(at.time);
    cents_now += static_cast<std::int64_t>(draw(41)) - 20;
    show_price();
    hear();
    DeskOutput out;
    desk->on_pulse(at, out);
    carry(out);
  }

  // Some of what the venue tells is lost, told twice, or comes late.
  void hear() {
    for (const auto& update : venue.exchange.take_updates()) {
      const auto event = research::order_event_of(update);
      if (happens(15)) continue;
      if (happens(15)) late.push_back(event);
      if (happens(15))
        late.push_back(event);
      else
        tell(event);
    }
    while (!late.empty() && !happens(60)) {
      tell(late.front());
      late.pop_front();
    }
  }

  void tell(const OrderEvent& event) {
    DeskOutput out;
    desk->on_event(event, at, out);
    carry(out);
  }

  void count(const DeskOutput& out) {
    for (const auto& fact : out.facts)
      if (const auto* fill = std::get_if<Fill>(&fact)) exits_filled += fill->leg != Leg::None;
  }

  void carry(const DeskOutput& out) {
    count(out);
    for (const auto& wish : out.cancels) cancel(wish);
    for (const auto& order : out.orders) submit(order.order());
    for (const auto& id : out.look_ups) look_up(id);
    if (out.fetch) fetch(*out.fetch);
  }

  void answer(OrderAnswered answered) {
    if (happens(15)) { // it never came
      answered.kind = AnswerKind::Unclear;
      answered.order.reset();
    }
    DeskOutput out;
    desk->on_answer(answered, at, out);
    carry(out);
  }

  static OrderAnswered answered(OrderRequest request, const ClientOrderId& id) {
    OrderAnswered made;
    made.request = request;
    made.client_order_id = id;
    return made;
  }

  void take(OrderAnswered made, const simulated::Answer<simulated::VenueOrder>& outcome) {
    if (outcome) {
      made.kind = AnswerKind::Taken;
      made.order = research::broker_order_of(*outcome);
    } else {
      research::refuse(made, "the order", outcome.error());
    }
    answer(std::move(made));
  }

  void submit(const Order& order) {
    ++sent;
    DeskOutput out;
    desk->on_submitted(order.client_order_id, true, at, out);
    carry(out);
    if (happens(3)) return start(); // the process died before the order left
    const auto outcome = venue.exchange.submit(TestVenue::key, research::place_request_of(order));
    if (happens(3)) return start(); // or after it
    take(answered(OrderRequest::Submit, order.client_order_id), outcome);
  }

  void replace(const ReplaceRequest& wish) {
    const auto& order = wish.order.order();
    DeskOutput out;
    desk->on_submitted(order.client_order_id, true, at, out);
    carry(out);
    take(
      answered(OrderRequest::Replace, order.client_order_id),
      venue.exchange.replace(TestVenue::key, wish.id.view(), research::replace_request_of(order)));
  }

  void cancel(const CancelRequest& wish) {
    auto made = answered(OrderRequest::Cancel, wish.client_order_id);
    const auto done = venue.exchange.cancel(TestVenue::key, wish.id.view());
    made.kind = done ? AnswerKind::Taken : AnswerKind::Refused;
    made.http_status = done ? 204 : 422;
    answer(std::move(made));
  }

  void look_up(const ClientOrderId& id) {
    OrderLookedUp found{id, std::optional<BrokerOrder>{}};
    if (const auto order = venue.exchange.order_by_client_id(TestVenue::key, id.view()))
      found.order = std::optional{research::broker_order_of(*order)};
    if (happens(20)) found.order = fail(ErrorKind::Unreachable, "no answer");
    DeskOutput out;
    desk->on_lookup(found, at, out);
    carry(out);
  }

  void fetch(const FetchRequest& wish) {
    BrokerBooks books;
    simulated::OrderQuery query;
    query.limit = 500;
    query.status = simulated::OrderQuery::Status::Open;
    const auto open = venue.exchange.orders(TestVenue::key, query).value();
    for (const auto& order : open) books.open_orders.push_back(flat(order));
    query.status = simulated::OrderQuery::Status::Closed;
    const auto closed = venue.exchange.orders(TestVenue::key, query).value();
    for (const auto& order : closed) books.closed_orders.push_back(flat(order));
    simulated::ActivityQuery fills;
    fills.ascending = true;
    fills.page_size = 100;
    for (;;) {
      const auto page = venue.exchange.activities(TestVenue::key, fills);
      for (const auto& fill : page) books.fills.push_back(research::broker_fill_of(fill));
      if (page.size() < 100) break;
      fills.page_token = page.back().activity_id;
    }
    for (const auto& held : venue.exchange.positions(TestVenue::key))
      books.positions.push_back(research::broker_position_of(held));
    DeskOutput out;
    desk->on_books({wish.number, books}, at, out);
    carry(out);
  }

  // As a list tells it: exits alone.
  static BrokerOrder flat(const simulated::VenueOrder& order) {
    auto made = research::broker_order_of(order);
    made.legs.clear();
    return made;
  }

  void decide(const Signal& signal) {
    const auto verdict = desk->on_signal(signal, at);
    if (const auto* order = std::get_if<ApprovedOrder>(&verdict)) submit(order->order());
    if (const auto* wish = std::get_if<ReplaceRequest>(&verdict)) replace(*wish);
    if (const auto* wish = std::get_if<CancelRequest>(&verdict)) cancel(*wish);
    DeskOutput out;
    desk->follow_up(at, out);
    carry(out);
  }

  Signal wish(const char* model, Side side, std::int64_t size) {
    Signal signal;
    signal.model = ModelId::truncated(model);
    signal.symbol = "SPY";
    signal.side = side;
    signal.quantity = shares(size);
    signal.caused_by = at.time;
    signal.reference = reference += 10;
    return signal;
  }

  void something() {
    const char* model = draw(2) ? "one" : "two";
    const auto side = draw(3) ? Side::Buy : Side::Sell;
    const auto sign = side == Side::Buy ? 1 : -1;
    auto signal = wish(model, side, static_cast<std::int64_t>(draw(9)) + 1);
    OrderTerms terms;
    const auto near = [&](std::int64_t away) { return cents(cents_now + away); };
    switch (draw(9)) {
      case 0: break; // at the market
      case 1:
        signal.type = OrderType::Limit;
        signal.limit_price = near(-sign * 15);
        break;
      case 2:
      case 3:
      case 4:
        terms.contingency = Contingency::Bracket;
        terms.take_profit = near(sign * 25);
        terms.stop_loss = near(-sign * 25);
        terms.take_profit_reference = signal.reference + 1;
        terms.stop_loss_reference = signal.reference + 2;
        if (draw(2)) signal.type = OrderType::Limit, signal.limit_price = near(-sign * 5);
        break;
      case 5:
        signal.type = OrderType::Limit; // of what the other side holds
        signal.limit_price = terms.take_profit = near(-sign * 20);
        terms.contingency = Contingency::Oco;
        terms.stop_loss = near(sign * 20);
        terms.stop_loss_reference = signal.reference + 2;
        break;
      case 6:
        signal.type = OrderType::TrailingStop;
        terms.trail = cents(30);
        break;
      case 7:
        signal.type = OrderType::Stop;
        terms.stop_price = near(sign * 20);
        break;
      default:
        signal.action = draw(2) ? SignalAction::Cancel : SignalAction::Close;
        signal.reference = static_cast<std::uint32_t>(draw(reference / 10 + 1)) * 10;
        if (signal.action == SignalAction::Close) signal.reference = 0;
        if (draw(4) == 0) {
          signal.action = SignalAction::Replace;
          signal.reference += 2; // of a stop-loss
          signal.quantity = {};
          signal.limit_price = near(-sign * 30);
        }
    }
    if (terms != OrderTerms{}) signal.terms = terms;
    decide(signal);
  }

  void end() {
    noisy = false;
    start();
    for (int i = 0; i < 60; ++i) {
      if (i == 5)
        for (const char* model : {"one", "two"}) {
          DeskOutput out;
          desk->cancel_orders_of(ModelId::truncated(model), at, out);
          carry(out);
        }
      pass(1s);
    }
  }

  Quantity at_the_venue() {
    const auto position = venue.exchange.position(TestVenue::key, "SPY");
    return position ? position->quantity : Quantity{};
  }
  std::size_t open_at_the_venue() { return venue.exchange.orders(TestVenue::key, {})->size(); }
};

} // namespace

CAF_TEST(whatever is lost or late no order of a group is lost or doubled) {
  int sent = 0;
  int exits = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Play play{seed};
    for (int step = 0; step < 60; ++step) {
      play.something();
      play.pass(Duration{1'000'000 * static_cast<std::int64_t>(play.draw(3'000) + 1)});
      if (play.happens(2)) play.start();
    }
    play.end();
    const auto& book = play.desk->book();
    CAF_MESSAGE("seed " << seed);
    CAF_CHECK(play.desk->ready());
    CAF_CHECK(book.account_position("SPY") == play.at_the_venue());
    CAF_CHECK(book.position({}, "SPY") == Quantity{}); // every share is a model's
    CAF_CHECK(book.adds_up());
    CAF_CHECK_EQUAL(play.desk->our_working(), 0u);
    CAF_CHECK_EQUAL(play.open_at_the_venue(), 0u);
    Desk again{Play::limits(), *play.journal};
    const auto records = play.journal->records;
    for (const auto& record : records) again.replay(record);
    CAF_CHECK(!again.replay_failure());
    for (const char* model : {"one", "two"})
      CAF_CHECK(again.book().position(ModelId::truncated(model), "SPY") ==
                book.position(ModelId::truncated(model), "SPY"));
    sent += play.sent;
    exits += play.exits_filled;
  }
  CAF_MESSAGE(sent << " orders were sent and exits filled " << exits << " times");
  CAF_CHECK(sent > 500);
  CAF_CHECK(exits > 50);
}

} // namespace desk_venue_test
