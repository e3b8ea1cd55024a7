#define CAF_SUITE desk_recovery
#include "tests/test.hpp"

#include "adapters/storage/journal_reader.hpp"
#include "tests/actors/execution/desk_fixture.hpp"

namespace desk_recovery_test {

using namespace hft;

namespace {

BrokerBooks books_with(std::vector<BrokerOrder> open, std::vector<BrokerOrder> closed,
                       std::int64_t position) {
  BrokerBooks books;
  books.open_orders = std::move(open);
  books.closed_orders = std::move(closed);
  if (position) books.positions.push_back({"SPY", shares(position), dollars(100), dollars(100)});
  return books;
}

// The process dies after `first` did what it did; what it wrote is all that is left.
DeskWorld after_crash(const DeskWorld& first) {
  return DeskWorld{{}, first.journal};
}

} // namespace

CAF_TEST(an order that arrived before the crash is found and filled once) {
  DeskWorld first;
  first.become_ready();
  const auto order = first.send(a_signal());
  auto second = DeskWorld{{}, first.journal};
  CAF_CHECK_EQUAL(second.desk.ledger().unknown(), 1u);
  second.stream(true);
  auto books = books_with({}, {described(order, "b", OrderState::Filled, 5)}, 5);
  books.fills.push_back(
    {{"act", dollars(100), shares(5), {}}, "b", {}, "SPY", Side::Buy, mid_session, shares(5)});
  second.books(books);
  CAF_CHECK(second.desk.ready());
  CAF_CHECK_EQUAL(second.facts<Fill>().size(), 1u);
  CAF_CHECK(second.facts<Fill>()[0].model == ModelId{"modulo"});
  CAF_CHECK(second.desk.book().position("modulo", "SPY") == shares(5));

  auto third = DeskWorld{{}, second.journal}; // and dies again
  CAF_CHECK(third.desk.book().position("modulo", "SPY") == shares(5));
  third.stream(true);
  third.books(books);
  CAF_CHECK(third.desk.ready());
  CAF_CHECK(third.facts<Fill>().empty());
}

CAF_TEST(an order that never arrived is looked up twice and ended and never sent again) {
  DeskWorld first;
  first.become_ready();
  const auto order = first.send(a_signal());
  auto second = DeskWorld{{}, first.journal};
  second.stream(true);
  second.books({});
  CAF_CHECK(!second.desk.ready());
  second.wait(Duration{1});
  CAF_REQUIRE_EQUAL(second.out.look_ups.size(), 1u);
  second.desk.on_lookup({order.client_order_id, std::optional<BrokerOrder>{}}, second.at,
                        second.out);
  second.wait(std::chrono::seconds{1});
  CAF_CHECK_EQUAL(second.out.look_ups.size(), 1u); // the pause is not over
  second.wait(std::chrono::seconds{1});
  CAF_REQUIRE_EQUAL(second.out.look_ups.size(), 2u);
  second.desk.on_lookup({order.client_order_id, std::optional<BrokerOrder>{}}, second.at,
                        second.out);
  CAF_CHECK(second.facts<OrderClosed>().at(0).state == OrderState::Rejected);
  second.books({});
  CAF_CHECK(second.desk.ready());
  CAF_CHECK_EQUAL(second.send(a_signal()).client_order_id.str(), "20260302-modulo-2");
}

CAF_TEST(an unclear answer is asked about and an order found by its id goes on) {
  DeskWorld w;
  w.become_ready();
  const auto order = w.send(a_signal());
  w.answer(order, AnswerKind::Unclear);
  CAF_CHECK(w.desk.status().orders_unknown == 1u);
  w.wait(Duration{1});
  CAF_REQUIRE_EQUAL(w.out.look_ups.size(), 1u);
  w.desk.on_lookup(
    {order.client_order_id, std::optional{described(order, "b", OrderState::Filled, 5)}}, w.at,
    w.out);
  CAF_CHECK(w.desk.status().orders_unknown == 0u);
  CAF_CHECK(w.desk.book().position("modulo", "SPY") == shares(5));
}

CAF_TEST(a halt survives the crash until somebody resumes) {
  DeskWorld first;
  first.become_ready();
  first.desk.halt("enough", first.at, first.out);
  auto second = after_crash(first);
  second.become_ready();
  CAF_CHECK(second.refusal_of(a_signal()) == Refusal::Halted);
  CAF_CHECK(second.desk.status().halt_reason == "enough");
  CAF_CHECK(second.desk.resume(second.at, second.out).has_value());
  auto third = DeskWorld{{}, second.journal};
  third.become_ready();
  CAF_CHECK(!third.refusal_of(a_signal()));
}

CAF_TEST(what the account held before the first record belongs to nobody) {
  DeskWorld w;
  w.stream(true);
  auto old = described(w.send({}), "old", OrderState::PartiallyFilled, 2);
  old.client_order_id = "20260302-modulo-41";
  old.symbol = "SPY";
  old.quantity = shares(5);
  w.books(books_with({old}, {}, 7));
  CAF_CHECK(w.desk.ready());
  CAF_CHECK(w.desk.book().position(ModelId{}, "SPY") == shares(7));
  CAF_CHECK_EQUAL(w.send(a_signal()).client_order_id.str(), "20260302-modulo-42");

  auto second = DeskWorld{{}, w.journal};
  CAF_CHECK(second.desk.book().position(ModelId{}, "SPY") == shares(7));
  old.filled = shares(5);
  old.state = OrderState::Filled;
  old.updated = old.updated + Duration{1};
  second.stream(true);
  second.event(an_event(OrderEventKind::Fill, old, "x", 3));
  CAF_CHECK(second.desk.book().position(ModelId{}, "SPY") == shares(10));
}

CAF_TEST(another account begins with empty books but keeps counting ids) {
  DeskWorld first;
  first.become_ready();
  const auto order = first.send(a_signal());
  first.event(an_event(OrderEventKind::Fill, described(order, "b", OrderState::Filled, 5), "x", 5));
  DeskWorld second{{.account = "another", .risk = {}}, first.journal};
  CAF_CHECK(second.desk.book().account_position("SPY") == Quantity{});
  second.become_ready();
  CAF_CHECK(second.desk.ready());
  CAF_CHECK_EQUAL(second.send(a_signal()).client_order_id.str(), "20260302-modulo-2");
}

CAF_TEST(a fill missed while the stream was down is found by reconciling) {
  DeskWorld w;
  w.become_ready();
  const auto order = w.send(a_limit_signal(Side::Buy, 5, dollars(99), 4));
  w.answer(order, AnswerKind::Taken, described(order, "b", OrderState::New));
  w.stream(false);
  w.stream(true);
  w.books(books_with({}, {described(order, "b", OrderState::Filled, 5, dollars(99))}, 5));
  CAF_CHECK(w.desk.ready());
  CAF_CHECK(w.desk.book().position("modulo", "SPY") == shares(5));
}

CAF_TEST(an order the broker lists nowhere is asked about) {
  DeskWorld w;
  w.become_ready();
  const auto order = w.send(a_limit_signal(Side::Buy, 5, dollars(99), 4));
  w.answer(order, AnswerKind::Taken, described(order, "b", OrderState::New));
  w.wait(std::chrono::seconds{30});
  w.books({});
  w.wait(Duration{1});
  CAF_REQUIRE_EQUAL(w.out.look_ups.size(), 1u);
  CAF_CHECK(w.out.look_ups[0] == order.client_order_id);
}

CAF_TEST(a crash after every single record loses and doubles nothing) {
  DeskWorld whole;
  whole.become_ready();
  const auto order = whole.send(a_signal());
  whole.event(an_event(OrderEventKind::PartialFill,
                       described(order, "b", OrderState::PartiallyFilled, 2), "x", 2));
  whole.answer(order, AnswerKind::Taken, described(order, "b", OrderState::PendingNew));
  whole.event(an_event(OrderEventKind::Fill, described(order, "b", OrderState::Filled, 5), "y", 3));
  const auto truth = books_with({}, {described(order, "b", OrderState::Filled, 5)}, 5);
  std::size_t intents = 0;
  for (std::size_t kept = 0; kept <= whole.journal.records.size(); ++kept) {
    MemoryJournal past;
    past.records.assign(whole.journal.records.begin(),
                        whole.journal.records.begin() + static_cast<std::ptrdiff_t>(kept));
    if (past.count<journal::Intent>() == 0) continue; // nothing was sent then
    ++intents;
    DeskWorld again{{}, past};
    again.stream(true);
    again.books(truth);
    CAF_CHECK(again.desk.ready());
    CAF_CHECK(again.desk.book().position("modulo", "SPY") == shares(5));
  }
  CAF_CHECK(intents > 4);
}

CAF_TEST(what was realized on a date is told beside what the books hold after a restart too) {
  DeskWorld w;
  w.become_ready();
  const auto trade = [&](Side side, const char* id, Price price) {
    const auto order = w.send(a_signal(side));
    w.event(an_event(OrderEventKind::Fill, described(order, id, OrderState::Filled, 5, price), id,
                     5, price));
  };
  trade(Side::Buy, "b1", dollars(100));
  trade(Side::Sell, "b2", dollars(98));
  auto tomorrow = a_plan();
  tomorrow.date = tomorrow.date + 1;
  w.desk.on_session({SessionPhase::PreOpen, SessionPhase::Regular, tomorrow, {}, {}, 2}, w.at,
                    w.out);
  CAF_CHECK(w.desk.status().models.at(0).realized_today == Money{});
  trade(Side::Buy, "b3", dollars(100));
  trade(Side::Sell, "b4", dollars(101));

  auto journal = w.journal;
  Desk again{DeskConfig{}, journal};
  for (const auto& record : w.journal.records) again.replay(record);
  DeskOutput out;
  again.start(tomorrow.date, w.at, out);

  for (const auto* desk : {&w.desk, &again}) {
    const auto status = desk->status();
    CAF_CHECK(status.date == tomorrow.date);
    CAF_REQUIRE_EQUAL(status.models.size(), 1u);
    CAF_CHECK_EQUAL(to_cents(status.models[0].realized), "-5.00");
    CAF_CHECK_EQUAL(to_cents(status.models[0].realized_today), "5.00");
  }
}

namespace {

BrokerPosition held(const char* symbol, std::int64_t size, std::int64_t price = 100) {
  return {Symbol::truncated(symbol), shares(size), dollars(price), dollars(price)};
}

void fill(DeskWorld& w, const Order& order, const char* id) {
  const auto size = order.quantity.units / units_per_whole;
  w.event(an_event(OrderEventKind::Fill, described(order, id, OrderState::Filled, size), id, size));
}

std::vector<std::string> told(const DeskWorld& w, AnomalyKind kind) {
  std::vector<std::string> sentences;
  for (const auto& anomaly : w.facts<Anomaly>())
    if (anomaly.kind == kind) sentences.push_back(anomaly.sentence);
  return sentences;
}

AccountActivity activity(const char* id, ActivityKind kind, const char* symbol, Quantity quantity,
                         Money cash = {}) {
  AccountActivity made;
  made.id = id;
  made.kind = kind;
  made.symbol = Symbol::truncated(symbol);
  made.quantity = quantity;
  made.cash = cash;
  made.time = mid_session;
  return made;
}

void look(DeskWorld& w, const BrokerBooks& books) {
  w.out = {};
  w.wait(std::chrono::seconds{30});
  w.books(books);
}

} // namespace

CAF_TEST(what no model holds follows the broker and is told once) {
  DeskWorld w;
  w.stream(true);
  BrokerBooks books;
  books.positions = {held("NVDA", 10, 1190)};
  w.books(books);
  books.positions = {held("NVDA", 100, 119), held("SPY261218C00460000", 1, 3)};
  look(w, books);
  CAF_CHECK(w.desk.ready());
  CAF_CHECK(!w.desk.halted());
  CAF_CHECK_EQUAL(told(w, AnomalyKind::LeftAlone).size(), 2u);
  CAF_CHECK(w.desk.book().position(ModelId{}, "NVDA") == shares(100));
  books.positions = {held("NVDA", 90, 119)};
  look(w, books);
  CAF_CHECK(told(w, AnomalyKind::LeftAlone).empty());

  auto again = DeskWorld{{}, w.journal};
  CAF_CHECK(again.desk.book().position(ModelId{}, "NVDA") == shares(90));
  again.stream(true);
  again.books(books);
  CAF_CHECK(again.desk.ready());
  CAF_CHECK(!w.refusal_of(a_signal()));
}

CAF_TEST(what no model holds makes no profit by following the broker) {
  DeskWorld w;
  w.stream(true);
  BrokerBooks books;
  books.positions = {held("SPY", 10, 90)};
  w.books(books);
  const auto before = w.desk.book().account_profit(w.desk.marks());
  CAF_CHECK(before == exact_product(dollars(10), shares(10)));
  look(w, {});
  CAF_CHECK(w.desk.book().account_position("SPY") == Quantity{});
  CAF_CHECK(w.desk.book().account_profit(w.desk.marks()) == before);
}

CAF_TEST(an order of several legs leaves no position of no name) {
  DeskWorld w;
  w.become_ready();
  Order parent;
  parent.client_order_id = "parent";
  parent.quantity = shares(1);
  fill(w, parent, "p");
  CAF_CHECK(w.desk.book().symbols().empty());
  look(w, {});
  CAF_CHECK(w.desk.ready());
  CAF_CHECK(w.facts<Anomaly>().empty());
}

CAF_TEST(positions right after a fill are given time even when the model is flat again) {
  DeskWorld w;
  w.become_ready();
  fill(w, w.send(a_signal(Side::Buy)), "b1");
  fill(w, w.send(a_signal(Side::Sell)), "b2");
  BrokerBooks lagging;
  lagging.positions = {held("SPY", 5)};
  look(w, lagging);
  CAF_CHECK(w.refusal_of(a_signal()) == Refusal::NotReady);
  CAF_CHECK(w.desk.book().account_position("SPY") == Quantity{});
  look(w, {});
  CAF_CHECK(!w.refusal_of(a_signal()));
}

CAF_TEST(a split of what a model holds is booked and told and traded on) {
  DeskWorld w;
  w.become_ready();
  fill(w, w.send(a_signal()), "b1");
  const auto resting = w.send(a_limit_signal(Side::Sell, 5, dollars(105)));
  w.answer(resting, AnswerKind::Taken, described(resting, "b2", OrderState::New));
  w.desk.on_market(a_tape(dollars(104)));
  const auto profit = w.desk.book().account_profit(w.desk.marks());
  BrokerBooks books;
  books.positions = {held("SPY", 50, 10)};
  books.activities = {activity("s", ActivityKind::Split, "SPY", shares(45))};
  auto adjusted = described(resting, "b2", OrderState::New);
  adjusted.quantity = shares(50);
  adjusted.limit_price = cents(1050);
  books.open_orders = {adjusted};
  look(w, books);
  CAF_CHECK(w.desk.ready() && !w.desk.halted());
  CAF_CHECK(w.desk.book().position("modulo", "SPY") == shares(50));
  CAF_CHECK(w.desk.book().account_profit(w.desk.marks()) == profit);
  CAF_CHECK(w.desk.marks().find("SPY")->last == cents(1040));
  CAF_CHECK(w.desk.ledger().find(resting.client_order_id)->leaves() == shares(50));
  CAF_CHECK_EQUAL(told(w, AnomalyKind::Moved).size(), 1u);

  auto again = DeskWorld{{}, w.journal};
  CAF_CHECK(again.desk.book().position("modulo", "SPY") == shares(50));
  const auto owed = again.desk.take_corporate_actions("modulo", again.at);
  CAF_REQUIRE_EQUAL(owed.size(), 1u);
  CAF_CHECK(owed[0].before == shares(5) && owed[0].after == shares(50));
  CAF_CHECK(owed[0].time == again.at.time); // what its model decides is decided now
  CAF_CHECK(again.desk.take_corporate_actions("modulo", again.at).empty());
  again.stream(true);
  again.books(books);
  CAF_CHECK(again.desk.ready());
  CAF_CHECK(again.desk.book().position("modulo", "SPY") == shares(50));

  auto third = DeskWorld{{}, again.journal};
  CAF_CHECK(!third.desk.owes_corporate_actions());
  CAF_CHECK(!w.refusal_of(a_limit_signal(Side::Buy, 5, dollars(10), 2)));
}

CAF_TEST(a dividend of a day before the books began is none of theirs) {
  DeskWorld w;
  w.stream(true);
  BrokerBooks books;
  books.activities = {
    activity("d", ActivityKind::Dividend, "SPY", shares(5), Money{units_per_whole})};
  w.books(books); // there before us
  fill(w, w.send(a_signal()), "b1");
  books.positions = {held("SPY", 5)};
  auto old = activity("o", ActivityKind::Dividend, "SPY", shares(5), Money{units_per_whole});
  old.time = old.time - std::chrono::hours{48};
  books.activities.push_back(old);
  look(w, books);
  CAF_CHECK(w.desk.book().report(ModelId{"modulo"}, Marks{}).realized == Money{});
  books.activities.push_back(
    activity("new", ActivityKind::Dividend, "SPY", shares(5), Money{2 * units_per_whole}));
  look(w, books);
  look(w, books);
  CAF_CHECK_EQUAL(to_cents(w.desk.book().report(ModelId{"modulo"}, Marks{}).realized), "2.00");
}

CAF_TEST(another symbol for what a model holds is booked and traded on) {
  DeskWorld w;
  w.become_ready();
  fill(w, w.send(a_signal()), "b1");
  BrokerBooks books;
  books.positions = {held("SPYX", 5)};
  books.activities = {activity("o", ActivityKind::SymbolChange, "SPY", -shares(5)),
                      activity("n", ActivityKind::SymbolChange, "SPYX", shares(5))};
  look(w, books);
  CAF_CHECK(w.desk.ready());
  CAF_CHECK(w.desk.book().position("modulo", "SPYX") == shares(5));
  CAF_CHECK(w.desk.book().position("modulo", "SPY") == Quantity{});
  auto sale = a_signal(Side::Sell);
  sale.symbol = "SPYX";
  CAF_CHECK(!w.refusal_of(sale));
}

CAF_TEST(half of a split explains no position that lags) {
  DeskWorld w;
  w.become_ready();
  fill(w, w.send(a_signal()), "b1");
  BrokerBooks books;
  books.activities = {activity("b", ActivityKind::Split, "SPY", shares(50)),
                      activity("a", ActivityKind::Split, "SPY", -shares(5))};
  look(w, books); // the positions are those of before the fill
  CAF_CHECK(w.desk.book().position("modulo", "SPY") == shares(5));
  books.positions = {held("SPY", 50)};
  look(w, books);
  CAF_CHECK(w.desk.book().position("modulo", "SPY") == shares(50));
  CAF_CHECK(w.desk.ready());
}

CAF_TEST(another symbol for shares whose fill was missed is booked for their model) {
  DeskWorld w;
  w.become_ready();
  const auto order = w.send(a_signal());
  BrokerBooks books;
  books.closed_orders = {described(order, "b1", OrderState::Filled, 5)};
  books.positions = {held("SPYX", 5)};
  books.activities = {activity("o", ActivityKind::SymbolChange, "SPY", -shares(5)),
                      activity("n", ActivityKind::SymbolChange, "SPYX", shares(5))};
  w.stream(false);
  w.stream(true);
  w.books(books); // SPY was at zero when this was asked for, and is at zero in it
  CAF_CHECK(w.desk.book().position(ModelId{}, "SPYX") == Quantity{});
  w.out = {};
  w.wait(std::chrono::seconds{2});
  CAF_REQUIRE(w.out.fetch.has_value());
  w.books(books);
  CAF_CHECK(w.desk.book().position("modulo", "SPYX") == shares(5));
  CAF_CHECK(w.desk.book().position("modulo", "SPY") == Quantity{});
  CAF_CHECK(w.desk.ready());
}

CAF_TEST(another symbol that is told later than it is seen is waited for) {
  DeskWorld w;
  w.become_ready();
  fill(w, w.send(a_signal()), "b1");
  BrokerBooks books;
  books.positions = {held("SPYX", 5)};
  look(w, books);
  CAF_CHECK(w.desk.book().position(ModelId{}, "SPYX") == Quantity{});
  w.out = {};
  w.wait(std::chrono::seconds{2});
  CAF_REQUIRE(w.out.fetch.has_value());
  CAF_REQUIRE_EQUAL(w.out.fetch->unexplained.size(), 1u);
  CAF_CHECK_EQUAL(w.out.fetch->unexplained[0].str(), "SPY");
  auto announced = activity("announced::1", ActivityKind::SymbolChange, "SPY", {});
  announced.new_symbol = "SPYX";
  books.activities = {announced};
  w.books(books);
  CAF_CHECK(w.desk.book().position("modulo", "SPYX") == shares(5));
  CAF_CHECK(!w.desk.halted());
}

CAF_TEST(an item of somebody else that cannot be read is left out and told once) {
  DeskWorld w;
  w.stream(true);
  BrokerBooks books;
  books.unread = {{UnreadItem::Kind::Order, "x", "somebodys", "XYZ", "its side is unknown"},
                  {UnreadItem::Kind::Position, "", "", "XYZ", "its qty cannot be read"},
                  {UnreadItem::Kind::Activity, "a", "", "XYZ", "its qty cannot be read"}};
  w.books(books);
  CAF_CHECK(w.desk.ready());
  CAF_CHECK_EQUAL(told(w, AnomalyKind::LeftAlone).size(), 3u);
  look(w, books);
  CAF_CHECK(w.desk.ready());
  CAF_CHECK(told(w, AnomalyKind::LeftAlone).empty());
}

CAF_TEST(what is not ours is told a thousand times a date and no more) {
  DeskWorld w;
  w.become_ready();
  BrokerBooks books;
  for (int i = 0; i < 1500; ++i)
    books.unread.push_back(
      {UnreadItem::Kind::Order, "x" + std::to_string(i), "somebodys", "XYZ", "odd"});
  look(w, books);
  CAF_CHECK(w.desk.ready());
  CAF_CHECK_EQUAL(told(w, AnomalyKind::LeftAlone).size(), 1000u);
}

CAF_TEST(a first look that missed events is taken again before anything is sent) {
  DeskWorld w;
  w.stream(true);
  for (int i = 0; i < 10'001; ++i) {
    Order somebodys;
    somebodys.client_order_id = ClientOrderId::truncated("hand-" + std::to_string(i));
    somebodys.symbol = "XYZ";
    somebodys.quantity = shares(1);
    w.event(an_event(OrderEventKind::Canceled,
                     described(somebodys, std::to_string(i).c_str(), OrderState::Canceled)));
  }
  const auto first = w.out.fetch->number;
  w.books({});
  CAF_CHECK(!w.desk.ready());
  CAF_REQUIRE_EQUAL(w.out.fetch->number, first + 1);
  CAF_CHECK(w.refusal_of(a_signal()) == Refusal::NotReady);
  w.books({});
  CAF_CHECK(w.desk.ready());
}

CAF_TEST(an item of ours that cannot be read stops trading until it can) {
  DeskWorld w;
  w.become_ready();
  const auto order = w.send(a_signal());
  fill(w, order, "b1");
  BrokerBooks right;
  right.positions = {held("SPY", 5)};
  const UnreadItem by_our_id{UnreadItem::Kind::Order, "?", order.client_order_id.str(), "SPY",
                             "odd"};
  const UnreadItem by_our_scheme{UnreadItem::Kind::Order, "?", "20260302-modulo-77", "QQQ", "odd"};
  const UnreadItem by_its_id{UnreadItem::Kind::Fill, "b1", "", "SPY", "odd"};
  const UnreadItem position{UnreadItem::Kind::Position, "", "", "SPY", "odd"};
  const UnreadItem activity{UnreadItem::Kind::Activity, "a", "", "SPY", "odd"};
  for (const auto& item : {by_our_id, by_our_scheme, by_its_id, position, activity}) {
    auto odd = right;
    odd.unread = {item};
    look(w, odd);
    CAF_CHECK(!w.desk.ready());
    CAF_CHECK(w.out.changes.back().sentence.find("is ours: odd") != std::string::npos);
    look(w, right);
    CAF_CHECK(w.desk.ready());
  }
}

CAF_TEST(an event that cannot be read is looked for in the books unless it is somebody elses) {
  DeskWorld w;
  w.become_ready();
  w.out = {};
  w.desk.on_unread({UnreadItem::Kind::Event, "x", "somebodys", "XYZ", "odd"}, w.at, w.out);
  CAF_CHECK(w.desk.ready());
  CAF_CHECK(!w.out.fetch);
  CAF_CHECK_EQUAL(told(w, AnomalyKind::LeftAlone).size(), 1u);
  const auto order = w.send(a_signal());
  w.desk.on_unread({UnreadItem::Kind::Event, "b", order.client_order_id.str(), "SPY", "odd"}, w.at,
                   w.out);
  CAF_CHECK(!w.desk.ready());
  CAF_REQUIRE(w.out.fetch.has_value());
  w.books(books_with({}, {described(order, "b", OrderState::Filled, 5)}, 5));
  CAF_CHECK(w.desk.ready());
  w.desk.on_unread({UnreadItem::Kind::Event, "", "", "", "odd"}, w.at, w.out);
  CAF_CHECK(!w.desk.ready());
}

CAF_TEST(a journal of version 0 point 1 is still read) {
  MemoryJournal journal;
  Desk desk{DeskConfig{}, journal};
  const auto end =
    storage::read_journal(std::string{HFT_SOURCE_DIR} + "/tests/fixtures/journal-0.1",
                          [&](const JournalRecord& record) { desk.replay(record); });
  CAF_REQUIRE(end.has_value());
  CAF_CHECK_EQUAL(end->records, 41u);
  CAF_CHECK(end->torn.empty());
  CAF_CHECK(desk.book().position("modulo", "SPY") == shares(10));
  CAF_CHECK_EQUAL(desk.ledger().working(), 0u);
  CAF_CHECK(!desk.owes_corporate_actions());
}

} // namespace desk_recovery_test
