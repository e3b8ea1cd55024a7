#define CAF_SUITE agreement
#include "tests/test.hpp"

#include "actors/execution/agreement.hpp"

using namespace hft;

CAF_TEST(a position that moved while the broker was asked agrees at every value it had) {
  PositionBook book;
  book.apply("m", "SPY", Side::Buy, shares(5), dollars(100));
  Agreement agreement;
  agreement.ask(book);
  book.apply("m", "SPY", Side::Buy, shares(5), dollars(100));
  agreement.on_position("SPY", book.account_position("SPY"));
  CAF_CHECK(agreement.compare({{"SPY", shares(5), {}, {}}}, book).empty());
  CAF_CHECK(agreement.compare({{"SPY", shares(10), {}, {}}}, book).empty());
  CAF_CHECK(agreement.compare({{"SPY", shares(11), {}, {}}}, book).size() == 1u);
}

CAF_TEST(differences in a row are counted and one agreement forgets them) {
  PositionBook book;
  Agreement agreement;
  agreement.ask(book);
  const auto differences = agreement.compare({{"QQQ", shares(1), {}, {}}}, book);
  CAF_CHECK_EQUAL(differences.at(0), "position of QQQ is 0 in our book and 1 at the broker");
  (void)agreement.compare({{"QQQ", shares(1), {}, {}}}, book);
  CAF_CHECK_EQUAL(agreement.strikes(), 2u);
  CAF_CHECK(agreement.compare({}, book).empty());
  CAF_CHECK_EQUAL(agreement.strikes(), 0u);
}
