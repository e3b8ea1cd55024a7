#define CAF_SUITE order_fills
#include "tests/test.hpp"

#include "actors/execution/order_fills.hpp"

#include <algorithm>
#include <random>

namespace order_fills_test {

using namespace hft;

namespace {

Execution an_execution(const char* id, std::int64_t quantity, Price price = dollars(100)) {
  return {ExecutionId::truncated(id), price, shares(quantity), {}};
}

// Sorted, disjoint, and what `total` and `cost` say.
bool is_sound(const OrderFills& fills) {
  Quantity sum;
  int128 cost = 0;
  Quantity before;
  for (const auto& slice : fills.slices()) {
    if (slice.from < before || slice.until <= slice.from) return false;
    before = slice.until;
    sum += slice.size();
    cost += exact_product(slice.price, slice.size());
  }
  return sum == fills.total() && cost == fills.cost() && before <= largest_order;
}

} // namespace

CAF_TEST(an execution counts once under whatever id it comes again) {
  OrderFills fills;
  CAF_CHECK_EQUAL(fills.execute(an_execution("x", 2), shares(2)).booked.size(), 1u);
  CAF_CHECK(!fills.execute(an_execution("x", 2), shares(2)).changed());
  CAF_CHECK(!fills.execute(an_execution("another name of x", 2), shares(2)).changed());
  CAF_CHECK_EQUAL(fills.total(), shares(2));
}

CAF_TEST(executions may come in any order) {
  OrderFills fills;
  fills.execute(an_execution("y", 3, dollars(101)), shares(5));
  fills.execute(an_execution("x", 2, dollars(100)), shares(2));
  CAF_CHECK_EQUAL(fills.total(), shares(5));
  CAF_CHECK(fills.cost() ==
            exact_product(dollars(101), shares(3)) + exact_product(dollars(100), shares(2)));
}

CAF_TEST(a sum books what is missing and the execution prices it later) {
  OrderFills fills;
  const auto booked = fills.complete(shares(4), dollars(100));
  CAF_CHECK(booked.booked.at(0).derived);
  const auto priced = fills.execute(an_execution("x", 4, cents(10001)), shares(4));
  CAF_CHECK(priced.booked.empty());
  CAF_CHECK(priced.dearer == exact_product(cents(1), shares(4)));
  CAF_CHECK(fills.average_price() == cents(10001));
}

CAF_TEST(a known id that stands for other shares is told and counts by its sum) {
  OrderFills fills;
  fills.execute(an_execution("x", 2), shares(2));
  const auto again = fills.execute(an_execution("x", 3), shares(5));
  CAF_CHECK(again.repeated_id);
  CAF_CHECK_EQUAL(fills.total(), shares(5));
}

CAF_TEST(figures that cannot be leave no trace) {
  OrderFills fills;
  CAF_CHECK(!fills.execute(an_execution("a", 9'000'000'000), shares(9'000'000'000)).changed());
  CAF_CHECK(!fills.execute(an_execution("b", 1, dollars(9'000'000'000)), shares(1)).changed());
  CAF_CHECK(!fills.execute(an_execution("c", 1, Price{}), shares(1)).changed());
  CAF_CHECK(!fills.execute(an_execution("d", 1, dollars(-450)), shares(1)).changed());
  CAF_CHECK(!fills.execute(an_execution("e", -1), shares(1)).changed());
  CAF_CHECK(!fills.complete(shares(9'000'000'000), dollars(1)).changed());
  CAF_CHECK(!fills.complete(shares(1), Price{}).changed());
  CAF_CHECK(fills.execute(an_execution("a", 1), shares(1)).changed());
  CAF_CHECK_EQUAL(fills.total(), shares(1));
}

CAF_TEST(an average that leaves no price for the rest is taken as it is) {
  OrderFills fills;
  fills.execute(an_execution("x", 4, dollars(100)), shares(4));
  fills.complete(shares(5), dollars(10)); // 50 in all, and 400 are booked
  CAF_CHECK(fills.slices().back().price == dollars(10));
  CAF_CHECK(is_sound(fills));
}

CAF_TEST(whatever is told in whatever order the slices stay sound) {
  std::mt19937_64 random{7};
  const std::int64_t units[] = {0,
                                1,
                                -1,
                                shares(1).units,
                                shares(5).units,
                                shares(900'000'000).units,
                                largest_order.units,
                                INT64_MAX,
                                INT64_MIN + 1};
  const auto any = [&] { return units[random() % std::size(units)]; };
  bool sound = true;
  for (int i = 0; i < 2'000; ++i) {
    OrderFills fills;
    for (int k = 0; k < 8; ++k) {
      const Price price{random() % 2 ? dollars(100).units : any()};
      const auto id = "x" + std::to_string(random() % 3);
      if (random() % 3)
        fills.execute({ExecutionId::truncated(id), price, Quantity{any()}, {}}, Quantity{any()});
      else
        fills.complete(Quantity{any()}, price);
    }
    sound = sound && is_sound(fills);
  }
  CAF_CHECK(sound);
}

} // namespace order_fills_test
