#define CAF_SUITE exchange_change
#include "tests/test.hpp"

#include "tests/adapters/simulated/exchange/fixture.hpp"

namespace change_test {

using namespace hft;
using namespace hft::simulated;

CAF_TEST(a cancel passes through pending and an end is final) {
  TestVenue venue;
  const auto id = venue.taken(TestVenue::limit("buy", "1", "440"));
  venue.events();
  CAF_CHECK(venue.exchange.cancel(TestVenue::key, id).has_value());
  CAF_CHECK_EQUAL(venue.events(), "pending_cancel canceled");
  CAF_CHECK(venue.order(id).canceled_at.has_value());
  CAF_CHECK(venue.exchange.cancel(TestVenue::key, id).has_value());
  CAF_CHECK_EQUAL(venue.events(), "");
  const auto filled = venue.taken(TestVenue::market("buy", "1"));
  CAF_CHECK_EQUAL(TestVenue::sentence(venue.exchange.cancel(TestVenue::key, filled)),
                  "422/42210000 order is already in \"filled\" state");
  CAF_CHECK_EQUAL(TestVenue::sentence(venue.exchange.cancel(TestVenue::key, "nonsense")),
                  "404/40410000 order not found for: nonsense");
  CAF_CHECK_EQUAL(TestVenue::sentence(venue.exchange.cancel("another", id)),
                  "404/40410000 order not found for: " + id);
}

CAF_TEST(held cancels stay pending until they are let go) {
  TestVenue venue;
  const auto id = venue.taken(TestVenue::limit("buy", "1", "440"));
  venue.exchange.hold_cancels(true);
  CAF_CHECK(venue.exchange.cancel(TestVenue::key, id).has_value());
  CAF_CHECK_EQUAL(venue.state(id), "pending_cancel");
  CAF_CHECK_EQUAL(TestVenue::sentence(venue.exchange.replace(TestVenue::key, id, {.qty = "2"})),
                  "422/42210000 cannot replace order in pending_cancel status");
  venue.exchange.hold_cancels(false);
  CAF_CHECK_EQUAL(venue.state(id), "canceled");
}

CAF_TEST(a replace makes a successor and ends the old order) {
  TestVenue venue;
  const auto id = venue.taken(TestVenue::limit("buy", "10", "440"));
  venue.events();
  const auto next =
    venue.exchange.replace(TestVenue::key, id, {.qty = "12", .limit_price = "441"}).value();
  CAF_CHECK_EQUAL(venue.events(), "pending_replace replaced new");
  CAF_CHECK_EQUAL(next.replaces.str(), id);
  CAF_CHECK_EQUAL(venue.state(id), "replaced");
  CAF_CHECK(venue.order(id).replaced_by == next.id);
  CAF_CHECK_EQUAL(to_string(*next.quantity), "12");
  CAF_CHECK_EQUAL(to_string(*next.limit_price), "441");
  CAF_CHECK_EQUAL(venue.state(next.id.str()), "new");
  CAF_CHECK_EQUAL(TestVenue::sentence(venue.exchange.replace(TestVenue::key, id, {.qty = "5"})),
                  "422/42210000 order already replaced");
  CAF_CHECK_EQUAL(
    TestVenue::sentence(venue.exchange.replace(TestVenue::key, next.id.view(), {.qty = "12"})),
    "422/42210000 order parameters are not changed");
  venue.exchange.replace(TestVenue::key, next.id.view(), {.limit_price = "460"}).value();
  CAF_CHECK_EQUAL(venue.position(), "12");
}

CAF_TEST(the successor of a partly filled order has what is left) {
  auto config = TestVenue::calm();
  config.partial_fill_probability = 1;
  TestVenue venue{config};
  auto request = TestVenue::limit("buy", "10", "450.02");
  const auto id = venue.taken(request);
  const auto filled = venue.order(id).filled;
  CAF_CHECK_EQUAL(
    TestVenue::sentence(venue.exchange.replace(TestVenue::key, id, {.qty = to_string(filled)})),
    "422/42210000 qty must be > filled_qty");
  const auto next = venue.exchange.replace(TestVenue::key, id, {.qty = "12"}).value();
  CAF_CHECK(*next.quantity == shares(12) - filled);
  CAF_CHECK(next.filled == Quantity{});
  CAF_CHECK_EQUAL(venue.position(), "12");
}

CAF_TEST(a replace can lose against a fill) {
  auto config = TestVenue::calm();
  config.acknowledgment = std::chrono::milliseconds{5};
  TestVenue venue{config};
  const auto later = [&] {
    venue.exchange.advance(venue.exchange.now() + std::chrono::milliseconds{5});
  };
  const auto id = venue.taken(TestVenue::limit("buy", "10", "440"));
  later();
  const auto next = venue.exchange.replace(TestVenue::key, id, {.limit_price = "441"}).value();
  CAF_CHECK_EQUAL(
    TestVenue::sentence(venue.exchange.replace(TestVenue::key, id, {.limit_price = "442"})),
    "422/42210000 cannot replace order in pending_replace status");
  venue.trade(43900);
  CAF_CHECK_EQUAL(venue.state(id), "filled");
  venue.events();
  later();
  CAF_CHECK_EQUAL(venue.events(), "order_replace_rejected rejected");
  CAF_CHECK_EQUAL(venue.state(next.id.str()), "rejected");
  CAF_CHECK_EQUAL(venue.position(), "10");
}

CAF_TEST(queued and ended orders cannot be replaced) {
  TestVenue venue;
  const auto filled = venue.taken(TestVenue::market("buy", "1"));
  CAF_CHECK_EQUAL(TestVenue::sentence(venue.exchange.replace(TestVenue::key, filled, {.qty = "2"})),
                  "422/42210000 cannot replace order in filled status");
  venue.clock(21, 0);
  const auto queued = venue.taken(TestVenue::limit("buy", "1", "440"));
  CAF_CHECK_EQUAL(TestVenue::sentence(venue.exchange.replace(TestVenue::key, queued, {.qty = "2"})),
                  "422/42210000 cannot replace order in accepted status");
}

CAF_TEST(the legs of a bracket wait for the entry and then cancel each other) {
  TestVenue venue;
  auto request = TestVenue::bracket("10", "460", "440");
  request.type = "limit";
  request.limit_price = "449";
  const auto answer = venue.submit(request).value();
  CAF_REQUIRE_EQUAL(answer.legs.size(), 2u);
  const auto id = answer.id.str();
  CAF_CHECK_EQUAL(venue.leg_state(id, 0), "held");
  venue.trade(44890);
  CAF_CHECK_EQUAL(venue.state(id), "filled");
  CAF_CHECK_EQUAL(venue.leg_state(id, 0), "new");
  CAF_CHECK_EQUAL(venue.leg_state(id, 1), "new");
  venue.quote(46010, 46012);
  CAF_CHECK_EQUAL(venue.leg_state(id, 0), "filled");
  CAF_CHECK_EQUAL(venue.leg_state(id, 1), "canceled");
  CAF_CHECK_EQUAL(venue.position(), "0");
}

CAF_TEST(the stop of a bracket takes its profit side along) {
  TestVenue venue;
  const auto id = venue.taken(TestVenue::bracket("10", "460", "440"));
  venue.quote(43990, 43992);
  venue.trade(43990);
  CAF_CHECK_EQUAL(venue.leg_state(id, 1), "filled");
  CAF_CHECK_EQUAL(venue.leg_state(id, 0), "canceled");
  CAF_CHECK_EQUAL(venue.position(), "0");
}

CAF_TEST(a partly filled profit side shrinks the stop) {
  TestVenue venue;
  const auto id = venue.taken(TestVenue::bracket("10", "460", "440"));
  venue.exchange.set_partial_fill_probability(1);
  venue.quote(46000, 46002);
  const auto order = venue.order(id);
  CAF_CHECK_EQUAL(venue.leg_state(id, 0), "partially_filled");
  CAF_CHECK(*order.legs[1].quantity == shares(10) - order.legs[0].filled);
}

CAF_TEST(canceling an entry or a leg cancels the group) {
  TestVenue venue;
  auto request = TestVenue::bracket("10", "460", "440");
  request.type = "limit";
  request.limit_price = "445";
  const auto entry = venue.taken(request);
  CAF_CHECK(venue.exchange.cancel(TestVenue::key, entry).has_value());
  CAF_CHECK_EQUAL(venue.leg_state(entry, 0), "canceled");
  CAF_CHECK_EQUAL(venue.leg_state(entry, 1), "canceled");
  const auto other = venue.taken(request);
  CAF_CHECK(
    venue.exchange.cancel(TestVenue::key, venue.order(other).legs[1].id.view()).has_value());
  CAF_CHECK_EQUAL(venue.state(other), "canceled");
}

CAF_TEST(the leg of a filled bracket can be moved but not resized) {
  TestVenue venue;
  const auto id = venue.taken(TestVenue::bracket("10", "460", "440"));
  const auto stop = venue.order(id).legs[1].id.str();
  CAF_CHECK_EQUAL(TestVenue::sentence(venue.exchange.replace(TestVenue::key, stop, {.qty = "5"})),
                  "422/42210000 qty cannot be changed for advanced orders");
  CAF_CHECK(venue.exchange.replace(TestVenue::key, stop, {.stop_price = "445"}).has_value());
  CAF_CHECK_EQUAL(to_string(*venue.order(id).legs[1].stop_price), "445");
  venue.trade(44400);
  CAF_CHECK_EQUAL(venue.leg_state(id, 1), "filled");
  CAF_CHECK_EQUAL(venue.leg_state(id, 0), "canceled");
}

CAF_TEST(an exit pair needs a position and closes it once) {
  TestVenue venue;
  auto request = TestVenue::limit("sell", "10", "");
  request.order_class = "oco";
  request.take_profit = true;
  request.take_profit_limit_price = "460";
  request.stop_loss = true;
  request.stop_loss_stop_price = "440";
  CAF_CHECK_EQUAL(TestVenue::code(venue.submit(request)), 40310000);
  venue.taken(TestVenue::market("buy", "10"));
  const auto id = venue.taken(request);
  CAF_CHECK_EQUAL(to_string(venue.exchange.position(TestVenue::key, "SPY")->available), "0");
  CAF_CHECK(venue.exchange.replace(TestVenue::key, id, {.limit_price = "459"}).has_value());
  venue.trade(43900);
  CAF_CHECK_EQUAL(venue.position(), "0");
  OrderQuery open;
  CAF_CHECK_EQUAL(venue.exchange.orders(TestVenue::key, open)->size(), 0u);
}

CAF_TEST(all open orders go at once) {
  TestVenue venue;
  venue.taken(TestVenue::limit("buy", "1", "440"));
  venue.taken(TestVenue::limit("buy", "1", "441"));
  venue.taken(TestVenue::bracket("10", "460", "440"));
  const auto canceled = venue.exchange.cancel_all(TestVenue::key);
  CAF_CHECK(canceled.size() >= 3u);
  CAF_CHECK(venue.exchange.orders(TestVenue::key, {})->empty());
}

} // namespace change_test
