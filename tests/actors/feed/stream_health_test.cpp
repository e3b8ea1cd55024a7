#define CAF_SUITE stream_health
#include "tests/test.hpp"

#include "actors/feed/stream_health.hpp"
#include "tests/actors/feed/events.hpp"

namespace stream_health_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

using News = std::vector<std::string>;

StreamHealth watched() {
  StreamHealth health{{.stream = 10s, .subscription = 60s}};
  health.watch(wish(Channel::Trades, {"IBM", "SPY"}), real(0));
  health.on_phase(SessionPhase::Regular, real(0));
  return health;
}

} // namespace

CAF_TEST(a stream that sends nothing in the session is called silent once) {
  auto health = watched();
  CAF_CHECK_EQUAL(health.check(real(10'000)), (News{}));
  CAF_CHECK_EQUAL(health.check(real(10'001)), (News{"market data silent for more than 10 s"}));
  CAF_CHECK_EQUAL(health.check(real(11'000)), (News{}));
  CAF_CHECK_EQUAL(health.silences(), "market data silent");
  health.on_batch(batch_of({trade_at(0, "SPY")}, 12'000));
  CAF_CHECK_EQUAL(health.check(real(12'001)), (News{"market data heard again"}));
  CAF_CHECK_EQUAL(health.silences(), "");
}

CAF_TEST(one silent symbol among others is found) {
  auto health = watched();
  for (std::int64_t at = 0; at <= 70'000; at += 5'000)
    health.on_batch(batch_of({trade_at(at, "SPY")}, at));
  CAF_CHECK_EQUAL(health.check(real(70'000)), (News{"trades of IBM silent for more than 60 s"}));
  CAF_CHECK_EQUAL(health.silences(), "trades of IBM silent");
}

CAF_TEST(outside the regular session silence is no fault) {
  StreamHealth health{{.stream = 10s, .subscription = 60s}};
  health.watch(wish(Channel::Trades, {"SPY"}), real(0));
  health.on_phase(SessionPhase::PreOpen, real(0));
  CAF_CHECK_EQUAL(health.check(real(900'000)), (News{}));
  health.on_phase(SessionPhase::Regular, real(900'000));
  CAF_CHECK_EQUAL(health.check(real(909'000)), (News{}));
  CAF_CHECK_EQUAL(health.check(real(911'000)).size(), 1u);
  health.on_phase(SessionPhase::AfterHours, real(912'000));
  CAF_CHECK_EQUAL(health.silences(), "");
}

CAF_TEST(without subscriptions nothing is silent) {
  auto health = watched();
  health.watch({}, real(0));
  CAF_CHECK_EQUAL(health.check(real(99'000)), (News{}));
}

CAF_TEST(what the venue does not send is named) {
  const auto wanted = wish(Channel::Trades, {"IBM", "SPY"});
  CAF_CHECK_EQUAL(missing_text(wanted, wish(Channel::Trades, {"SPY"})),
                  "venue does not send trades of IBM");
  CAF_CHECK_EQUAL(missing_text(wanted, wanted), "");
}

} // namespace stream_health_test
