#define CAF_SUITE position_crossing
#include "tests/test.hpp"

#include "actors/execution/position_crossing.hpp"
#include "actors/execution/waiting_orders.hpp"

#include <random>

namespace position_crossing_test {

using namespace hft;
using Step = CrossingPlan::Step;

namespace {

SymbolExposure holding(std::int64_t position) {
  SymbolExposure exposure;
  exposure.position = shares(position);
  return exposure;
}

CrossingPlan sell(const SymbolExposure& exposure, std::int64_t size) {
  return plan_crossing(exposure, Side::Sell, shares(size));
}

} // namespace

CAF_TEST(an order that does not cross zero is sent as it is) {
  CAF_CHECK((sell(holding(10), 10) == CrossingPlan{Step::Send, shares(10), {}, {}}));
  CAF_CHECK((sell(holding(0), 5) == CrossingPlan{Step::Send, shares(5), {}, shares(5)}));
  CAF_CHECK((sell(holding(-5), 5) == CrossingPlan{Step::Send, shares(5), {}, shares(5)}));
  CAF_CHECK((plan_crossing(holding(-5), Side::Buy, shares(5)) ==
             CrossingPlan{Step::Send, shares(5), {}, {}}));
}

CAF_TEST(a crossing order closes what is held and opens the rest afterwards) {
  CAF_CHECK((sell(holding(10), 20) == CrossingPlan{Step::Split, shares(10), shares(10), {}}));
  CAF_CHECK((plan_crossing(holding(-3), Side::Buy, shares(5)) ==
             CrossingPlan{Step::Split, shares(3), shares(2), {}}));
}

CAF_TEST(shares that other orders stand for are not sold twice) {
  auto exposure = holding(10);
  exposure.open_sells = shares(4);
  CAF_CHECK((sell(exposure, 6) == CrossingPlan{Step::Send, shares(6), {}, {}}));
  CAF_CHECK((sell(exposure, 7) == CrossingPlan{Step::Split, shares(6), shares(1), {}}));
  exposure.open_sells = shares(10);
  CAF_CHECK(sell(exposure, 1).step == Step::Refuse);
  exposure.sells_in_flight = true;
  CAF_CHECK(sell(exposure, 1).step == Step::Wait);
}

CAF_TEST(nothing is sent against an order in flight on the other side) {
  auto exposure = holding(0);
  exposure.open_buys = shares(5);
  CAF_CHECK(sell(exposure, 5).step == Step::Refuse); // it rests: who knows how long
  exposure.buys_in_flight = true;
  CAF_CHECK(sell(exposure, 5).step == Step::Wait);
  exposure.position = shares(50);
  CAF_CHECK(sell(exposure, 5).step == Step::Wait);
}

CAF_TEST(a resting bid is no obstacle to closing nor to adding to a short position) {
  auto exposure = holding(10);
  exposure.open_buys = shares(5);
  CAF_CHECK(sell(exposure, 10).step == Step::Send);
  exposure.position = shares(-10);
  CAF_CHECK(sell(exposure, 10).step == Step::Send);
}

CAF_TEST(no order of a plan ever takes the position through zero) {
  std::mt19937 random{17};
  const auto any = [&random](int most) {
    return shares(std::uniform_int_distribution<int>{0, most}(random));
  };
  for (int i = 0; i < 50'000; ++i) {
    SymbolExposure exposure;
    exposure.position = any(20) - shares(10);
    exposure.open_buys = any(12);
    exposure.open_sells = any(12);
    exposure.buys_in_flight = exposure.open_buys != Quantity{} && any(1) != Quantity{};
    exposure.sells_in_flight = exposure.open_sells != Quantity{} && any(1) != Quantity{};
    const auto quantity = any(15) + shares(1);
    const auto plan = plan_crossing(exposure, Side::Sell, quantity);
    CAF_REQUIRE(plan.now + plan.rest == quantity);
    CAF_REQUIRE(plan.now >= Quantity{} && plan.rest >= Quantity{} && plan.opens <= plan.now);
    const bool sends = plan.step == Step::Send || plan.step == Step::Split;
    CAF_REQUIRE(sends == (plan.now > Quantity{}));
    // All of its own side may fill before it.
    if (sends && exposure.position > Quantity{})
      CAF_REQUIRE(exposure.position - exposure.open_sells - plan.now >= Quantity{});
    // The other side sees the same turned round.
    const SymbolExposure mirror{-exposure.position, exposure.open_sells, exposure.open_buys,
                                exposure.sells_in_flight, exposure.buys_in_flight};
    CAF_REQUIRE(plan_crossing(mirror, Side::Buy, quantity) == plan);
  }
}

CAF_TEST(a part that waits behind a waiting order is taken from it) {
  WaitingOrders waiting;
  Order order;
  order.client_order_id = "a";
  order.model = "m";
  order.reference = 7;
  order.symbol = "SPY";
  order.quantity = shares(10);
  waiting.add({order, "leg"});
  CAF_CHECK(waiting.behind("leg")->order.client_order_id == ClientOrderId{"a"});
  order.client_order_id = "b";
  order.quantity = shares(4);
  waiting.add({order, "a"});
  CAF_CHECK(waiting.find(ClientOrderId{"a"})->order.quantity == shares(6));
  CAF_CHECK_EQUAL(waiting.size("m"), 2u);
  CAF_CHECK(waiting.has("m", "SPY") && !waiting.has("m", "QQQ") && !waiting.has("n", "SPY"));
  CAF_CHECK(waiting.take("a")->order.quantity == shares(6));
  CAF_CHECK(!waiting.take("a"));
  CAF_CHECK(waiting.find("m", 7)->order.client_order_id == ClientOrderId{"b"});
  CAF_CHECK(!waiting.find("m", 0));
  CAF_CHECK(!waiting.behind({}));
}

} // namespace position_crossing_test
