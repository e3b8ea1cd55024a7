#define CAF_SUITE account_books
#include "tests/test.hpp"

#include "actors/execution/account_books.hpp"
#include "tests/actors/execution/desk_fixture.hpp"

#include <chrono>

namespace account_books_test {

using namespace hft;

namespace {

struct BooksWorld {
  Order an_order(const char* id = "20260302-modulo-1") {
    Order order;
    order.model = "modulo";
    order.client_order_id = ClientOrderId::truncated(id);
    order.symbol = "SPY";
    order.quantity = shares(5);
    return order;
  }
  Fill a_fill(Quantity quantity) {
    Fill fill;
    fill.model = "modulo";
    fill.client_order_id = "20260302-modulo-1";
    fill.symbol = "SPY";
    fill.side = Side::Buy;
    fill.quantity = quantity;
    fill.price = dollars(100);
    return fill;
  }
  MemoryJournal journal;
  AccountBooks books{journal, std::chrono::minutes{1}};
  DeskTime at{{1'000'000'000'000}, mid_session};
  DeskOutput out;
};

} // namespace

CAF_TEST(an intent is journaled before the ledger has it) {
  BooksWorld w;
  CAF_CHECK(w.books.intend(w.an_order(), {}, w.at));
  CAF_CHECK_EQUAL(w.journal.count<journal::Intent>(), 1u);
  CAF_CHECK(w.books.ledger.find(ClientOrderId{"20260302-modulo-1"}) != nullptr);
  CAF_CHECK_EQUAL(w.books.our_working(), 1u);
}

CAF_TEST(what cannot be journaled is not intended and halts and is told once) {
  BooksWorld w;
  w.journal.broken = true;
  CAF_CHECK(!w.books.intend(w.an_order(), {}, w.at));
  CAF_CHECK_EQUAL(w.books.our_working(), 0u);
  CAF_CHECK(w.books.state.phase() == TradingPhase::JournalFailed);
  w.books.check_journal(w.out);
  w.books.check_journal(w.out);
  CAF_REQUIRE_EQUAL(w.out.changes.size(), 1u);
  CAF_CHECK(w.out.changes[0].journal_failed);
  w.journal.broken = false;
  CAF_CHECK(!w.books.write(w.at, journal::Noted{"too late"})); // nothing after a gap
}

CAF_TEST(ids are of the date and step over those that the ledger knows) {
  BooksWorld w;
  w.books.set_date(make_date(2026, 3, 2));
  w.books.ledger.intend(w.an_order(), {});
  CAF_CHECK_EQUAL(w.books.next_id("modulo").str(), "20260302-modulo-2");
  w.books.begin_date(make_date(2026, 3, 3), {});
  CAF_CHECK_EQUAL(w.books.next_id("modulo").str(), "20260303-modulo-2");
}

CAF_TEST(a fill reaches positions and counts and model and counts what waits behind it) {
  BooksWorld w;
  auto behind = w.an_order("20260302-modulo-2");
  behind.quantity = shares(3);
  w.books.waiting.add({behind, "20260302-modulo-1"});
  w.books.apply({w.a_fill(shares(5))}, w.at, &w.out);
  CAF_CHECK(w.books.positions.position("modulo", "SPY") == shares(5));
  CAF_CHECK_EQUAL(w.books.counts.models().at("modulo").fills, 1u);
  CAF_REQUIRE_EQUAL(w.out.facts.size(), 1u);
  const auto& told = std::get<Fill>(w.out.facts[0]);
  CAF_CHECK(told.leaves == shares(3));
  CAF_CHECK(told.model_position == shares(5));
}

CAF_TEST(a replay changes the books and tells nobody) {
  BooksWorld w;
  w.books.apply({w.a_fill(shares(5)), Anomaly{AnomalyKind::LateFill, {}, "late"}}, w.at, nullptr);
  CAF_CHECK(w.books.positions.position("modulo", "SPY") == shares(5));
  CAF_CHECK(w.journal.records.empty());
}

CAF_TEST(a fill that does not fit the books halts trading and stays out) {
  BooksWorld w;
  w.books.apply({w.a_fill(largest_position), w.a_fill(shares(5))}, w.at, &w.out);
  CAF_CHECK(w.books.state.halted());
  CAF_CHECK(w.books.positions.position("modulo", "SPY") == largest_position);
}

CAF_TEST(news of others are told a thousand times a date at most and each once) {
  BooksWorld w;
  CAF_CHECK(w.books.is_first_told("one"));
  CAF_CHECK(!w.books.is_first_told("one"));
  for (int i = 1; i < 1000; ++i) CAF_CHECK(w.books.is_first_told(std::to_string(i)));
  CAF_CHECK(!w.books.is_first_told("one too many"));
  w.books.begin_date(make_date(2026, 3, 3), {});
  CAF_CHECK(w.books.is_first_told("one"));
}

CAF_TEST(another account has empty books and goes on counting ids) {
  BooksWorld w;
  w.books.set_date(make_date(2026, 3, 2));
  w.books.intend(w.an_order(), {}, w.at);
  w.books.apply({w.a_fill(shares(5))}, w.at, nullptr);
  w.books.forget();
  CAF_CHECK_EQUAL(w.books.our_working(), 0u);
  CAF_CHECK(w.books.positions.position("modulo", "SPY") == Quantity{});
  CAF_CHECK_EQUAL(w.books.next_id("modulo").str(), "20260302-modulo-2");
}

} // namespace account_books_test
