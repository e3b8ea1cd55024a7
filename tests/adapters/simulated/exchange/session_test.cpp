#define CAF_SUITE exchange_session
#include "tests/test.hpp"

#include "tests/adapters/simulated/exchange/fixture.hpp"

namespace session_test {

using namespace hft;
using namespace hft::simulated;

CAF_TEST(orders of the night are queued and filled at the open) {
  TestVenue venue;
  venue.clock(20, 30);
  const auto answer = venue.submit(TestVenue::market("buy", "5")).value();
  CAF_CHECK_EQUAL(to_string(answer.state), "accepted");
  CAF_CHECK_EQUAL(format_timestamp(answer.expires_at), "2026-03-03T21:00:00Z");
  venue.exchange.advance(venue.at(24 + 9, 29, 59));
  venue.quote(45500, 45502);
  CAF_CHECK_EQUAL(venue.state(answer.id.str()), "accepted");
  venue.exchange.advance(venue.at(24 + 9, 30));
  CAF_CHECK_EQUAL(venue.state(answer.id.str()), "filled");
  CAF_CHECK_EQUAL(venue.events(), "accepted new fill");
}

CAF_TEST(day orders expire at the close and extended ones at the end of the evening) {
  TestVenue venue;
  const auto day = venue.taken(TestVenue::limit("buy", "1", "440"));
  auto request = TestVenue::limit("buy", "1", "441");
  request.extended_hours = true;
  const auto evening = venue.taken(request);
  request = TestVenue::limit("buy", "1", "442");
  request.time_in_force = "gtc";
  const auto lasting = venue.taken(request);
  venue.clock(15, 59, 59);
  CAF_CHECK_EQUAL(venue.state(day), "new");
  venue.clock(16, 0);
  CAF_CHECK_EQUAL(venue.state(day), "expired");
  CAF_CHECK_EQUAL(venue.state(evening), "new");
  venue.clock(20, 0);
  CAF_CHECK_EQUAL(venue.state(evening), "expired");
  CAF_CHECK(venue.order(evening).expired_at == venue.at(20, 0));
  CAF_CHECK_EQUAL(venue.state(lasting), "new");
  venue.exchange.advance(venue.at(24 * 91 + 5, 0));
  CAF_CHECK_EQUAL(venue.state(lasting), "canceled");
}

CAF_TEST(only extended orders fill outside regular hours) {
  TestVenue venue;
  venue.clock(16, 30);
  auto request = TestVenue::limit("buy", "1", "451");
  const auto plain = venue.taken(request);
  request.extended_hours = true;
  const auto extended = venue.taken(request);
  CAF_CHECK_EQUAL(venue.state(plain), "accepted");
  CAF_CHECK_EQUAL(venue.state(extended), "filled");
  venue.clock(21, 0);
  const auto night = venue.taken(request);
  CAF_CHECK_EQUAL(venue.state(night), "accepted");
  venue.exchange.advance(venue.at(24 + 4, 0));
  CAF_CHECK_EQUAL(venue.state(night), "filled");
}

CAF_TEST(opening orders fill at the first print of the session) {
  TestVenue venue;
  venue.clock(19, 30);
  auto request = TestVenue::market("buy", "5");
  request.time_in_force = "opg";
  const auto at_market = venue.taken(request);
  request = TestVenue::limit("buy", "5", "451");
  request.time_in_force = "opg";
  const auto too_low = venue.taken(request);
  venue.exchange.advance(venue.at(24 + 9, 30));
  venue.quote(45190, 45210);
  CAF_CHECK_EQUAL(venue.state(at_market), "new");
  venue.trade(45200);
  CAF_CHECK_EQUAL(to_string(*venue.order(at_market).average_price), "452");
  CAF_CHECK_EQUAL(venue.state(too_low), "canceled");
}

CAF_TEST(opening orders make do with the quote when nothing prints) {
  TestVenue venue;
  venue.clock(19, 30);
  auto request = TestVenue::market("buy", "5");
  request.time_in_force = "opg";
  const auto id = venue.taken(request);
  venue.exchange.advance(venue.at(24 + 9, 31));
  venue.quote(45190, 45210);
  CAF_CHECK_EQUAL(to_string(*venue.order(id).average_price), "452.1");
}

CAF_TEST(closing orders fill at the last print of the session) {
  TestVenue venue;
  auto request = TestVenue::market("buy", "5");
  request.time_in_force = "cls";
  const auto at_market = venue.taken(request);
  request = TestVenue::limit("buy", "5", "448");
  request.time_in_force = "cls";
  const auto too_low = venue.taken(request);
  venue.trade(44950);
  CAF_CHECK_EQUAL(venue.state(at_market), "new");
  venue.clock(16, 0);
  CAF_CHECK_EQUAL(to_string(*venue.order(at_market).average_price), "449.5");
  CAF_CHECK_EQUAL(venue.state(too_low), "canceled");
}

CAF_TEST(an injected early close ends the session early) {
  auto config = TestVenue::calm();
  config.session = [](Date date) -> std::optional<SessionPlan> {
    const auto at = [&](int hours) { return from_new_york(date, std::chrono::hours{hours}); };
    return SessionPlan{date, at(4), at(9), at(13), at(17), true};
  };
  TestVenue venue{config};
  const auto id = venue.taken(TestVenue::limit("buy", "1", "440"));
  venue.clock(13, 0);
  CAF_CHECK_EQUAL(venue.state(id), "expired");
}

CAF_TEST(a session given early ends what was left of the one before) {
  TestVenue venue;
  const auto id = venue.taken(TestVenue::limit("buy", "1", "440"));
  auto plan = venue.exchange.session();
  const auto day = std::chrono::hours{24};
  plan = {plan.date + 1,    plan.pre_open + day, plan.open + day,
          plan.close + day, plan.post_end + day, false};
  venue.exchange.set_session(plan);
  CAF_CHECK_EQUAL(venue.state(id), "expired");
  CAF_CHECK(venue.exchange.session().date == plan.date);
}

CAF_TEST(equity is noted once a minute while the market is open) {
  TestVenue venue;
  venue.taken(TestVenue::market("buy", "100"));
  venue.quote(45100, 45102);
  venue.clock(10, 1);
  venue.clock(10, 1, 30);
  venue.clock(10, 2);
  const auto curve = venue.exchange.equity_history(TestVenue::key);
  CAF_REQUIRE_EQUAL(curve.size(), 2u);
  CAF_CHECK(curve[0].time == venue.at(10, 1));
  CAF_CHECK_EQUAL(to_string(curve[0].equity), "1000099");
  venue.clock(23, 0);
  CAF_CHECK(venue.exchange.equity_history(TestVenue::key).size() <= 3u);
}

} // namespace session_test
