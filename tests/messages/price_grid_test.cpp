#define CAF_SUITE price_grid
#include "tests/test.hpp"

#include "messages/price_grid.hpp"

#include <random>

namespace price_grid_test {

using namespace hft;

namespace {

std::string rounded(const char* price, Side side) {
  return to_string(round_to_tick(parse_price(price).value(), side));
}

Price of(double value) {
  return {units_from_double(value).value()};
}

} // namespace

CAF_TEST(a price between two ticks is rounded to the passive side) {
  CAF_CHECK_EQUAL(rounded("449.985", Side::Buy), "449.98");
  CAF_CHECK_EQUAL(rounded("449.985", Side::Sell), "449.99");
  CAF_CHECK_EQUAL(rounded("449.98", Side::Buy), "449.98");
  CAF_CHECK_EQUAL(rounded("449.98", Side::Sell), "449.98");
}

CAF_TEST(below one dollar a tick is a hundredth of a cent) {
  CAF_CHECK_EQUAL(rounded("0.12345", Side::Buy), "0.1234");
  CAF_CHECK_EQUAL(rounded("0.12345", Side::Sell), "0.1235");
  CAF_CHECK_EQUAL(rounded("0.99999", Side::Sell), "1");
  CAF_CHECK_EQUAL(rounded("0.99999", Side::Buy), "0.9999");
  CAF_CHECK_EQUAL(rounded("1.0001", Side::Buy), "1");
  CAF_CHECK_EQUAL(rounded("1.0001", Side::Sell), "1.01");
  CAF_CHECK_EQUAL(rounded("0.00005", Side::Buy), "0");
}

CAF_TEST(a price within a billionth of a tick is that tick on either side) {
  for (const auto side : {Side::Buy, Side::Sell}) {
    CAF_CHECK_EQUAL(rounded("448.500000001", side), "448.5");
    CAF_CHECK_EQUAL(rounded("448.499999999", side), "448.5");
    CAF_CHECK_EQUAL(rounded("0.123400001", side), "0.1234");
    CAF_CHECK_EQUAL(rounded("0.999999999", side), "1");
    CAF_CHECK_EQUAL(rounded("1.000000001", side), "1");
    CAF_CHECK_EQUAL(to_string(round_to_tick(of(448.50000000000006), side)), "448.5");
    CAF_CHECK_EQUAL(to_string(round_to_tick(of(0.1 + 0.2 + 449), side)), "449.3");
  }
  CAF_CHECK(!tick_near(parse_price("448.500000002").value()));
}

CAF_TEST(stops are rounded away from the market and trails to a wider distance) {
  const auto stop = parse_price("449.985").value();
  CAF_CHECK_EQUAL(to_string(round_stop_to_tick(stop, Side::Buy)), "449.99");
  CAF_CHECK_EQUAL(to_string(round_stop_to_tick(stop, Side::Sell)), "449.98");
  CAF_CHECK_EQUAL(to_string(round_trail_to_tick(parse_price("0.501").value())), "0.51");
  CAF_CHECK_EQUAL(to_string(round_trail_to_tick(parse_price("0.500000001").value())), "0.5");
  CAF_CHECK_EQUAL(to_string(round_trail_to_tick(parse_price("0.499999999").value())), "0.5");
  CAF_CHECK_EQUAL(to_string(round_trail_to_tick(parse_price("0.0001").value())), "0.01");
}

CAF_TEST(whatever is rounded is on the grid and never further than a tick) {
  std::mt19937_64 random{20260302};
  for (int i = 0; i < 20'000; ++i) {
    const Price price{
      static_cast<std::int64_t>(random() % (i % 2 ? 3'000'000'000ull : 900'000'000'000'000ull))};
    for (const auto side : {Side::Buy, Side::Sell}) {
      const auto tick = round_to_tick(price, side);
      CAF_REQUIRE(is_on_grid(tick));
      CAF_REQUIRE(round_to_tick(tick, side) == tick);
      CAF_REQUIRE(magnitude(int128{tick.units} - price.units) < tick_size(price).units);
      const bool near = magnitude(int128{tick.units} - price.units) <= 1;
      CAF_REQUIRE(near || (side == Side::Buy ? tick < price : tick > price));
    }
  }
}

} // namespace price_grid_test
