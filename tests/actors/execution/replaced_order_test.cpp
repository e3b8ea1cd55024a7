#define CAF_SUITE replaced_order
#include "tests/test.hpp"

#include "actors/execution/order_ledger.hpp"
#include "tests/actors/execution/desk_fixture.hpp"

namespace replaced_order_test {

using namespace hft;

namespace {

/// A limit order over ten shares and the one that replaces it while it is being filled.
struct Replacement {
  Replacement() {
    first.client_order_id = "20260302-maker-1";
    first.model = "maker";
    first.reference = 4;
    first.symbol = "SPY";
    first.type = OrderType::Limit;
    first.limit_price = dollars(100);
    first.quantity = shares(10);
    second = first;
    second.client_order_id = "20260302-maker-2";
    ledger.intend(first, {});
    ledger.on_description(described(first, "a", OrderState::New), facts);
    ledger.intend(second, first.client_order_id);
  }
  void happened(const Order& order, const char* id, OrderState state, std::int64_t quantity,
                std::int64_t filled, std::int64_t now_filled) {
    auto broker = described(order, id, state, filled);
    broker.quantity = shares(quantity);
    const auto kind = now_filled > 0 ? OrderEventKind::Fill : OrderEventKind::New;
    const auto execution = std::string{id} + std::to_string(filled);
    ledger.on_event(an_event(kind, broker, execution.c_str(), now_filled), facts);
  }
  Quantity leaves_of_the_last_fill() const {
    Quantity leaves = shares(-1);
    for (const auto& fact : facts)
      if (const auto* fill = std::get_if<Fill>(&fact)) leaves = fill->leaves;
    return leaves;
  }

  Order first;
  Order second;
  OrderLedger ledger;
  LedgerFacts facts;
};

} // namespace

CAF_TEST(the successor of a partly filled order leaves nothing when the rest is filled) {
  Replacement world;
  world.happened(world.first, "a", OrderState::PartiallyFilled, 10, 1, 1);
  world.happened(world.first, "a", OrderState::Replaced, 10, 1, 0);
  world.happened(world.second, "b", OrderState::New, 9, 0, 0);
  CAF_CHECK_EQUAL(world.ledger.find(world.second.client_order_id)->leaves(), shares(9));
  world.happened(world.second, "b", OrderState::Filled, 9, 9, 9);
  CAF_CHECK_EQUAL(world.leaves_of_the_last_fill(), Quantity{});
}

CAF_TEST(a successor whose fill is the first we hear of it leaves nothing either) {
  Replacement world;
  world.happened(world.first, "a", OrderState::PartiallyFilled, 10, 1, 1);
  world.happened(world.second, "b", OrderState::Filled, 9, 9, 9);
  CAF_CHECK_EQUAL(world.leaves_of_the_last_fill(), Quantity{});
}

CAF_TEST(an order that replaces none is for what was sent) {
  Replacement world;
  world.happened(world.first, "a", OrderState::PartiallyFilled, 9, 1, 1);
  CAF_CHECK_EQUAL(world.leaves_of_the_last_fill(), shares(9));
}

} // namespace replaced_order_test
