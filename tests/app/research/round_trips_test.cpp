#define CAF_SUITE research_round_trips
#include "tests/test.hpp"

#include "app/research/round_trips.hpp"
#include "tests/app/research/made_record.hpp"

namespace round_trips_test {

using namespace hft;
using namespace hft::research;

namespace {

report::RunBar bar(int at, int low, int high) {
  return {"SPY",         minute(0, at), std::chrono::minutes{1}, dollars(low),
          dollars(high), dollars(low),  dollars(high),           shares(1)};
}

} // namespace

CAF_TEST(the oldest shares are sold first) {
  auto record = flat_record({1000});
  add_fill(record, minute(0, 1), Side::Buy, 10, dollars(100));
  add_fill(record, minute(0, 2), Side::Buy, 10, dollars(110));
  add_fill(record, minute(0, 3), Side::Sell, 15, dollars(120));

  const auto trips = round_trips(record);

  CAF_REQUIRE_EQUAL(trips.closed.size(), 2u);
  CAF_CHECK_EQUAL(to_string(trips.closed[0].profit), "200");
  CAF_CHECK_EQUAL(to_string(trips.closed[1].profit), "50");
  CAF_CHECK_EQUAL(to_string(trips.closed[1].quantity), "5");
  CAF_REQUIRE_EQUAL(trips.open.size(), 1u);
  CAF_CHECK_EQUAL(to_string(trips.open[0].quantity), "5");
}

CAF_TEST(a sale beyond what is held begins a short) {
  auto record = flat_record({1000});
  add_fill(record, minute(0, 1), Side::Buy, 10, dollars(100));
  add_fill(record, minute(0, 2), Side::Sell, 25, dollars(90));
  add_fill(record, minute(0, 3), Side::Buy, 15, dollars(80));

  const auto trips = round_trips(record);

  CAF_REQUIRE_EQUAL(trips.closed.size(), 2u);
  CAF_CHECK_EQUAL(to_string(trips.closed[0].profit), "-100");
  CAF_CHECK(!trips.closed[1].is_long);
  CAF_CHECK_EQUAL(to_string(trips.closed[1].profit), "150");
  CAF_CHECK(trips.open.empty());
}

CAF_TEST(models do not close each others positions) {
  auto record = flat_record({1000});
  record.models.push_back({"n", "modulo", 0, 0, 0, 0, 0, {}, {}, {}});
  add_fill(record, minute(0, 1), Side::Buy, 10, dollars(100));
  add_fill(record, minute(0, 2), Side::Sell, 10, dollars(90), {}, "n");

  const auto trips = round_trips(record);

  CAF_CHECK(trips.closed.empty());
  CAF_CHECK_EQUAL(trips.open.size(), 2u);
}

CAF_TEST(fees of trips and lots add up to the fees of the fills) {
  auto record = flat_record({1000});
  add_fill(record, minute(0, 1), Side::Buy, 7, dollars(100), Money{1'000'000'001});
  add_fill(record, minute(0, 2), Side::Sell, 3, dollars(101), Money{333'333'333});
  add_fill(record, minute(0, 3), Side::Sell, 2, dollars(102), Money{777'777'777});

  const auto trips = round_trips(record);

  Money sum;
  for (const auto& trip : trips.closed) sum += trip.fees;
  for (const auto& lot : trips.open) sum += lot.fees;
  CAF_CHECK_EQUAL(sum.units, 1'000'000'001 + 333'333'333 + 777'777'777);
}

CAF_TEST(worst and best are of the bars wholly inside the trip and of its exit) {
  auto record = flat_record({1000});
  record.bars = {bar(0, 50, 500), bar(1, 95, 108), bar(2, 90, 130), bar(3, 10, 900)};
  add_fill(record, minute(0, 1), Side::Buy, 10, dollars(100));
  add_fill(record, minute(0, 3), Side::Sell, 10, dollars(120));

  const auto trip = round_trips(record).closed.at(0);

  CAF_CHECK_EQUAL(to_string(*trip.worst), "-100");
  CAF_CHECK_EQUAL(to_string(*trip.best), "300");
}

CAF_TEST(a short stands worst at the highest price) {
  auto record = flat_record({1000});
  record.bars = {bar(1, 95, 108)};
  add_fill(record, minute(0, 1), Side::Sell, 10, dollars(100));
  add_fill(record, minute(0, 3), Side::Buy, 10, dollars(99));

  const auto trip = round_trips(record).closed.at(0);

  CAF_CHECK_EQUAL(to_string(*trip.worst), "-80");
  CAF_CHECK_EQUAL(to_string(*trip.best), "50");
}

CAF_TEST(a split makes more shares for the same money) {
  auto record = flat_record({1000});
  add_fill(record, minute(0, 1), Side::Buy, 10, dollars(100));
  record.splits.push_back({minute(0, 2), "SPY", shares(1), shares(4)});
  add_fill(record, minute(0, 3), Side::Sell, 40, dollars(30));

  const auto trips = round_trips(record);

  CAF_REQUIRE_EQUAL(trips.closed.size(), 1u);
  CAF_CHECK_EQUAL(to_string(trips.closed[0].profit), "200");
  CAF_CHECK(trips.open.empty());
}

CAF_TEST(what was held before is closed at its own price) {
  auto record = flat_record({1000});
  record.held_before.push_back({"m", "SPY", shares(-5), dollars(100)});
  add_fill(record, minute(0, 3), Side::Buy, 5, dollars(90));

  const auto trip = round_trips(record).closed.at(0);

  CAF_CHECK(trip.held_before);
  CAF_CHECK_EQUAL(to_string(trip.profit), "50");
}

CAF_TEST(figures of trips are after fees) {
  auto record = flat_record({1000});
  add_fill(record, minute(0, 0), Side::Buy, 1, dollars(100), money(2));
  add_fill(record, minute(0, 1), Side::Sell, 1, dollars(101));
  add_fill(record, minute(0, 2), Side::Buy, 1, dollars(100));
  add_fill(record, minute(0, 5), Side::Sell, 1, dollars(104));

  const auto figures = figures_of(round_trips(record).closed);

  CAF_CHECK_EQUAL(figures.won, 1u);
  CAF_CHECK(is_near(*figures.hit_rate, 0.5));
  CAF_CHECK(is_near(*figures.profit_factor, 4));
  CAF_CHECK(is_near(*figures.average_loss, -1));
  CAF_CHECK(is_near(*figures.mean_held, 120));
}

} // namespace round_trips_test
