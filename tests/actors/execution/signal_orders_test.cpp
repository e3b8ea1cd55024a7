#define CAF_SUITE signal_orders
#include "tests/test.hpp"

#include "actors/execution/signal_orders.hpp"
#include "tests/actors/execution/desk_fixture.hpp"

namespace signal_orders_test {

using namespace hft;

namespace {

Order a_working(OrderType type) {
  auto signal = a_limit_signal(Side::Sell, 5, dollars(101));
  signal.type = type;
  return order_of(signal);
}

} // namespace

CAF_TEST(an order takes over what the signal says and no price its kind does not have) {
  auto signal = a_limit_signal(Side::Sell, 5, dollars(101), 7);
  auto order = order_of(signal);
  CAF_CHECK(order.side == Side::Sell);
  CAF_CHECK(order.quantity == shares(5));
  CAF_CHECK(order.limit_price == dollars(101));
  CAF_CHECK_EQUAL(order.reference, 7u);
  CAF_CHECK(order.client_order_id.empty());
  signal.type = OrderType::Market;
  CAF_CHECK(order_of(signal).limit_price == Price{});
}

CAF_TEST(a stop price stands in the order and not in its terms) {
  auto signal = a_signal(Side::Sell);
  signal.type = OrderType::Stop;
  OrderTerms terms;
  terms.stop_price = dollars(98);
  signal.terms = terms;
  const auto order = order_of(signal);
  CAF_CHECK(order.stop_price == dollars(98));
  CAF_CHECK(order.terms->stop_price == Price{});
}

CAF_TEST(prices off the grid go to the side that costs nobody anything) {
  auto buy = a_working(OrderType::Limit);
  buy.side = Side::Buy;
  buy.limit_price = Price{dollars(100).units + dollars(1).units / 300};
  auto sale = buy;
  sale.side = Side::Sell;
  auto kept = buy;
  fit_to_grid(buy, OffTick::Round);
  fit_to_grid(sale, OffTick::Round);
  fit_to_grid(kept, OffTick::Refuse);
  CAF_CHECK(buy.limit_price == dollars(100));
  CAF_CHECK(sale.limit_price == Price{dollars(100).units + dollars(1).units / 100});
  CAF_CHECK(kept.limit_price != buy.limit_price); // left for the gate to refuse
}

CAF_TEST(a replacement keeps what the order was and takes the new price) {
  const auto was = a_working(OrderType::Limit);
  const auto signal = a_limit_signal(Side::Buy, 9, dollars(102));
  auto order = order_of(signal);
  CAF_REQUIRE(take_over(order, was, signal).has_value());
  CAF_CHECK(order.side == Side::Sell);
  CAF_CHECK(order.limit_price == dollars(102));
  CAF_CHECK(order.quantity == shares(9));
}

CAF_TEST(a stop limit keeps its stop unless another one is told) {
  auto was = a_working(OrderType::StopLimit);
  was.stop_price = dollars(99);
  auto signal = a_limit_signal(Side::Sell, 5, dollars(98));
  auto order = order_of(signal);
  CAF_REQUIRE(take_over(order, was, signal).has_value());
  CAF_CHECK(order.stop_price == dollars(99));
  OrderTerms terms;
  terms.stop_price = dollars(97);
  signal.terms = terms;
  CAF_REQUIRE(take_over(order, was, signal).has_value());
  CAF_CHECK(order.stop_price == dollars(97));
}

CAF_TEST(the size of an order of a group stays and is refused to change) {
  auto was = a_working(OrderType::Limit);
  OrderTerms terms;
  terms.contingency = Contingency::Oco;
  terms.take_profit = dollars(101);
  was.terms = terms;
  const auto signal = a_limit_signal(Side::Sell, 6, dollars(103));
  auto order = order_of(signal);
  CAF_CHECK(!take_over(order, was, signal).has_value());
  order = order_of(signal);
  order.quantity = {};
  CAF_REQUIRE(take_over(order, was, signal).has_value());
  CAF_CHECK(order.quantity == shares(5));
  CAF_CHECK(order.terms->take_profit == dollars(103));
}

} // namespace signal_orders_test
