#define CAF_SUITE order_stages
#include "actors/execution/order_stages.hpp"
#include "tests/test.hpp"

#include <string>

namespace order_stages_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

constexpr MonotonicTime begun{1'000'000'000};

ClientOrderId id_of(std::size_t number) {
  return ClientOrderId::truncated("order-" + std::to_string(number));
}

Duration sum_of(const OrderStages& stages, Stage stage) {
  return stages.counts(stage).sum;
}

} // namespace

CAF_TEST(an order passes decision then gate then socket) {
  OrderStages stages;
  stages.decided(40us);
  stages.handed_over("a", begun, begun + 7us);
  stages.written("a", begun + 10us);

  CAF_CHECK(sum_of(stages, Stage::Model) == 40us);
  CAF_CHECK(sum_of(stages, Stage::Gate) == 7us);
  CAF_CHECK(sum_of(stages, Stage::Write) == 3us);
  CAF_CHECK_EQUAL(stages.counts(Stage::Write).count, 1u);
}

CAF_TEST(a second answer to the same order is not written twice) {
  OrderStages stages;
  stages.handed_over("a", begun, begun);
  stages.written("a", begun + 2us);
  stages.written("a", begun + 9us);
  CAF_CHECK_EQUAL(stages.counts(Stage::Write).count, 1u);
}

CAF_TEST(an order that was never written has no time to the socket) {
  OrderStages stages;
  stages.handed_over("a", begun, begun);
  stages.written("a", {});
  stages.written("b", begun + 1us);
  stages.written({}, begun + 1us);
  CAF_CHECK_EQUAL(stages.counts(Stage::Write).count, 0u);
  CAF_CHECK_EQUAL(stages.counts(Stage::Gate).count, 1u);
}

CAF_TEST(the oldest of too many on their way is left out) {
  OrderStages stages;
  for (std::size_t number = 0; number <= OrderStages::most_on_their_way; ++number)
    stages.handed_over(id_of(number), begun, begun);
  stages.written(id_of(0), begun + 1us);
  CAF_CHECK_EQUAL(stages.counts(Stage::Write).count, 0u);
  stages.written(id_of(1), begun + 1us);
  stages.written(id_of(OrderStages::most_on_their_way), begun + 1us);
  CAF_CHECK_EQUAL(stages.counts(Stage::Write).count, 2u);
}

} // namespace order_stages_test
