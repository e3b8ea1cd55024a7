#define CAF_SUITE position_book
#include "tests/test.hpp"

#include "actors/execution/position_book.hpp"

#include <random>

namespace position_book_test {

using namespace hft;

namespace {
const ModelId a = "a";
const ModelId b = "b";
const Symbol spy = "SPY";
Money realized(const PositionBook& book, const ModelId& model) {
  return book.report(model, Marks{}).realized;
}
} // namespace

CAF_TEST(a position is bought sold and taken through zero at average cost) {
  PositionBook book;
  CAF_CHECK(book.apply(a, spy, Side::Buy, shares(10), dollars(100)) == shares(10));
  book.apply(a, spy, Side::Buy, shares(10), dollars(110));
  CAF_CHECK(book.report(a, Marks{}).positions[0].average_price == dollars(105));
  CAF_CHECK(book.apply(a, spy, Side::Sell, shares(25), dollars(107)) == shares(-5));
  CAF_CHECK(realized(book, a) == Money{40 * units_per_whole});
  CAF_CHECK(book.report(a, Marks{}).positions[0].average_price == dollars(107));
  book.apply(a, spy, Side::Buy, shares(5), dollars(100));
  CAF_CHECK(realized(book, a) == Money{75 * units_per_whole});
  CAF_CHECK(book.position(a, spy) == Quantity{});
}

CAF_TEST(models add up to the account and marks give the unrealized part) {
  PositionBook book;
  Marks marks;
  Trade trade;
  trade.symbol = spy;
  trade.price = dollars(102);
  marks.on_trade(trade);
  book.apply(a, spy, Side::Buy, shares(5), dollars(100));
  book.apply(b, spy, Side::Sell, shares(8), dollars(101));
  book.adopt("QQQ", shares(-2), dollars(50));
  CAF_CHECK(book.account_position(spy) == shares(-3));
  CAF_CHECK(book.position(ModelId{}, "QQQ") == shares(-2));
  CAF_CHECK(book.adds_up());
  CAF_CHECK(book.report(a, marks).unrealized == Money{10 * units_per_whole});
  CAF_CHECK(book.report(b, marks).unrealized == Money{-8 * units_per_whole});
  CAF_CHECK(rounded(book.gross_exposure(marks)) == Money{(3 * 102 + 2 * 50) * units_per_whole});
}

CAF_TEST(no money is made or lost by rounding in a hundred thousand odd fills) {
  PositionBook book;
  std::mt19937_64 random{17};
  int128 cash = 0;
  for (int i = 0; i < 100'000; ++i) {
    const auto side = random() % 2 ? Side::Buy : Side::Sell;
    const Quantity quantity{static_cast<std::int64_t>(random() % 7'000'000'000) + 1};
    const Price price{static_cast<std::int64_t>(random() % 900'000'000'000) + 1};
    cash -= exact_product(price, signed_quantity(side, quantity));
    book.apply(random() % 2 ? a : b, spy, side, quantity, price);
  }
  const auto held = book.account_position(spy);
  const auto back = held.units > 0 ? Side::Sell : Side::Buy;
  cash -= exact_product(dollars(100), signed_quantity(back, abs(held)));
  book.apply(a, spy, back, abs(held), dollars(100));
  CAF_CHECK(book.account_position(spy) == Quantity{});
  CAF_CHECK(book.account_profit(Marks{}) == cash);
  CAF_CHECK(book.adds_up());
}

CAF_TEST(a corrected price changes the profit by exactly that much) {
  PositionBook book;
  book.apply(a, spy, Side::Buy, shares(3), dollars(100));
  book.correct(a, spy, exact_product(Price{1}, shares(3)));
  CAF_CHECK(book.profit(a, Marks{}) == -exact_product(Price{1}, shares(3)));
  CAF_CHECK(book.account_profit(Marks{}) == book.profit(a, Marks{}));
}

} // namespace position_book_test
