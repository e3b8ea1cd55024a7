#define CAF_SUITE working_orders
#include "tests/test.hpp"

#include "actors/execution/working_orders.hpp"
#include "tests/actors/execution/desk_fixture.hpp"

#include <list>

namespace working_orders_test {

using namespace hft;

namespace {

struct WorkingWorld {
  LedgerEntry& add(Side side, std::int64_t size, const ModelId& model = "modulo",
                   OrderType type = OrderType::Limit, Price limit = dollars(100)) {
    auto& entry = entries.emplace_back();
    entry.order.client_order_id = ClientOrderId::truncated("o-" + std::to_string(entries.size()));
    entry.order.model = model;
    entry.order.symbol = "SPY";
    entry.order.side = side;
    entry.order.quantity = shares(size);
    entry.order.type = type;
    entry.order.limit_price = limit;
    working.refresh(entry);
    return entry;
  }
  void move(LedgerEntry& entry, OrderState state) {
    entry.state = state;
    working.refresh(entry);
  }
  WorkingOrders working;
  std::list<LedgerEntry> entries;
};

} // namespace

CAF_TEST(an order stands here while it works and once) {
  WorkingWorld w;
  auto& first = w.add(Side::Buy, 5);
  auto& second = w.add(Side::Buy, 5);
  w.working.refresh(first);
  CAF_CHECK_EQUAL(w.working.size(), 2u);
  w.move(first, OrderState::Filled);
  w.working.refresh(first);
  CAF_REQUIRE_EQUAL(w.working.size(), 1u);
  CAF_CHECK(w.working.all()[0] == &second);
  w.move(first, OrderState::Unknown); // it lived after all
  CAF_CHECK_EQUAL(w.working.size(), 2u);
  CAF_CHECK_EQUAL(w.working.unknown(), 1u);
}

CAF_TEST(whose orders work and where) {
  WorkingWorld w;
  w.add(Side::Buy, 5, {});
  CAF_CHECK(!w.working.any_of_models("SPY"));
  w.add(Side::Buy, 5, "trend");
  CAF_CHECK(w.working.any_of_models("SPY"));
  CAF_CHECK(!w.working.any_of_models("QQQ"));
  CAF_CHECK(w.working.any_of("trend", "SPY"));
  CAF_CHECK(!w.working.any_of("modulo", "SPY"));
  CAF_CHECK_EQUAL(w.working.size("trend"), 1u);
}

CAF_TEST(what may still fill is summed by side and model and without the one replaced) {
  WorkingWorld w;
  const auto& first = w.add(Side::Buy, 5);
  w.add(Side::Buy, 2, "trend");
  w.add(Side::Sell, 9);
  const ModelId modulo{"modulo"};
  CAF_CHECK(w.working.leaves(nullptr, "SPY", Side::Buy, {}) == shares(7));
  CAF_CHECK(w.working.leaves(&modulo, "SPY", Side::Buy, {}) == shares(5));
  CAF_CHECK(w.working.leaves(nullptr, "SPY", Side::Buy, first.order.client_order_id) == shares(2));
  CAF_CHECK(w.working.leaves(nullptr, "QQQ", Side::Buy, {}) == Quantity{});
}

CAF_TEST(an order meets what rests opposite at its price and market orders meet it too) {
  WorkingWorld w;
  const auto& resting = w.add(Side::Sell, 5, "modulo", OrderType::Limit, dollars(101));
  auto order = resting.order;
  order.client_order_id = "new";
  order.side = Side::Buy;
  order.limit_price = dollars(100);
  CAF_CHECK(w.working.opponent(order, {}, false) == nullptr);
  CAF_CHECK(w.working.opponent(order, {}, true) == nullptr);
  order.limit_price = dollars(101);
  CAF_CHECK(w.working.opponent(order, {}, false) == &resting);
  CAF_CHECK(w.working.opponent(order, resting.order.client_order_id, false) == nullptr);
  w.entries.clear();
  w.working = {};
  const auto& market = w.add(Side::Sell, 5, "modulo", OrderType::Market);
  CAF_CHECK(w.working.opponent(order, {}, false) == nullptr); // it does not rest
  CAF_CHECK(w.working.opponent(order, {}, true) == &market);
}

CAF_TEST(orders of a group meet nobody) {
  WorkingWorld w;
  auto& exit = w.add(Side::Sell, 5);
  exit.order.leg = Leg::TakeProfit;
  auto order = exit.order;
  order.leg = Leg::None;
  order.side = Side::Buy;
  order.client_order_id = "new";
  CAF_CHECK(w.working.opponent(order, {}, true) == nullptr);
}

} // namespace working_orders_test
