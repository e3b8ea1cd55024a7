#define CAF_SUITE orders
#include "tests/test.hpp"

#include "adapters/simulated/exchange/ids.hpp"
#include "adapters/simulated/exchange/orders.hpp"
#include "tests/adapters/simulated/exchange/broken_invariant.hpp"

namespace orders_test {

using namespace hft;
using namespace hft::simulated;

namespace {

constexpr AccountIndex mine = 0;
constexpr AccountIndex another = 3;

Uuid id_of(std::uint64_t number) {
  return make_uuid(number, number);
}

OrderRecord record(std::uint64_t number, AccountIndex account = mine,
                   OrderState state = OrderState::New) {
  OrderRecord made;
  made.account = account;
  made.order.id = id_of(number);
  made.order.client_order_id = ClientOrderId::truncated("mine-" + std::to_string(number));
  made.order.symbol = "SPY";
  made.order.quantity = shares(10);
  made.order.state = state;
  return made;
}

OrderIndex add_leg(Orders& orders, OrderIndex parent, std::uint64_t number, OrderClass kind) {
  auto leg = record(number, mine, OrderState::Held);
  leg.order.order_class = kind;
  const auto index = orders.add(std::move(leg));
  orders.adopt(parent, index);
  return index;
}

} // namespace

CAF_TEST(an order is found by its id and its client id by its owner alone) {
  Orders orders;
  const auto index = orders.add(record(1, another));
  CAF_CHECK(orders.find(another, id_of(1).view()) == index);
  const auto of_another = orders.find(mine, id_of(1).view());
  const auto unknown = orders.find(another, "no id");
  CAF_CHECK_EQUAL(of_another.error().http, 404);
  CAF_CHECK_EQUAL(unknown.error().http, 404);
  CAF_CHECK_EQUAL(orders.by_client_id(another, "mine-1"), index);
  CAF_CHECK_EQUAL(orders.by_client_id(mine, "mine-1"), no_order);
}

CAF_TEST(two orders of one id cannot be) {
  Orders orders;
  orders.add(record(1));
  CAF_CHECK(breaks_invariant([&] { orders.add(record(1)); }));
}

CAF_TEST(open are the orders that have not ended oldest first) {
  Orders orders;
  const auto first = orders.add(record(1));
  orders.add(record(2, mine, OrderState::Filled));
  const auto third = orders.add(record(3));
  CAF_CHECK_EQUAL(orders.open_of(mine), (std::vector<OrderIndex>{first, third}));
  orders.close(first);
  CAF_CHECK_EQUAL(orders.open_of(mine), std::vector<OrderIndex>{third});
  CAF_CHECK(orders.open_of(another).empty());
}

CAF_TEST(the legs of an entry are a group and so is an exit pair with its parent) {
  Orders orders;
  const auto entry = orders.add(record(1));
  const auto profit = add_leg(orders, entry, 2, OrderClass::Bracket);
  const auto loss = add_leg(orders, entry, 3, OrderClass::Bracket);
  CAF_CHECK_EQUAL(orders.group_of(profit), std::vector<OrderIndex>{loss});
  CAF_CHECK(orders.group_of(entry).empty());
  auto exits = record(4);
  exits.order.order_class = OrderClass::Oco;
  const auto pair = orders.add(std::move(exits));
  const auto stop = add_leg(orders, pair, 5, OrderClass::Oco);
  CAF_CHECK_EQUAL(orders.group_of(pair), std::vector<OrderIndex>{stop});
  CAF_CHECK_EQUAL(orders.group_of(stop), std::vector<OrderIndex>{pair});
}

CAF_TEST(a successor takes the place of the order before it among the legs) {
  Orders orders;
  const auto entry = orders.add(record(1));
  const auto profit = add_leg(orders, entry, 2, OrderClass::Bracket);
  const auto loss = add_leg(orders, entry, 3, OrderClass::Bracket);
  auto next = record(4, mine, OrderState::Held);
  next.order.replaces = id_of(2);
  const auto successor = orders.add(std::move(next));
  CAF_CHECK(orders.waits_for_predecessor(orders.at(successor).order));
  orders.take_place(profit, successor);
  orders.at(profit).order.state = OrderState::Replaced;
  CAF_CHECK(!orders.waits_for_predecessor(orders.at(successor).order));
  CAF_CHECK_EQUAL(orders.at(entry).legs, (std::vector<OrderIndex>{successor, loss}));
  CAF_CHECK_EQUAL(orders.at(successor).order.parent, id_of(1));
  CAF_CHECK_EQUAL(orders.at(profit).order.replaced_by, id_of(4));
  CAF_CHECK_EQUAL(orders.at(profit).parent, no_order);
}

CAF_TEST(an order under a cancel works on when it worked before) {
  auto asked = record(1, mine, OrderState::PendingCancel);
  asked.before = OrderState::PartiallyFilled;
  CAF_CHECK(asked.is_working());
  asked.before = OrderState::Accepted;
  CAF_CHECK(!asked.is_working());
  CAF_CHECK(!record(1, mine, OrderState::Held).is_working());
}

CAF_TEST(a list is newest first and takes cursors or times but not both) {
  Orders orders;
  for (std::uint64_t number = 1; number <= 4; ++number) orders.add(record(number));
  OrderQuery query;
  query.status = OrderQuery::Status::All;
  query.limit = 2;
  const auto newest = orders.list(mine, query);
  CAF_CHECK(newest->front().id == id_of(4));
  CAF_CHECK_EQUAL(newest->size(), 2u);
  query.before_order_id = id_of(3).str();
  const auto before = orders.list(mine, query);
  CAF_CHECK(before->front().id == id_of(2));
  query.after = Timestamp{1};
  const auto refused = orders.list(mine, query);
  CAF_CHECK_EQUAL(refused.error().http, 422);
}

} // namespace orders_test
