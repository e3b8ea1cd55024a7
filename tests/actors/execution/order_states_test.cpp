#define CAF_SUITE order_states
#include "tests/test.hpp"

#include "actors/execution/order_ledger.hpp"
#include "actors/execution/order_states.hpp"
#include "tests/actors/execution/desk_fixture.hpp"

#include <fstream>
#include <iterator>

namespace order_states_test {

using namespace hft;

namespace {

constexpr int last_state = static_cast<int>(OrderState::Other);
constexpr OrderState state(int number) {
  return static_cast<OrderState>(number);
}

// What the ledger makes of an order in state `from` that is reported as `reported`, later or not.
OrderState moved(OrderState from, OrderState reported, bool newer) {
  OrderLedger ledger;
  LedgerFacts facts;
  Order order;
  order.client_order_id = "20260302-modulo-1";
  order.symbol = "SPY";
  order.quantity = shares(5);
  ledger.intend(order, {});
  ledger.on_description(described(order, "b", from), facts);
  auto report = described(order, "b", reported);
  if (newer) report.updated = report.updated + Duration{1};
  ledger.on_description(report, facts);
  return ledger.find(order.client_order_id)->state;
}

} // namespace

CAF_TEST(the ledger follows the printed table for every pair of states) {
  int wrong = 0;
  for (int from = 2; from <= last_state; ++from)
    for (int reported = 2; reported <= last_state; ++reported)
      for (const bool newer : {false, true}) {
        const bool leaves = moves(state(from), state(reported), newer);
        const auto expected = leaves ? state(reported) : state(from);
        wrong += moved(state(from), state(reported), newer) != expected;
      }
  CAF_CHECK_EQUAL(wrong, 0);
}

CAF_TEST(ends are never left and every working state can end) {
  int wrong = 0;
  for (int from = 0; from <= last_state; ++from)
    for (int reported = 0; reported <= last_state; ++reported) {
      if (is_terminal(state(from)))
        wrong += moves(state(from), state(reported), true);
      else if (is_terminal(state(reported)))
        wrong += !moves(state(from), state(reported), false);
    }
  CAF_CHECK_EQUAL(wrong, 0);
}

CAF_TEST(the documentation prints the table as it is) {
  std::ifstream in{std::string{HFT_SOURCE_DIR} + "/docs/execution.md"};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  CAF_CHECK(text.find(transition_table()) != std::string::npos);
}

} // namespace order_states_test
