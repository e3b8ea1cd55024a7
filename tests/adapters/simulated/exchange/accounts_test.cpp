#define CAF_SUITE accounts
#include "tests/test.hpp"

#include "adapters/simulated/exchange/accounts.hpp"
#include "tests/adapters/simulated/exchange/broken_invariant.hpp"

namespace accounts_test {

using namespace hft;
using namespace hft::simulated;

namespace {

const Symbol spy{"SPY"};

/// An account of $10,000 and SPY at $100.
struct Fixture {
  ExchangeConfig config = with_cash(10'000);
  Accounts accounts{config};
  SeededNumbers numbers{1};
  OrderBook book;
  Account& account;

  Fixture() : account(accounts.at(accounts.open("key", {}, numbers))) { price(100); }

  static ExchangeConfig with_cash(std::int64_t dollars) {
    ExchangeConfig config;
    config.cash = Money{dollars * units_per_whole};
    return config;
  }
  void price(std::int64_t dollars_a_share) {
    Trade print;
    print.symbol = spy;
    print.price = dollars(dollars_a_share);
    book.print(print, true, true);
  }
  std::string power() { return dollars_text(accounts.power(account, book)); }
  std::string equity() { return dollars_text(accounts.equity(account, book)); }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(accounts_tests, Fixture)

CAF_TEST(a key has one account and accounts are numbered as they are opened) {
  CAF_CHECK(!accounts.find("other"));
  CAF_CHECK_EQUAL(accounts.open("other", {}, numbers), 1u);
  CAF_CHECK(accounts.find("other") == 1u);
  CAF_CHECK_EQUAL(accounts.at(1).number, "PA00000002");
  CAF_CHECK(breaks_invariant([this] { accounts.open("other", {}, numbers); }));
}

CAF_TEST(what is held counts at the mark and without one at its cost) {
  account.book.apply(spy, shares(10), dollars(100));
  account.book.apply("XYZ", shares(1), dollars(50)); // nobody knows its price
  CAF_CHECK_EQUAL(equity(), "10000");
  price(110);
  CAF_CHECK_EQUAL(equity(), "10100");
}

CAF_TEST(buying power is four times the equity less what is held and reserved) {
  CAF_CHECK_EQUAL(power(), "40000");
  account.book.apply(spy, -shares(50), dollars(100));
  CAF_CHECK_EQUAL(power(), "35000");
  account.reserved = exact(Money{1'000 * units_per_whole});
  CAF_CHECK_EQUAL(power(), "34000");
  account.settings.most_multiplier = 1;
  CAF_CHECK_EQUAL(power(), "14000"); // the cash alone
}

CAF_TEST(below two thousand dollars of equity there is no margin and no shorting) {
  CAF_CHECK(accounts.may_short(account, book));
  account.book.pay(-exact(Money{8'001 * units_per_whole}));
  CAF_CHECK_EQUAL(power(), "1999");
  CAF_CHECK(!accounts.may_short(account, book));
}

CAF_TEST(a close makes the equity of the day the last one and marks what is held overnight) {
  account.book.apply(spy, shares(10), dollars(90));
  accounts.close_day(book);
  CAF_CHECK_EQUAL(account.last_equity, Money{10'100 * units_per_whole});
  price(105);
  const auto held = position_snapshot(spy, account.holding(spy), shares(10), book);
  CAF_CHECK_EQUAL(held.unrealized, Money{150 * units_per_whole});
  CAF_CHECK_EQUAL(held.unrealized_intraday, Money{50 * units_per_whole});
}

CAF_TEST(a holding is known as it was for an hour back) {
  const Timestamp noon{12ll * 3'600'000'000'000};
  account.remember_holding(spy, noon);
  account.book.apply(spy, shares(10), dollars(100));
  const auto later = noon + std::chrono::minutes{5};
  CAF_CHECK_EQUAL(account.holding_at(spy, later, Duration{0}).quantity, shares(10));
  CAF_CHECK_EQUAL(account.holding_at(spy, later, std::chrono::minutes{1}).quantity, shares(10));
  CAF_CHECK_EQUAL(account.holding_at(spy, later, std::chrono::minutes{6}).quantity, Quantity{});
}

CAF_TEST(a short position shows what is free with its own sign) {
  account.book.apply(spy, -shares(10), dollars(100));
  const auto held = position_snapshot(spy, account.holding(spy), shares(4), book);
  CAF_CHECK_EQUAL(held.available, -shares(4));
  CAF_CHECK_EQUAL(held.market_value, Money{-1'000 * units_per_whole});
  CAF_CHECK_EQUAL(held.average_entry, dollars(100));
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace accounts_test
