#define CAF_SUITE fill_rules
#include "tests/test.hpp"

#include "adapters/simulated/exchange/fee_doubts.hpp"
#include "adapters/simulated/exchange/fees.hpp"
#include "adapters/simulated/exchange/fill_profile.hpp"
#include "tests/adapters/simulated/exchange/fixture.hpp"

namespace fill_rules_test {

using namespace hft;
using namespace hft::simulated;

namespace {

/// A venue of a profile, without its chance; quotes have sizes here.
struct ProfileVenue : TestVenue {
  explicit ProfileVenue(const char* profile) : TestVenue(config_of(profile)) {
    sized_quote(45000, 300, 45002, 200);
    exchange.take_updates();
  }
  static ExchangeConfig config_of(const char* profile) {
    auto config = calm();
    config.rules = find_fill_profile(profile)->rules;
    return config;
  }
  void sized_quote(std::int64_t bid, std::int64_t bid_size, std::int64_t ask,
                   std::int64_t ask_size) {
    Quote made;
    made.symbol = "SPY";
    made.bid = cents(bid);
    made.ask = cents(ask);
    made.bid_size = shares(bid_size);
    made.ask_size = shares(ask_size);
    made.time = exchange.now();
    exchange.on_quote(made);
  }
  void sized_trade(std::int64_t price, std::int64_t size) {
    Trade made;
    made.symbol = "SPY";
    made.price = cents(price);
    made.size = shares(size);
    made.time = exchange.now();
    exchange.on_trade(made);
  }
  std::string filled(const std::string& id) { return to_string(order(id).filled); }
  std::string price(const std::string& id) {
    return to_string(order(id).average_price.value_or(Price{}));
  }
};

Bar bar_of(std::int64_t open, std::int64_t high, std::int64_t low, std::int64_t close,
           std::int64_t volume) {
  Bar bar;
  bar.symbol = "QQQ";
  bar.open = cents(open);
  bar.high = cents(high);
  bar.low = cents(low);
  bar.close = cents(close);
  bar.volume = shares(volume);
  return bar;
}

PlaceRequest of_qqq(PlaceRequest request) {
  request.symbol = "QQQ";
  return request;
}

} // namespace

CAF_TEST(the touch fills any size at the quote) {
  ProfileVenue venue{"touch"};
  const auto id = venue.taken(TestVenue::market("buy", "500"));
  CAF_CHECK_EQUAL(venue.filled(id), "500");
  CAF_CHECK_EQUAL(venue.price(id), "450.02");
}

CAF_TEST(a realistic order takes what is displayed and waits for more with the rest) {
  ProfileVenue venue{"realistic"};
  const auto id = venue.taken(TestVenue::market("buy", "500"));
  CAF_CHECK_EQUAL(venue.filled(id), "200");
  venue.sized_quote(45000, 300, 45002, 200); // the same shares: they are gone
  CAF_CHECK_EQUAL(venue.filled(id), "200");
  venue.sized_quote(45000, 300, 45002, 250); // fifty more have come
  CAF_CHECK_EQUAL(venue.filled(id), "250");
  venue.sized_quote(45000, 300, 45003, 900); // another price has its own
  CAF_CHECK_EQUAL(venue.filled(id), "500");
}

CAF_TEST(displayed shares are there once for all orders of an account) {
  ProfileVenue venue{"realistic"};
  venue.taken(TestVenue::market("buy", "150"));
  const auto second = venue.taken(TestVenue::market("buy", "100"));
  CAF_CHECK_EQUAL(venue.filled(second), "50");
}

CAF_TEST(an order that must be filled whole is not filled from too few shares) {
  ProfileVenue venue{"realistic"};
  auto request = TestVenue::limit("buy", "300", "450.02");
  request.time_in_force = "fok";
  const auto id = venue.taken(request);
  CAF_CHECK_EQUAL(venue.state(id), "canceled");
  CAF_CHECK_EQUAL(venue.filled(id), "0");
}

CAF_TEST(a realistic resting order waits until those before it have traded) {
  ProfileVenue venue{"realistic"};
  const auto id = venue.taken(TestVenue::limit("buy", "10", "450"));
  venue.sized_trade(45000, 250); // of the 300 that stood before us
  CAF_CHECK_EQUAL(venue.filled(id), "0");
  venue.sized_trade(45000, 1000);
  CAF_CHECK_EQUAL(venue.filled(id), "10");
  CAF_CHECK_EQUAL(venue.price(id), "450");
}

CAF_TEST(a resting order moves up when less is displayed than stood before it) {
  ProfileVenue venue{"realistic"};
  const auto id = venue.taken(TestVenue::limit("buy", "10", "450"));
  venue.sized_quote(45000, 100, 45002, 200);
  venue.sized_trade(45000, 300);
  CAF_CHECK_EQUAL(venue.filled(id), "10");
}

CAF_TEST(a pessimistic resting order fills only when the price goes through it) {
  ProfileVenue venue{"pessimistic"};
  const auto id = venue.taken(TestVenue::limit("buy", "5", "450"));
  venue.sized_trade(45000, 10'000);
  CAF_CHECK_EQUAL(venue.filled(id), "0");
  venue.sized_trade(44999, 10'000);
  CAF_CHECK_EQUAL(venue.filled(id), "5");
}

CAF_TEST(a pessimistic order pays a cent more and finds half of what is displayed) {
  ProfileVenue venue{"pessimistic"};
  const auto id = venue.taken(TestVenue::market("buy", "150"));
  CAF_CHECK_EQUAL(venue.filled(id), "100");
  CAF_CHECK_EQUAL(venue.price(id), "450.03");
}

CAF_TEST(slippage does not go beyond the limit of an order) {
  ProfileVenue venue{"pessimistic"};
  const auto id = venue.taken(TestVenue::limit("buy", "50", "450.02"));
  CAF_CHECK_EQUAL(venue.price(id), "450.02");
}

CAF_TEST(an order between bars is filled at the next open) {
  ProfileVenue venue{"touch"};
  venue.exchange.on_bar_open(bar_of(30000, 30100, 29900, 30050, 1000));
  venue.exchange.on_bar(bar_of(30000, 30100, 29900, 30050, 1000));
  const auto id = venue.taken(of_qqq(TestVenue::market("buy", "10")));
  CAF_CHECK_EQUAL(venue.filled(id), "0"); // not at the close of the bar it was made of
  venue.exchange.on_bar_open(bar_of(30200, 30300, 30100, 30250, 1000));
  CAF_CHECK_EQUAL(venue.price(id), "302");
}

CAF_TEST(a limit inside a bar fills at its price and beyond the open at the open) {
  ProfileVenue venue{"touch"};
  venue.exchange.on_bar_open(bar_of(30000, 30100, 29900, 30050, 1000));
  const auto inside = venue.taken(of_qqq(TestVenue::limit("buy", "10", "299.50")));
  const auto outside = venue.taken(of_qqq(TestVenue::limit("buy", "10", "298")));
  venue.exchange.on_bar(bar_of(30000, 30100, 29900, 30050, 1000));
  CAF_CHECK_EQUAL(venue.price(inside), "299.5");
  CAF_CHECK_EQUAL(venue.filled(outside), "0");
  venue.exchange.on_bar_open(bar_of(29700, 29900, 29600, 29800, 1000));
  CAF_CHECK_EQUAL(venue.price(outside), "297");
}

CAF_TEST(a stop inside a bar fills at its price and beyond the open at the open) {
  ProfileVenue venue{"touch"};
  venue.exchange.on_bar_open(bar_of(30000, 30100, 29900, 30050, 1000));
  venue.taken(of_qqq(TestVenue::market("buy", "20")));
  const auto near = venue.taken(of_qqq(TestVenue::stop("sell", "10", "299.50")));
  const auto far = venue.taken(of_qqq(TestVenue::stop("sell", "10", "298")));
  venue.exchange.on_bar(bar_of(30000, 30100, 29900, 30050, 1000));
  CAF_CHECK_EQUAL(venue.price(near), "299.5");
  CAF_CHECK_EQUAL(venue.filled(far), "0");
  venue.exchange.on_bar_open(bar_of(29700, 29900, 29600, 29800, 1000));
  CAF_CHECK_EQUAL(venue.price(far), "297");
}

CAF_TEST(a realistic order has a tenth of the volume of a bar and pays a cent) {
  ProfileVenue venue{"realistic"};
  venue.exchange.on_bar_open(bar_of(30000, 30100, 29900, 30050, 1000));
  const auto id = venue.taken(of_qqq(TestVenue::market("buy", "150")));
  CAF_CHECK_EQUAL(venue.filled(id), "100");
  CAF_CHECK_EQUAL(venue.price(id), "300.01");
}

CAF_TEST(a sale of 2024 pays the regulators what it adds to the sum of the day) {
  DayFees fees;
  const auto day = make_date(2024, 6, 5);
  // 27.80 a million of 50'000 dollars is 1.39; 0.000166 a share of 100 is 0.0166, a cent and more.
  CAF_CHECK_EQUAL(to_string(fees.add(day, Side::Sell, cents(50'000), shares(100))), "1.41");
  // Twice the shares are 0.0332 in all: two cents more, and not two for each trade.
  CAF_CHECK_EQUAL(to_string(fees.add(day, Side::Sell, cents(50'000), shares(100))), "1.41");
  CAF_CHECK_EQUAL(to_string(fees.add(day, Side::Sell, cents(50'000), shares(100))), "1.4");
  CAF_CHECK_EQUAL(to_string(fees.add(day, Side::Buy, cents(50'000), shares(100))), "0");
  CAF_CHECK_EQUAL(to_string(fees.add(day + 1, Side::Sell, cents(1), shares(1))), "0.02");
}

CAF_TEST(the activity fee of a trade has a cap) {
  DayFees fees;
  // 0.000166 of a million shares would be 166 dollars; the cap is 8.30, and 27.80 is the other fee.
  CAF_CHECK_EQUAL(
    to_string(fees.add(make_date(2024, 6, 5), Side::Sell, cents(100), shares(1'000'000))), "36.1");
}

CAF_TEST(rates hold from their date on) {
  const auto rate = [](int year, unsigned month, unsigned day) {
    return to_string(rate_on(section_31_rates(), make_date(year, month, day))->rate);
  };
  CAF_CHECK_EQUAL(rate(2013, 10, 7), "17.4");
  CAF_CHECK_EQUAL(rate(2024, 5, 21), "8");
  CAF_CHECK_EQUAL(rate(2024, 5, 22), "27.8");
  CAF_CHECK_EQUAL(rate(2025, 5, 14), "0");
  CAF_CHECK(!rate_on(section_31_rates(), make_date(2000, 1, 1)));
}

CAF_TEST(what the tables do not know for certain is told) {
  const auto told = [](Date from, Date to) {
    std::string all;
    for (const auto& doubt : fee_doubts(from, to)) all += doubt + "; ";
    return all;
  };
  CAF_CHECK_EQUAL(told(make_date(2025, 6, 2), make_date(2025, 6, 3)), "");
  CAF_CHECK_EQUAL(
    told(make_date(2019, 5, 2), make_date(2019, 5, 2)),
    "FINRA's trading activity fee from 2012-07-01 on is not confirmed by a document; ");
  CAF_CHECK_EQUAL(told(make_date(2010, 5, 3), make_date(2010, 5, 3)),
                  "the SEC's fee on sales before 2012-04-01 is not known: taken as of that date; "
                  "FINRA's trading activity fee before 2011-07-01 is not known: taken as of that "
                  "date; ");
  DayFees early;
  DayFees first;
  const auto of_2010 =
    to_string(early.add(make_date(2010, 5, 3), Side::Sell, cents(10'000), shares(10'000)));
  const auto of_table =
    to_string(first.add(make_date(2012, 4, 2), Side::Sell, cents(10'000), shares(10'000)));
  CAF_CHECK_EQUAL(of_2010, of_table);
}

CAF_TEST(live fees are taken from the account and paper fees are left out) {
  for (const auto plan : {FeePlan::Paper, FeePlan::Live}) {
    auto config = TestVenue::calm();
    config.fees = plan;
    TestVenue venue{config};
    venue.taken(TestVenue::market("sell", "100"));
    const auto equity = venue.exchange.account(TestVenue::key).equity;
    // Sold at 450 and worth 450.01: a dollar less. No section 31 fee before April 2026, and
    // 0.000195 a share, rounded up.
    CAF_CHECK_EQUAL(to_string(equity), plan == FeePlan::Paper ? "999999" : "999998.98");
  }
}

} // namespace fill_rules_test
