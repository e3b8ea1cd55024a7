#define CAF_SUITE position_reconciliation
#include "tests/test.hpp"

#include "actors/execution/position_reconciliation.hpp"

namespace position_reconciliation_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

DeskTime after(Duration duration) {
  return {MonotonicTime{} + duration, Timestamp{} + duration};
}

} // namespace

CAF_TEST(a position that moved while the broker was asked agrees at every value it had) {
  PositionBook book;
  book.apply("m", "SPY", Side::Buy, shares(5), dollars(100));
  PositionReconciliation positions;
  positions.ask(book);
  book.apply("m", "SPY", Side::Buy, shares(5), dollars(100));
  positions.on_position("SPY", book.account_position("SPY"));
  CAF_CHECK(positions.compare({{"SPY", shares(5), {}, {}}}, book).empty());
  CAF_CHECK(positions.compare({{"SPY", shares(10), {}, {}}}, book).empty());
  CAF_CHECK(positions.compare({{"SPY", shares(11), {}, {}}}, book).size() == 1u);
}

CAF_TEST(a difference is named with both sides of it) {
  PositionBook book;
  PositionReconciliation positions;
  positions.ask(book);
  const auto differences = positions.compare({{"QQQ", shares(1), {}, {}}}, book);
  CAF_REQUIRE_EQUAL(differences.size(), 1u);
  CAF_CHECK_EQUAL(sentence_of(differences[0]),
                  "position of QQQ is 0 in our book and 1 at the broker");
}

CAF_TEST(a pair of coins is the same with a slash and without) {
  PositionBook book;
  book.apply(ModelId{}, "BTC/USD", Side::Buy, shares(2), dollars(60'000));
  PositionReconciliation positions;
  positions.ask(book);
  CAF_CHECK(positions.compare({{"BTCUSD", shares(2), {}, {}}}, book).empty());
  const auto differences = positions.compare({{"BTCUSD", shares(1), {}, {}}}, book);
  CAF_REQUIRE_EQUAL(differences.size(), 1u);
  CAF_CHECK_EQUAL(differences[0].symbol.str(), "BTC/USD");
}

CAF_TEST(a difference is overdue after its time and not before some looks) {
  PositionReconciliation positions{1min, 3};
  const PositionDifference spy{"SPY", shares(5), {}, {}, {}};
  CAF_CHECK_EQUAL(positions.record({spy}, after(0s)).size(), 1u);
  CAF_CHECK(positions.difference("SPY") != nullptr);
  CAF_CHECK(positions.difference("QQQ") == nullptr);
  CAF_CHECK(positions.record({spy}, after(70s)).empty());
  CAF_CHECK(positions.overdue(after(70s)) == nullptr);
  positions.record({spy}, after(71s));
  CAF_REQUIRE(positions.overdue(after(71s)) != nullptr);
  CAF_CHECK_EQUAL(positions.overdue(after(71s))->symbol.str(), "SPY");
}

CAF_TEST(a difference that is gone has never been and begins anew) {
  PositionReconciliation positions;
  const PositionDifference spy{"SPY", shares(5), {}, {}, {}};
  for (int second = 0; second < 59; ++second) positions.record({spy}, after(second * 1s));
  CAF_CHECK_EQUAL(positions.record({}, after(59s)).size(), 1u);
  CAF_CHECK(positions.agrees());
  positions.record({spy}, after(60s));
  positions.record({spy}, after(90s));
  positions.record({spy}, after(119s));
  CAF_CHECK(positions.overdue(after(119s)) == nullptr);
  CAF_CHECK(positions.overdue(after(120s)) != nullptr);
}

CAF_TEST(looks follow quickly at first and then at longer pauses) {
  PositionReconciliation positions;
  positions.record({{"SPY", shares(5), {}, {}, {}}}, after(0s));
  CAF_CHECK(positions.pause(after(0s), 2s) == 2s);
  CAF_CHECK(positions.pause(after(10s), 2s) == 5s);
  CAF_CHECK(positions.pause(after(50s), 2s) == 15s);
}

CAF_TEST(a fill of a model is fresh until the broker shows what our book has) {
  PositionBook book;
  book.apply("m", "SPY", Side::Buy, shares(5), dollars(100));
  PositionReconciliation positions;
  positions.on_position("SPY", shares(5), true);
  positions.on_position("QQQ", shares(5), false);
  CAF_CHECK(positions.is_fresh("SPY"));
  CAF_CHECK(!positions.is_fresh("QQQ"));
  positions.record({}, after(0s)); // it agrees: our book had that value while the broker was asked
  positions.see({}, book);
  CAF_CHECK(positions.is_fresh("SPY"));
  positions.see({{"SPY", shares(5), {}, {}}}, book);
  CAF_CHECK(!positions.is_fresh("SPY"));
}

} // namespace position_reconciliation_test
