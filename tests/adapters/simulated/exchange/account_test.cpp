#define CAF_SUITE exchange_account
#include "tests/test.hpp"

#include "adapters/simulated/exchange/account_book.hpp"
#include "tests/adapters/simulated/exchange/fixture.hpp"

namespace account_test {

using namespace hft;
using namespace hft::simulated;

CAF_TEST(a book goes through zero exactly) {
  AccountBook book{Money{1000 * units_per_whole}};
  book.apply("SPY", shares(3), cents(1000));
  book.apply("SPY", shares(1), cents(1100));
  CAF_CHECK_EQUAL(to_string(average_of(book.holdings().at("SPY").cost, shares(4))), "10.25");
  const auto& held = book.apply("SPY", shares(-6), cents(1200));
  CAF_CHECK_EQUAL(to_string(held.quantity), "-2");
  CAF_CHECK_EQUAL(dollars_text(held.realized), "7");
  CAF_CHECK_EQUAL(dollars_text(held.cost), "-24");
  CAF_CHECK_EQUAL(dollars_text(book.cash()), "1031");
  book.apply("SPY", shares(2), cents(1300));
  CAF_CHECK_EQUAL(dollars_text(book.holdings().at("SPY").realized), "5");
  CAF_CHECK_EQUAL(dollars_text(book.cash()), "1005");
}

CAF_TEST(exact amounts survive as text) {
  for (const auto* text : {"0", "-1", "123456789012345678901234567890"})
    CAF_CHECK_EQUAL(exact_text(exact_from(text).value()), text);
  for (const auto* text : {"", "-", "1.5", "x", "1234567890123456789012345678901234567890"})
    CAF_CHECK(!exact_from(text).has_value());
  CAF_CHECK_EQUAL(dollars_text(exact_from("-1500000000000000000").value()), "-1.5");
}

CAF_TEST(a new account has its cash four times over) {
  TestVenue venue;
  const auto account = venue.exchange.account(TestVenue::key);
  CAF_CHECK_EQUAL(to_string(account.cash), "1000000");
  CAF_CHECK_EQUAL(to_string(account.buying_power), "4000000");
  CAF_CHECK_EQUAL(to_string(account.equity), "1000000");
  CAF_CHECK_EQUAL(venue.exchange.account_keys().size(), 1u);
  CAF_CHECK(venue.exchange.account("other").id != account.id);
}

CAF_TEST(equity is cash and market value) {
  TestVenue venue;
  venue.taken(TestVenue::market("buy", "100"));
  venue.quote(45100, 45102);
  venue.trade(45101);
  const auto account = venue.exchange.account(TestVenue::key);
  CAF_CHECK_EQUAL(to_string(account.cash), "954998");
  CAF_CHECK_EQUAL(to_string(account.long_market_value), "45101");
  CAF_CHECK_EQUAL(to_string(account.equity), "1000099");
  const auto position = venue.exchange.position(TestVenue::key, "SPY").value();
  CAF_CHECK_EQUAL(to_string(position.average_entry), "450.02");
  CAF_CHECK_EQUAL(to_string(position.unrealized), "99");
  CAF_CHECK_EQUAL(to_string(position.cost_basis), "45002");
  CAF_CHECK_EQUAL(position.unrealized_ratio.substr(0, 8), "0.002199");
}

CAF_TEST(open orders reserve buying power until they end) {
  TestVenue venue;
  const auto id = venue.taken(TestVenue::limit("buy", "1000", "440"));
  CAF_CHECK_EQUAL(to_string(venue.exchange.account(TestVenue::key).buying_power), "3560000");
  const auto refused = venue.submit(TestVenue::limit("buy", "9000", "440"));
  CAF_CHECK_EQUAL(TestVenue::sentence(refused), "403/40310000 insufficient buying power");
  CAF_CHECK_EQUAL(refused.error().extra.at(0).second, "3560000");
  CAF_CHECK_EQUAL(refused.error().extra.at(1).second, "3960000");
  CAF_CHECK(venue.exchange.cancel(TestVenue::key, id).has_value());
  CAF_CHECK_EQUAL(to_string(venue.exchange.account(TestVenue::key).buying_power), "4000000");
  CAF_CHECK(venue.submit(TestVenue::limit("buy", "9000", "440")).has_value());
  CAF_CHECK_EQUAL(venue.refusal(TestVenue::market("buy", "1000000000")),
                  "403/40310000 insufficient buying power");
}

CAF_TEST(one order may cross from long to short on our venue) {
  TestVenue venue;
  venue.taken(TestVenue::market("buy", "3"));
  venue.taken(TestVenue::market("sell", "5"));
  CAF_CHECK_EQUAL(venue.position(), "-2");
  CAF_CHECK_EQUAL(to_string(venue.exchange.account(TestVenue::key).short_market_value), "-900.02");
  venue.taken(TestVenue::market("buy", "5"));
  CAF_CHECK_EQUAL(venue.position(), "3");
}

CAF_TEST(the strict rule refuses to cross and to sell what orders hold) {
  TestVenue venue{TestVenue::strict()};
  venue.taken(TestVenue::market("buy", "10"));
  const auto crossing = venue.submit(TestVenue::market("sell", "15"));
  CAF_CHECK_EQUAL(
    TestVenue::sentence(crossing),
    "403/40310000 insufficient qty available for order (requested: 15, available: 10)");
  CAF_CHECK_EQUAL(crossing.error().extra.at(1).second, "10");
  venue.taken(TestVenue::stop("sell", "6", "440"));
  CAF_CHECK_EQUAL(
    venue.refusal(TestVenue::market("sell", "10")),
    "403/40310000 insufficient qty available for order (requested: 10, available: 4)");
  CAF_CHECK_EQUAL(to_string(venue.exchange.position(TestVenue::key, "SPY")->available), "4");
}

CAF_TEST(the strict rule keeps entries of both sides apart) {
  TestVenue venue{TestVenue::strict()};
  venue.taken(TestVenue::limit("buy", "1", "440"));
  CAF_CHECK_EQUAL(venue.refusal(TestVenue::limit("sell", "1", "460")),
                  "403/40310000 cannot open a short sell while a long buy order is open");
}

CAF_TEST(shorts are whole and need permission) {
  TestVenue venue;
  CAF_CHECK_EQUAL(TestVenue::code(venue.submit(TestVenue::market("sell", "1.5"))), 40310000);
  Asset hard;
  hard.symbol = "HARD";
  hard.easy_to_borrow = false;
  venue.exchange.list_asset(hard);
  auto request = TestVenue::market("sell", "1");
  request.symbol = "HARD";
  CAF_CHECK_EQUAL(venue.refusal(request), "403/40310000 asset \"HARD\" cannot be sold short");
  auto config = TestVenue::calm();
  config.cash = Money{1999 * units_per_whole};
  TestVenue poor{config};
  CAF_CHECK_EQUAL(poor.refusal(TestVenue::market("sell", "1")),
                  "403/40310000 account is not allowed to short");
}

CAF_TEST(orders that could meet each other are wash trades) {
  TestVenue venue;
  const auto buy = venue.taken(TestVenue::limit("buy", "1", "449"));
  const auto refused = venue.submit(TestVenue::limit("sell", "1", "448.99"));
  CAF_CHECK_EQUAL(TestVenue::sentence(refused),
                  "403/40310000 potential wash trade detected. use complex orders");
  CAF_CHECK_EQUAL(refused.error().extra.at(0).second, buy);
  CAF_CHECK_EQUAL(refused.error().extra.at(1).second, "opposite side limit order exists");
  CAF_CHECK(!venue.submit(TestVenue::market("sell", "1")).has_value());
  CAF_CHECK(venue.submit(TestVenue::limit("sell", "1", "460")).has_value());
  CAF_CHECK(venue.exchange.cancel(TestVenue::key, buy).has_value());
  venue.taken(TestVenue::stop("sell", "1", "440"));
  const auto stopped = venue.submit(TestVenue::limit("buy", "1", "430"));
  CAF_CHECK_EQUAL(stopped.error().extra.at(1).second, "opposite side market/stop order exists");
  CAF_CHECK(venue.exchange.submit("another", TestVenue::market("sell", "1")).has_value());
}

CAF_TEST(an intent that does not fit is refused) {
  TestVenue venue;
  venue.taken(TestVenue::market("buy", "5"));
  auto request = TestVenue::market("sell", "5");
  request.position_intent = "sell_to_open";
  CAF_CHECK_EQUAL(venue.refusal(request),
                  "422/42210000 position intent mismatch. inferred sell to close");
  request.position_intent = "sell_to_close";
  CAF_CHECK(venue.submit(request).has_value());
}

CAF_TEST(client order ids stay taken for the life of the account) {
  TestVenue venue;
  auto request = TestVenue::limit("buy", "1", "440");
  request.client_order_id = "mine";
  const auto id = venue.taken(request);
  const std::string sentence = "422/40010001 client_order_id must be unique";
  CAF_CHECK_EQUAL(venue.refusal(request), sentence);
  CAF_CHECK(venue.exchange.cancel(TestVenue::key, id).has_value());
  CAF_CHECK_EQUAL(venue.refusal(request), sentence);
  CAF_CHECK_EQUAL(venue.exchange.order_by_client_id(TestVenue::key, "mine")->id.str(), id);
  CAF_CHECK_EQUAL(TestVenue::code(venue.exchange.order_by_client_id(TestVenue::key, "yours")),
                  40410000);
  CAF_CHECK(venue.exchange.submit("another", request).has_value());
}

CAF_TEST(positions are closed whole or in part) {
  TestVenue venue;
  CAF_CHECK_EQUAL(TestVenue::sentence(venue.exchange.close_position(TestVenue::key, "SPY", "", "")),
                  "404/40410000 position does not exist");
  venue.taken(TestVenue::market("buy", "10"));
  CAF_CHECK(venue.exchange.close_position(TestVenue::key, "SPY", "", "50").has_value());
  CAF_CHECK_EQUAL(venue.position(), "5");
  CAF_CHECK(venue.exchange.close_position(TestVenue::key, asset_id_of("SPY").view(), "2", ""));
  CAF_CHECK_EQUAL(venue.position(), "3");
  CAF_CHECK_EQUAL(TestVenue::code(venue.exchange.close_position(TestVenue::key, "SPY", "4", "")),
                  40310000);
  CAF_CHECK(!venue.exchange.close_position(TestVenue::key, "SPY", "", "101").has_value());
  venue.taken(TestVenue::bracket("1", "460", "440"));
  CAF_CHECK(!venue.exchange.close_position(TestVenue::key, "SPY", "", "").has_value());
  const auto closed = venue.exchange.close_all(TestVenue::key, true);
  CAF_REQUIRE_EQUAL(closed.size(), 1u);
  CAF_CHECK(closed[0].order.has_value());
  CAF_CHECK_EQUAL(venue.position(), "0");
  CAF_CHECK(venue.exchange.positions(TestVenue::key).empty());
}

} // namespace account_test
