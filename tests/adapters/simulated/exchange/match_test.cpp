#define CAF_SUITE exchange_match
#include "tests/test.hpp"

#include "tests/adapters/simulated/exchange/fixture.hpp"

namespace match_test {

using namespace hft;
using namespace hft::simulated;

CAF_TEST(a market order is taken as pending and filled at the far side) {
  TestVenue venue;
  const auto answer = venue.submit(TestVenue::market("buy", "5")).value();
  CAF_CHECK_EQUAL(to_string(answer.state), "pending_new");
  const auto updates = venue.exchange.take_updates();
  CAF_REQUIRE_EQUAL(updates.size(), 3u);
  CAF_CHECK_EQUAL(to_string(updates[0].event), "pending_new");
  CAF_CHECK_EQUAL(to_string(updates[1].event), "new");
  CAF_CHECK_EQUAL(to_string(updates[2].event), "fill");
  CAF_CHECK_EQUAL(to_string(*updates[2].price), "450.02");
  CAF_CHECK_EQUAL(to_string(*updates[2].quantity), "5");
  CAF_CHECK_EQUAL(to_string(*updates[2].position_quantity), "5");
  CAF_CHECK_EQUAL(to_string(updates[2].order.filled), "5");
  CAF_CHECK(updates[2].order.filled_at.has_value());
  venue.taken(TestVenue::market("sell", "8"));
  CAF_CHECK_EQUAL(venue.position(), "-3");
  CAF_CHECK_EQUAL(to_string(venue.exchange.ledger().fills.back().price), "450");
}

CAF_TEST(without a quote the last trade is the price) {
  TestVenue venue;
  venue.trade(10050, "IBM");
  auto request = TestVenue::market("buy", "1");
  request.symbol = "IBM";
  CAF_CHECK_EQUAL(to_string(*venue.order(venue.taken(request)).average_price), "100.5");
  request.symbol = "BAC";
  const auto id = venue.taken(request);
  CAF_CHECK_EQUAL(venue.state(id), "new");
  venue.trade(3333, "BAC");
  CAF_CHECK_EQUAL(venue.state(id), "filled");
}

CAF_TEST(a resting limit order fills at its limit when the market comes through) {
  TestVenue venue;
  const auto touched = venue.taken(TestVenue::limit("buy", "1", "449.90"));
  venue.trade(44990);
  CAF_CHECK_EQUAL(venue.state(touched), "new");
  venue.trade(44989);
  CAF_CHECK_EQUAL(to_string(*venue.order(touched).average_price), "449.9");
  const auto quoted = venue.taken(TestVenue::limit("buy", "1", "449.80"));
  venue.quote(44970, 44975);
  CAF_CHECK_EQUAL(to_string(*venue.order(quoted).average_price), "449.8");
  const auto marketable = venue.taken(TestVenue::limit("buy", "1", "460"));
  CAF_CHECK_EQUAL(to_string(*venue.order(marketable).average_price), "449.75");
}

CAF_TEST(a partial fill comes first and the rest with the next quote) {
  auto config = TestVenue::calm();
  config.partial_fill_probability = 1;
  TestVenue venue{config};
  const auto id = venue.taken(TestVenue::market("buy", "10"));
  CAF_CHECK_EQUAL(venue.state(id), "partially_filled");
  const auto first = venue.order(id).filled;
  CAF_CHECK(first >= shares(1) && first < shares(10));
  venue.quote(45010, 45012);
  CAF_CHECK_EQUAL(venue.state(id), "filled");
  CAF_CHECK_EQUAL(venue.events(), "pending_new new partial_fill fill");
  const auto average = venue.order(id).average_price.value();
  CAF_CHECK(average > cents(45002) && average < cents(45012));
  const auto single = venue.taken(TestVenue::market("buy", "1"));
  CAF_CHECK_EQUAL(venue.state(single), "filled");
}

CAF_TEST(immediate orders cancel what does not fill at once) {
  auto config = TestVenue::calm();
  config.partial_fill_probability = 1;
  TestVenue venue{config};
  auto request = TestVenue::limit("buy", "10", "449");
  request.time_in_force = "ioc";
  CAF_CHECK_EQUAL(venue.state(venue.taken(request)), "canceled");
  request = TestVenue::market("buy", "10");
  request.time_in_force = "ioc";
  const auto partial = venue.order(venue.taken(request));
  CAF_CHECK_EQUAL(to_string(partial.state), "canceled");
  CAF_CHECK(partial.filled > Quantity{} && partial.filled < shares(10));
  request.time_in_force = "fok";
  CAF_CHECK_EQUAL(venue.state(venue.taken(request)), "filled");
  request = TestVenue::limit("buy", "10", "449");
  request.time_in_force = "fok";
  CAF_CHECK_EQUAL(venue.state(venue.taken(request)), "canceled");
}

CAF_TEST(nothing fills during a halt) {
  TestVenue venue;
  venue.halt(true);
  const auto id = venue.taken(TestVenue::market("buy", "5"));
  venue.quote(45000, 45002);
  venue.trade(45001);
  CAF_CHECK_EQUAL(venue.state(id), "new");
  venue.halt(false);
  venue.trade(45001);
  CAF_CHECK_EQUAL(venue.state(id), "filled");
}

CAF_TEST(a sell stop becomes a market order and a buy stop keeps its collar) {
  TestVenue venue;
  venue.taken(TestVenue::market("buy", "5"));
  const auto sell = venue.taken(TestVenue::stop("sell", "5", "449"));
  venue.quote(44890, 44895);
  CAF_CHECK_EQUAL(venue.state(sell), "new");
  venue.trade(44900);
  CAF_CHECK_EQUAL(to_string(*venue.order(sell).average_price), "448.9");
  const auto buy = venue.taken(TestVenue::stop("buy", "5", "450"));
  venue.quote(46200, 46300);
  venue.trade(46250);
  CAF_CHECK_EQUAL(venue.state(buy), "new");
  venue.quote(46100, 46120);
  CAF_CHECK_EQUAL(venue.state(buy), "filled");
}

CAF_TEST(a stop limit order waits for its limit after the trigger) {
  TestVenue venue;
  auto request = TestVenue::stop("buy", "5", "451");
  request.type = "stop_limit";
  request.limit_price = "451.50";
  const auto id = venue.taken(request);
  venue.quote(45160, 45170);
  venue.trade(45160);
  CAF_CHECK_EQUAL(venue.state(id), "new");
  venue.quote(45130, 45140);
  CAF_CHECK_EQUAL(to_string(*venue.order(id).average_price), "451.5");
}

CAF_TEST(a trailing stop follows the best price and triggers behind it) {
  TestVenue venue;
  venue.taken(TestVenue::market("buy", "5"));
  auto request = TestVenue::market("sell", "5");
  request.type = "trailing_stop";
  request.trail_price = "1.00";
  const auto id = venue.taken(request);
  CAF_CHECK_EQUAL(to_string(*venue.order(id).high_water_mark), "450.01");
  venue.trade(45200);
  CAF_CHECK_EQUAL(to_string(*venue.order(id).high_water_mark), "452");
  CAF_CHECK_EQUAL(to_string(*venue.order(id).stop_price), "451");
  venue.trade(45150);
  CAF_CHECK_EQUAL(venue.state(id), "new");
  venue.trade(45100);
  CAF_CHECK_EQUAL(venue.state(id), "filled");
  request = TestVenue::market("buy", "1");
  request.type = "trailing_stop";
  request.trail_percent = "1";
  const auto cover = venue.taken(request);
  venue.trade(44000);
  CAF_CHECK_EQUAL(to_string(*venue.order(cover).stop_price), "444.4");
}

CAF_TEST(dollar orders buy what the dollars pay for) {
  TestVenue venue;
  auto request = TestVenue::market("buy", "");
  request.notional = "1000";
  const auto order = venue.order(venue.taken(request));
  CAF_CHECK(!order.quantity.has_value());
  CAF_CHECK_EQUAL(to_string(order.filled), "2.222123461");
  CAF_CHECK_EQUAL(venue.position(), "2.222123461");
}

CAF_TEST(acknowledgments can take their time) {
  auto config = TestVenue::calm();
  config.acknowledgment = std::chrono::milliseconds{10};
  TestVenue venue{config};
  const auto id = venue.taken(TestVenue::market("buy", "5"));
  venue.quote(45000, 45002);
  CAF_CHECK_EQUAL(venue.state(id), "pending_new");
  venue.exchange.advance(venue.exchange.now() + std::chrono::milliseconds{10});
  CAF_CHECK_EQUAL(venue.state(id), "filled");
  const auto resting = venue.taken(TestVenue::limit("buy", "5", "449"));
  venue.exchange.advance(venue.exchange.now() + std::chrono::milliseconds{10});
  CAF_CHECK(venue.exchange.cancel(TestVenue::key, resting).has_value());
  CAF_CHECK_EQUAL(venue.state(resting), "pending_cancel");
  venue.trade(44800);
  CAF_CHECK_EQUAL(venue.state(resting), "filled");
  venue.events();
  venue.exchange.advance(venue.exchange.now() + std::chrono::milliseconds{10});
  CAF_CHECK_EQUAL(venue.events(), "order_cancel_rejected");
}

} // namespace match_test
