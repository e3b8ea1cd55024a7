#define CAF_SUITE order_comparison
#include "tests/test.hpp"

#include "app/research/altered_future.hpp"
#include "app/research/order_comparison.hpp"

namespace order_comparison_test {

using namespace hft;
using namespace hft::research;

namespace {

report::RunOrder order_at(std::int64_t seconds, std::int64_t quantity) {
  report::RunOrder order;
  order.id = std::to_string(seconds);
  order.model = "m";
  order.symbol = "SPY";
  order.quantity = shares(quantity);
  order.decided = {seconds * units_per_whole};
  return order;
}

constexpr Timestamp at(std::int64_t seconds) {
  return {seconds * units_per_whole};
}

/// A trade of a dollar each second.
class Seconds final : public simulated::MarketSource {
public:
  std::optional<Timestamp> next_time() const override {
    return second_ < 4 ? std::optional{at(second_)} : std::nullopt;
  }
  MarketEvent take() override {
    Trade trade;
    trade.time = at(second_++);
    trade.price = cents(100);
    return trade;
  }
  const std::vector<Symbol>& symbols() const override { return symbols_; }
  Date date() const override { return {}; }

private:
  std::int64_t second_ = 1;
  std::vector<Symbol> symbols_;
};

} // namespace

CAF_TEST(runs that decide the same are the same whatever their ids) {
  auto other = order_at(1, 5);
  other.id = "another";
  const auto found = compare_orders({order_at(1, 5)}, {other}, {}, at(9));
  CAF_CHECK_EQUAL(found.compared, 1u);
  CAF_CHECK_EQUAL(found.same, 1u);
  CAF_CHECK(!found.difference);
}

CAF_TEST(the first order that differs is told and what lies outside the span is not looked at) {
  const std::vector<report::RunOrder> first{order_at(1, 5), order_at(2, 5), order_at(3, 5)};
  const std::vector<report::RunOrder> second{order_at(1, 7), order_at(2, 6)};
  const auto found = compare_orders(first, second, at(2), at(3));
  CAF_CHECK_EQUAL(found.compared, 2u);
  CAF_CHECK_EQUAL(found.same, 0u);
  CAF_REQUIRE(found.difference);
  CAF_CHECK_EQUAL(*found.difference, "m buy 5 SPY at 1970-01-01T00:00:02Z became "
                                     "m buy 6 SPY at 1970-01-01T00:00:02Z");
  CAF_CHECK(!compare_orders(first, second, at(4), at(9)).difference);
}

CAF_TEST(an altered future leaves the past as it was) {
  AlteredFuture market{std::make_unique<Seconds>(), at(2)};
  std::string prices;
  while (market.next_time()) prices += to_string(std::get<Trade>(market.take()).price) + ' ';
  CAF_CHECK_EQUAL(prices, "1 1 1.1 ");
}

} // namespace order_comparison_test
