#define CAF_SUITE exchange_rules
#include "tests/test.hpp"

#include "adapters/simulated/exchange/order_checks.hpp"
#include "tests/adapters/simulated/exchange/fixture.hpp"

namespace order_checks_test {

using namespace hft;
using namespace hft::simulated;

CAF_TEST(missing and malformed fields are refused with the code of malformed requests) {
  TestVenue venue;
  auto request = TestVenue::market("buy", "");
  CAF_CHECK_EQUAL(venue.refusal(request), "422/40010001 qty or notional is required");
  CAF_CHECK_EQUAL(venue.refusal(TestVenue::market("", "1")), "422/40010001 side is required");
  CAF_CHECK_EQUAL(venue.refusal(TestVenue::market("hold", "1")), "422/40010001 invalid side hold");
  CAF_CHECK_EQUAL(venue.refusal(TestVenue::market("buy", "ten")), "422/40010001 invalid qty ten");
  CAF_CHECK_EQUAL(venue.refusal(TestVenue::market("buy", "-1")), "422/42210000 qty must be > 0");
  CAF_CHECK_EQUAL(venue.refusal(TestVenue::market("buy", "0")), "422/42210000 qty must be > 0");
  request = TestVenue::market("buy", "1");
  request.notional = "100";
  CAF_CHECK_EQUAL(TestVenue::http(venue.submit(request)), 400);
  request = TestVenue::market("buy", "1");
  request.type.clear();
  CAF_CHECK_EQUAL(venue.refusal(request), "422/40010001 type is required");
  request = TestVenue::market("buy", "1");
  request.time_in_force = "forever";
  CAF_CHECK_EQUAL(venue.refusal(request), "422/40010001 invalid time_in_force forever");
  request = TestVenue::market("buy", "1");
  request.client_order_id = std::string(129, 'x');
  CAF_CHECK_EQUAL(TestVenue::code(venue.submit(request)), 40010001);
  CAF_CHECK_EQUAL(venue.events(), "");
}

CAF_TEST(symbols that cannot be are not found) {
  TestVenue venue;
  for (const auto* symbol : {"spy", "TOOLONG", "A1", ".A", "A.", "A.B.C", "$"}) {
    auto request = TestVenue::market("buy", "1");
    request.symbol = symbol;
    CAF_CHECK_EQUAL(venue.refusal(request),
                    "422/42210000 asset \"" + std::string{symbol} + "\" not found");
  }
  CAF_CHECK(venue.exchange.asset("BRK.B").has_value());
  CAF_CHECK_EQUAL(TestVenue::code(venue.exchange.asset("nope")), 40410000);
}

CAF_TEST(assets are found by symbol and by an id that never changes) {
  TestVenue venue;
  const auto asset = venue.exchange.asset("AAPL").value();
  CAF_CHECK_EQUAL(asset.id, asset_id_of("AAPL"));
  CAF_CHECK_EQUAL(venue.exchange.asset(asset.id.view()).value().symbol.str(), "AAPL");
  CAF_CHECK_EQUAL(asset.id.view().size(), 36u);
  CAF_CHECK_EQUAL(asset.id.view()[14], '4');
}

CAF_TEST(prices between ticks are refused) {
  TestVenue venue;
  CAF_CHECK_EQUAL(venue.refusal(TestVenue::limit("buy", "1", "290.123")),
                  "422/42210000 invalid limit_price 290.123. sub-penny increment does not fulfill "
                  "minimum pricing criteria");
  CAF_CHECK_EQUAL(venue.refusal(TestVenue::limit("buy", "10", "0.12345")),
                  "422/42210000 invalid limit_price 0.12345. sub-penny increment does not fulfill "
                  "minimum pricing criteria");
  CAF_CHECK(venue.submit(TestVenue::limit("buy", "10", "0.1234")).has_value());
  CAF_CHECK(venue.submit(TestVenue::limit("buy", "10", "290.1200")).has_value());
}

CAF_TEST(each type takes its own prices and no others) {
  TestVenue venue;
  auto request = TestVenue::market("buy", "1");
  request.limit_price = "450";
  CAF_CHECK_EQUAL(venue.refusal(request),
                  "422/42210000 market orders require no stop or limit price");
  CAF_CHECK_EQUAL(TestVenue::code(venue.submit(TestVenue::limit("buy", "1", ""))), 42210000);
  CAF_CHECK_EQUAL(TestVenue::code(venue.submit(TestVenue::stop("buy", "1", ""))), 42210000);
  request = TestVenue::stop("buy", "1", "460");
  request.type = "stop_limit";
  CAF_CHECK_EQUAL(TestVenue::code(venue.submit(request)), 42210000);
  request = TestVenue::market("sell", "1");
  request.type = "trailing_stop";
  CAF_CHECK_EQUAL(TestVenue::code(venue.submit(request)), 42210000);
  request.trail_price = "1";
  request.trail_percent = "1";
  CAF_CHECK_EQUAL(TestVenue::code(venue.submit(request)), 42210000);
}

CAF_TEST(extended hours take day limit orders only) {
  TestVenue venue;
  auto request = TestVenue::market("buy", "1");
  request.extended_hours = true;
  const std::string sentence = "422/42210000 extended hours order must be DAY limit orders";
  CAF_CHECK_EQUAL(venue.refusal(request), sentence);
  request = TestVenue::limit("buy", "1", "440");
  request.extended_hours = true;
  request.time_in_force = "gtc";
  CAF_CHECK_EQUAL(venue.refusal(request), sentence);
}

CAF_TEST(fractions are for simple day orders of a dollar and more) {
  TestVenue venue;
  auto request = TestVenue::market("buy", "0.5");
  request.time_in_force = "gtc";
  CAF_CHECK_EQUAL(venue.refusal(request), "422/42210000 fractional orders must be DAY orders");
  request = TestVenue::bracket("1.5", "460", "440");
  CAF_CHECK_EQUAL(venue.refusal(request), "422/42210000 fractional orders must be simple orders");
  CAF_CHECK_EQUAL(venue.refusal(TestVenue::market("buy", "0.001")),
                  "403/40310000 cost basis must be >= minimal amount of order 1");
  request = TestVenue::market("buy", "");
  request.notional = "0.99";
  CAF_CHECK_EQUAL(venue.refusal(request),
                  "403/40310000 cost basis must be >= minimal amount of order 1");
  Asset whole;
  whole.symbol = "BRK.A";
  whole.fractionable = false;
  venue.exchange.list_asset(whole);
  request = TestVenue::market("buy", "0.5");
  request.symbol = "BRK.A";
  CAF_CHECK_EQUAL(venue.refusal(request), "403/40310000 asset \"BRK.A\" is not fractionable");
}

CAF_TEST(stops stand on their side of the market) {
  TestVenue venue;
  const auto low = venue.submit(TestVenue::stop("sell", "1", "451"));
  CAF_CHECK_EQUAL(TestVenue::sentence(low),
                  "422/42210000 stop price must be less than current price");
  CAF_CHECK_EQUAL(low.error().extra.at(0).first, "market_price");
  CAF_CHECK_EQUAL(low.error().extra.at(1).second, "451");
  CAF_CHECK_EQUAL(venue.refusal(TestVenue::stop("buy", "1", "449")),
                  "422/42210000 stop price must be greater than current price");
}

CAF_TEST(auction orders have their windows) {
  TestVenue venue;
  auto opening = TestVenue::market("buy", "1");
  opening.time_in_force = "opg";
  auto closing = TestVenue::market("buy", "1");
  closing.time_in_force = "cls";
  CAF_CHECK_EQUAL(TestVenue::code(venue.submit(opening)), 42210000);
  CAF_CHECK(venue.submit(closing).has_value());
  venue.clock(15, 50);
  CAF_CHECK_EQUAL(TestVenue::code(venue.submit(closing)), 42210000);
  venue.clock(18, 59, 59);
  CAF_CHECK(!venue.submit(opening).has_value());
  venue.clock(19, 0);
  CAF_CHECK(venue.submit(opening).has_value());
  CAF_CHECK(venue.submit(closing).has_value());
  venue.exchange.advance(venue.at(24 + 9, 27, 59));
  CAF_CHECK(venue.submit(opening).has_value());
  venue.exchange.advance(venue.at(24 + 9, 28));
  CAF_CHECK(!venue.submit(opening).has_value());
}

CAF_TEST(brackets need two legs on opposite sides) {
  TestVenue venue;
  CAF_CHECK_EQUAL(venue.refusal(TestVenue::bracket("1", "460", "450.02")),
                  "422/42210000 stop_loss.stop_price must be <= base_price - 0.01");
  CAF_CHECK_EQUAL(venue.refusal(TestVenue::bracket("1", "450", "440")),
                  "422/42210000 take_profit.limit_price must be >= base_price + 0.01");
  auto request = TestVenue::bracket("1", "460", "440");
  request.stop_loss = false;
  CAF_CHECK_EQUAL(TestVenue::code(venue.submit(request)), 42210000);
  request = TestVenue::bracket("1", "460", "440");
  request.time_in_force = "ioc";
  CAF_CHECK_EQUAL(TestVenue::code(venue.submit(request)), 42210000);
}

CAF_TEST(a buy stop is converted with its collar) {
  CAF_CHECK_EQUAL(to_string(buy_stop_collar(dollars(40))), "41.6");
  CAF_CHECK_EQUAL(to_string(buy_stop_collar(dollars(50))), "51.25");
  CAF_CHECK_EQUAL(to_string(buy_stop_collar(cents(45111))), "462.38");
}

} // namespace order_checks_test
