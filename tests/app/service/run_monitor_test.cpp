#define CAF_SUITE run_monitor
#include "tests/test.hpp"

#include "app/service/run_monitor.hpp"
#include "tests/app/service_manager.hpp"

#include <fcntl.h>

namespace run_monitor_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

struct Fixture {
  ServiceManager manager;
  ServiceNotice notice;
  int nowhere = open("/dev/null", O_WRONLY);
  Display display{nowhere};
  SessionRecorder sessions{"/nowhere", [] { return Timestamp{}; }}; // nothing is written
  RunMonitor watch{display, notice, sessions};

  ~Fixture() { close(nowhere); }

  /// The last thing that was said.
  std::string shown() const {
    std::string last;
    for (auto text = manager.heard(); !text.empty(); text = manager.heard()) last = text;
    return last;
  }
  static StatusSnapshot status(bool desk_ready, bool ready) {
    StatusSnapshot made;
    made.session.phase = SessionPhase::Regular;
    made.desk.ready = desk_ready;
    made.ready = ready;
    return made;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(watch_tests, Fixture)

CAF_TEST(what a start waits for is shown until it is there) {
  watch.on_progress(status(false, false));
  CAF_CHECK_EQUAL(shown(), "STATUS=Starting. Not ready: the books are not reconciled.");
  watch.on_progress(status(true, false));
  CAF_CHECK_EQUAL(shown(), "STATUS=Starting. Not ready: the data stream is not live.");
  watch.observer().on_readiness(true, "reconciled and subscribed");
  CAF_CHECK_EQUAL(shown(), "READY=1\nSTATUS=Starting. Reconciled and subscribed.");
  watch.on_progress(status(true, true));
  CAF_CHECK_EQUAL(shown(), "");
}

CAF_TEST(what the venue does not send is shown) {
  auto seen = status(true, false);
  seen.feed.detail = "the venue did not acknowledge all we asked for; missing: trades SPY";
  watch.on_progress(seen);
  CAF_CHECK_EQUAL(shown(), "STATUS=Starting. Not ready: the data stream is not live: the venue did "
                           "not acknowledge all we asked for; missing: trades SPY.");
  const auto observer = watch.observer();
  observer.on_feed({FeedState::Subscribing, "missing: trades SPY", {}});
  observer.on_readiness(true, "reconciled and subscribed");
  CAF_CHECK_EQUAL(shown(),
                  "READY=1\nSTATUS=Starting. Reconciled and subscribed, but missing: trades SPY.");
}

CAF_TEST(a halt is shown while it lasts) {
  auto halted = status(true, true);
  halted.desk.halted = true;
  halted.desk.halt_reason = "looking into it";
  watch.on_progress(halted);
  CAF_CHECK_EQUAL(
    shown(), "STATUS=Starting. Reconciled and subscribed. Trading is halted: looking into it.");
  watch.on_progress(status(true, true));
  CAF_CHECK_EQUAL(shown(), "STATUS=Starting. Reconciled and subscribed.");
}

CAF_TEST(silence lasts from beat to beat) {
  const auto now = monotonic_now();
  CAF_CHECK(watch.silence(now + Duration{20s}) > Duration{19s});
  watch.observer().on_heartbeat();
  CAF_CHECK(watch.silence(monotonic_now()) < Duration{10s});
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace run_monitor_test
