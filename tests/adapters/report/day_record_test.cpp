#define CAF_SUITE day_record
#include "adapters/report/day_record.hpp"
#include "tests/test.hpp"

namespace day_record_test {

using namespace hft;
using namespace hft::report;
using namespace std::chrono_literals;

namespace {

Fill a_fill(int second, std::int64_t price) {
  Fill fill;
  fill.model = "alpha";
  fill.symbol = "SPY";
  fill.quantity = shares(5);
  fill.price = dollars(price);
  fill.time = {second * 1'000'000'000LL};
  return fill;
}

StatusSnapshot a_status(int second, std::int64_t profit, std::uint64_t frames = 0) {
  StatusSnapshot status;
  status.session.now = {second * 1'000'000'000LL};
  status.feed.frames = frames;
  status.desk.ready = true;
  ModelStatus model;
  model.id = "alpha";
  model.book.id = model.id;
  model.book.realized = model.book.realized_today = Money{profit * units_per_whole};
  status.models = {model};
  status.desk.models = {model.book};
  return status;
}

SessionChanged phase(SessionPhase to, Date date) {
  SessionChanged changed;
  changed.to = to;
  changed.plan.date = date;
  return changed;
}

DayRecord with_equity(std::int64_t equity, bool fresh) {
  RunIdentity identity;
  identity.equity = Money{equity * units_per_whole};
  identity.fresh = fresh;
  return DayRecord{identity};
}

ModelNote a_remark(int second, const std::string& text) {
  ModelNote note;
  note.time = {second * 1'000'000'000LL};
  note.text = text;
  return note;
}

ModelNote a_point(int second, const std::string& line, double value) {
  ModelNote note;
  note.time = {second * 1'000'000'000LL};
  note.plot = line;
  note.value = value;
  return note;
}

} // namespace

CAF_TEST(facts are counted and the newest are kept) {
  DayRecord day;
  for (int i = 0; i < 10'000; ++i) day.apply({{}, a_fill(i, 100)});
  CAF_CHECK_EQUAL(day.newest(), 10'000u);
  CAF_CHECK_EQUAL(day.counts().fills, 10'000u);
  CAF_CHECK_EQUAL(day.facts_after(0).size(), DayRecord::most_facts);
  CAF_CHECK_EQUAL(day.fills().size(), DayRecord::most_fills);
  CAF_CHECK_EQUAL(day.symbol_fills().at("SPY").newest.size(), DayRecord::most_marked);
  CAF_CHECK_EQUAL(day.facts_after(9'998).front()->number, 9'999u);
  CAF_CHECK(day.facts_after(10'000).empty());
}

CAF_TEST(what is not kept any more is known to be lost) {
  DayRecord day;
  for (int i = 0; i < 5'000; ++i) day.apply({{}, a_fill(i, 100)});
  CAF_CHECK(day.lost_after(999));
  CAF_CHECK(!day.lost_after(1'000));
  CAF_CHECK(!day.lost_after(5'000));
  CAF_CHECK(day.lost_after(5'001)); // of a run that is over
}

CAF_TEST(another date is another day and its counts go on) {
  DayRecord day;
  day.apply({{}, phase(SessionPhase::PreOpen, make_date(2026, 3, 2))});
  day.apply({{}, a_fill(1, 100)});
  day.apply(a_status(1, 5), {});
  day.apply({{}, phase(SessionPhase::Closed, make_date(2026, 3, 3))}); // the next one, announced
  CAF_CHECK_EQUAL(day.fills().size(), 1u);
  day.apply({{}, phase(SessionPhase::PreOpen, make_date(2026, 3, 3))});
  CAF_CHECK(day.fills().empty());
  CAF_CHECK(day.profit().empty());
  CAF_CHECK(day.prices().empty());
  CAF_CHECK_EQUAL(day.counts().fills, 1u);
  CAF_CHECK_EQUAL(day.newest(), 4u);
}

CAF_TEST(equity follows the profit made since the start) {
  auto carried = with_equity(1000, false);
  carried.apply(a_status(1, 50), {});
  CAF_CHECK(to_cents(*carried.equity()) == "1000.00"); // what was earned before is in it
  carried.apply(a_status(2, 60), {});
  CAF_CHECK(to_cents(*carried.equity()) == "1010.00");
  auto fresh = with_equity(1000, true);
  fresh.apply(a_status(1, 50), {});
  CAF_CHECK(to_cents(*fresh.equity()) == "1050.00");
  CAF_CHECK(!DayRecord{}.equity());
}

CAF_TEST(drawdown is from the best of the day) {
  DayRecord day;
  for (const auto& [second, profit] : {std::pair{1, -5}, {2, 20}, {3, 8}})
    day.apply(a_status(second, profit), {});
  CAF_CHECK(to_cents(day.profit_now()) == "8.00");
  CAF_CHECK(to_cents(day.drawdown()) == "12.00");
}

CAF_TEST(a feed is silent since its frames stand still) {
  DayRecord day;
  const auto at = [](Duration time) { return MonotonicTime{} + time; };
  day.apply(a_status(1, 0, 10), at(1s));
  day.apply(a_status(2, 0, 10), at(2s));
  CAF_CHECK(day.frames_at() == at(1s));
  day.apply(a_status(3, 0, 11), at(3s));
  CAF_CHECK(day.frames_at() == at(3s));
}

CAF_TEST(the beginning of an order is remembered while it may work) {
  DayRecord day;
  const auto sent = [&](const char* id, std::int64_t second) {
    OrderSent order;
    order.order.client_order_id = ClientOrderId::truncated(id);
    day.apply({Timestamp{second * 1'000'000'000}, order});
  };
  sent("filled", 1);
  sent("closed", 2);
  sent("parted", 3);
  Fill fill;
  fill.client_order_id = "filled";
  day.apply({{}, fill});
  fill.client_order_id = "parted";
  fill.leaves = Quantity{1};
  day.apply({{}, fill});
  OrderClosed closed;
  closed.client_order_id = "closed";
  day.apply({{}, closed});

  CAF_CHECK(!day.sent("filled"));
  CAF_CHECK(!day.sent("closed"));
  CAF_CHECK(!day.sent("another"));
  CAF_CHECK(day.sent("parted") == Timestamp{3'000'000'000});
}

CAF_TEST(what an unready desk says of profit is not drawn) {
  DayRecord day;
  auto status = a_status(1, 7);
  status.desk.ready = false;
  day.apply(status, {});
  CAF_CHECK(day.profit().empty());
  CAF_CHECK(!day.equity());
}

CAF_TEST(each remark is a fact at its own time and points are none) {
  DayRecord day;
  day.apply({Timestamp{9}, ModelNotes{"alpha",
                                      {a_remark(1, "low"), a_point(1, "rsi", 28), a_remark(2, "up"),
                                       a_point(2, "rsi", 31)},
                                      0}});
  CAF_CHECK_EQUAL(day.newest(), 2u);
  CAF_REQUIRE_EQUAL(day.notes().size(), 2u);
  const auto& fact = day.notes().back()->fact;
  const auto& told = std::get<ModelNotes>(fact.what);
  CAF_CHECK_EQUAL(told.notes.front().text, "up");
  CAF_CHECK(told.id == ModelId{"alpha"});
  CAF_CHECK(fact.time == Timestamp{2'000'000'000});
  CAF_CHECK_EQUAL(day.plots().at("rsi").at("alpha").newest().value_or(0), 31.0);
}

CAF_TEST(of remarks the newest are kept and of lines the first) {
  DayRecord day;
  for (int i = 0; i < 1'000; ++i)
    day.apply({{},
               ModelNotes{"alpha",
                          {a_remark(i, "remark " + std::to_string(i)),
                           a_point(i, "line " + std::to_string(i), 1), a_point(i, "one", i)},
                          0}});
  CAF_CHECK_EQUAL(day.notes().size(), DayRecord::most_notes);
  CAF_CHECK_EQUAL(std::get<ModelNotes>(day.notes().back()->fact.what).notes.front().text,
                  "remark 999");
  CAF_CHECK_EQUAL(day.plots().size(), DayRecord::most_plots);
  CAF_CHECK(day.plots_left_out());
  CAF_CHECK_EQUAL(day.plots().at("one").at("alpha").newest().value_or(0), 999.0);
  CAF_CHECK_EQUAL(day.facts_after(0).size(), 1'000u); // points push no fill out
}

CAF_TEST(lines of one name are told apart by their models and counted one by one) {
  DayRecord day;
  for (int i = 0; i < 100; ++i) {
    const auto id = ModelId::truncated("m" + std::to_string(i));
    day.apply({{}, ModelNotes{id, {a_point(1, "rsi", i)}, 0}});
  }
  CAF_CHECK_EQUAL(day.plots().at("rsi").size(), DayRecord::most_plots);
  CAF_CHECK_EQUAL(day.plots().at("rsi").at("m7").newest().value_or(0), 7.0);
  CAF_CHECK(day.plots_left_out());
}

CAF_TEST(what is noted beyond the limit is counted by the day) {
  DayRecord day;
  day.apply({{}, phase(SessionPhase::PreOpen, make_date(2026, 3, 2))});
  day.apply({{}, ModelNotes{"alpha", {a_remark(1, "one")}, 3}});
  day.apply({{}, ModelNotes{"alpha", {a_point(2, "rsi", 1)}, 5}});
  day.apply({{}, ModelNotes{"beta", {}, 2}});
  CAF_CHECK_EQUAL(day.notes_dropped(), 7u);
  day.apply({{}, phase(SessionPhase::PreOpen, make_date(2026, 3, 3))});
  CAF_CHECK_EQUAL(day.notes_dropped(), 0u);
  CAF_CHECK(day.notes().empty());
  CAF_CHECK(day.plots().empty());
  CAF_CHECK(!day.plots_left_out());
}

} // namespace day_record_test
