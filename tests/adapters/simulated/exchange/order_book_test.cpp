#define CAF_SUITE order_book
#include "tests/test.hpp"

#include "adapters/simulated/exchange/order_book.hpp"

namespace order_book_test {

using namespace hft;
using namespace hft::simulated;

namespace {

const Symbol spy{"SPY"};

Trade print(std::int64_t id, std::int64_t price) {
  Trade made;
  made.symbol = spy;
  made.id = id;
  made.price = cents(price);
  return made;
}

Quote quote(std::int64_t bid, std::int64_t ask) {
  Quote made;
  made.symbol = spy;
  made.bid = cents(bid);
  made.ask = cents(ask);
  return made;
}

} // namespace

CAF_TEST(an unknown symbol has no price and is worth nothing known) {
  const OrderBook book;
  CAF_CHECK(!book.find(spy));
  CAF_CHECK_EQUAL(book.mark(spy), Price{});
  CAF_CHECK_EQUAL(book.reference(spy, Side::Buy, true), Price{});
}

CAF_TEST(a buyer meets the ask and a seller the bid and without a quote the last trade) {
  OrderBook book;
  book.print(print(1, 44'990), true, true);
  CAF_CHECK_EQUAL(book.of(spy).touch(Side::Buy), cents(44'990));
  book.quote(quote(45'000, 45'002));
  CAF_CHECK_EQUAL(book.of(spy).touch(Side::Buy), cents(45'002));
  CAF_CHECK_EQUAL(book.of(spy).touch(Side::Sell), cents(45'000));
}

CAF_TEST(the mark is the last trade kept within the quote) {
  OrderBook book;
  book.quote(quote(45'000, 45'002));
  CAF_CHECK_EQUAL(book.mark(spy), cents(45'001));
  book.print(print(1, 44'990), true, true);
  CAF_CHECK_EQUAL(book.mark(spy), cents(45'000));
  book.print(print(2, 45'010), true, true);
  CAF_CHECK_EQUAL(book.mark(spy), cents(45'002));
}

CAF_TEST(outside regular hours orders are checked against the mark and at last the close before) {
  OrderBook book;
  book.set_previous_close(spy, cents(44'000));
  CAF_CHECK_EQUAL(book.reference(spy, Side::Buy, false), cents(44'000));
  book.quote(quote(45'000, 45'002));
  CAF_CHECK_EQUAL(book.reference(spy, Side::Buy, false), cents(45'001));
  CAF_CHECK_EQUAL(book.reference(spy, Side::Buy, true), cents(45'002));
}

CAF_TEST(a print that sets no last counts only for a symbol without a price) {
  OrderBook book;
  CAF_CHECK(book.print(print(1, 45'000), false, true));
  CAF_CHECK(!book.print(print(2, 46'000), false, true));
  CAF_CHECK_EQUAL(book.of(spy).last, cents(45'000));
}

CAF_TEST(prices that cannot be move nothing) {
  OrderBook book;
  CAF_CHECK(!book.print(print(1, 0), true, true));
  CAF_CHECK(!book.print(print(1, 99'999'999'999), true, true));
  book.quote(quote(45'000, 99'999'999'999));
  CAF_CHECK_EQUAL(book.of(spy).ask, Price{});
  CAF_CHECK_EQUAL(book.of(spy).bid, cents(45'000));
}

CAF_TEST(a print that is taken back gives way to the one before or to the corrected price) {
  OrderBook book;
  book.print(print(1, 45'000), true, true);
  book.print(print(2, 47'000), true, true);
  book.take_back(spy, 1, std::nullopt); // not the last one
  CAF_CHECK_EQUAL(book.of(spy).last, cents(47'000));
  book.take_back(spy, 2, cents(45'100));
  CAF_CHECK_EQUAL(book.of(spy).last, cents(45'100));
  book.take_back(spy, 2, std::nullopt);
  CAF_CHECK_EQUAL(book.of(spy).last, cents(45'000));
  CAF_CHECK_EQUAL(book.of(spy).day_last, cents(45'000));
}

CAF_TEST(a renamed symbol takes its prices along and its new name keeps its orders) {
  OrderBook book;
  book.print(print(1, 45'000), true, true);
  book.enter("NEW", 7);
  CAF_CHECK_EQUAL(book.rename(spy, "NEW"), cents(45'000));
  CAF_CHECK(!book.find(spy));
  CAF_CHECK_EQUAL(book.of("NEW").live.size(), 1u);
}

CAF_TEST(what is saved of a book is its last price and the close before) {
  OrderBook book;
  book.print(print(1, 45'000), true, true);
  book.close_day();
  ExchangeState state;
  book.save(state);
  OrderBook again;
  for (const auto& row : state) {
    RowReader reader{row};
    again.restore(reader);
  }
  CAF_CHECK_EQUAL(again.of(spy).last, cents(45'000));
  CAF_CHECK_EQUAL(again.of(spy).previous_close, cents(45'000));
}

} // namespace order_book_test
