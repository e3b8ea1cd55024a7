#define CAF_SUITE net_backoff
#include "tests/test.hpp"

#include "adapters/net/backoff.hpp"
#include "adapters/net/socket_lag.hpp"

namespace backoff_test {

using namespace hft;
using namespace hft::net;
using namespace std::chrono_literals;

CAF_TEST(the first retry is quick and the rest wait a second or more) {
  Backoff backoff{{.seed = 7}};
  CAF_CHECK(backoff.next(0s) < 100ms);
  Duration before{0};
  for (int i = 0; i < 5; ++i) {
    const auto wait = backoff.next(0s);
    CAF_CHECK(wait >= 1s);
    CAF_CHECK(wait > before);
    before = wait;
  }
}

CAF_TEST(a throttled retry is never quick) {
  Backoff backoff{Backoff::Settings{}};
  CAF_CHECK(backoff.next(1h, true) >= 1s);
}

CAF_TEST(waits grow to the longest and no further than its jitter) {
  Backoff backoff{Backoff::Settings{}};
  for (int i = 0; i < 60; ++i) CAF_CHECK(backoff.next(0s) <= 75s);
}

CAF_TEST(a connection that lived is forgiven) {
  Backoff backoff{Backoff::Settings{}};
  for (int i = 0; i < 5; ++i) (void)backoff.next(0s);
  CAF_CHECK(backoff.next(10s) < 100ms);
}

CAF_TEST(the same seed gives the same waits) {
  Backoff a{{.seed = 3}};
  Backoff b{{.seed = 3}};
  Backoff c{{.seed = 4}};
  CAF_CHECK(a.next(0s) == b.next(0s));
  CAF_CHECK(a.next(0s) != c.next(0s));
}

CAF_TEST(lag is counted from the frame during which bytes began to wait) {
  SocketLag meter;
  CAF_CHECK(meter.frame_read({100}) == 0ns);
  meter.frame_done(true);
  CAF_CHECK(meter.frame_read({150}) == 50ns);
  meter.frame_done(true);
  CAF_CHECK(meter.frame_read({300}) == 200ns);
  meter.frame_done(false);
  CAF_CHECK(meter.frame_read({400}) == 0ns);
}

} // namespace backoff_test
