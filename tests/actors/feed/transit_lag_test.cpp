#define CAF_SUITE transit_lag
#include "tests/test.hpp"

#include "actors/feed/transit_lag.hpp"
#include "tests/actors/feed/events.hpp"

namespace transit_lag_test {

using namespace hft;

namespace {

/// The lag in milliseconds of a frame with one trade.
std::int64_t lag(TransitLag& meter, std::int64_t event, std::int64_t received) {
  const auto lag = meter.lag_of(batch_of({trade_at(event, "SPY")}, received));
  return std::chrono::duration_cast<std::chrono::milliseconds>(lag + std::chrono::microseconds{500})
    .count();
}

} // namespace

CAF_TEST(lag is what a frame took longer than the quickest) {
  TransitLag meter{1.0};
  CAF_CHECK_EQUAL(lag(meter, 0, 5'000), 0);
  CAF_CHECK_EQUAL(lag(meter, 100, 5'130), 30);
  CAF_CHECK_EQUAL(lag(meter, 200, 5'190), 0); // a quicker way: 4990
  CAF_CHECK_EQUAL(lag(meter, 300, 5'390), 100);
}

CAF_TEST(speed turns venue time into real time) {
  TransitLag meter{100.0};
  CAF_CHECK_EQUAL(lag(meter, 0, 1'000), 0);
  CAF_CHECK_EQUAL(lag(meter, 10'000, 1'100), 0);
  CAF_CHECK_EQUAL(lag(meter, 20'000, 1'700), 500);
}

CAF_TEST(at full speed there is no lag) {
  TransitLag meter{0.0};
  CAF_CHECK_EQUAL(lag(meter, 0, 1'000), 0);
  CAF_CHECK_EQUAL(lag(meter, 1, 9'000), 0);
}

CAF_TEST(a late print does not look like a backlog) {
  TransitLag meter{1.0};
  lag(meter, 0, 5'000);
  CAF_CHECK_EQUAL(lag(meter, 1'000, 6'000), 0);
  CAF_CHECK_EQUAL(lag(meter, -10'000, 6'001), 0);
  CAF_CHECK_EQUAL(lag(meter, 2'000, 7'040), 40);
  CAF_CHECK_EQUAL(lag(meter, 500, 7'041), 39); // read right behind a frame that had waited 40
  CAF_CHECK_EQUAL(lag(meter, 500, 9'000), 0);
}

CAF_TEST(the quickest way is forgotten slowly) {
  TransitLag meter{1.0, 0.01};
  lag(meter, 0, 5'000);
  CAF_CHECK_EQUAL(lag(meter, 1'000, 6'020), 10); // 20 longer, 10 forgotten in a second
  CAF_CHECK_EQUAL(lag(meter, 2'000, 7'020), 0);
}

CAF_TEST(after a reset the way is measured anew) {
  TransitLag meter{1.0};
  lag(meter, 0, 5'000);
  meter.reset();
  CAF_CHECK_EQUAL(lag(meter, 1'000, 9'000), 0);
  CAF_CHECK_EQUAL(lag(meter, 2'000, 10'007), 7);
}

} // namespace transit_lag_test
