#define CAF_SUITE frame_flow
#include "tests/test.hpp"

#include "actors/feed/frame_flow.hpp"
#include "tests/actors/feed/events.hpp"

namespace frame_flow_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

/// A subscriber to trades of SPY that runs beside the lane, with at most two frames on their way.
struct Beside {
  Beside() { table.set("slow", wish(Channel::Trades, {"SPY"})); }

  std::shared_ptr<std::atomic<std::uint64_t>> handled =
    std::make_shared<std::atomic<std::uint64_t>>(5);
  SubscriptionTable table;
  FrameFlow flow{handled, {.unhandled_frames = 2, .frame_events = 1, .waiting_events = 4}};
  std::uint64_t last_number = 0;

  void offer() { flow.offer(frame_of({trade_at(0, "SPY", 1)}, 1), table, 0); }
  int sent() {
    int count = 0;
    for (; const auto frame = flow.next(); ++count) last_number = frame->delivery;
    return count;
  }
};

MonotonicTime at(Duration since) {
  return MonotonicTime{} + 1s + since;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(frame_flow_tests, Beside)

CAF_TEST(frames are numbered from one however they are sent) {
  offer();
  CAF_CHECK_EQUAL(sent(), 1);
  CAF_CHECK_EQUAL(last_number, 1u);
  CAF_CHECK_EQUAL(flow.numbered({}).delivery, 2u);
}

CAF_TEST(no more frames go out than the subscriber takes in) {
  for (int i = 0; i < 4; ++i) offer();
  CAF_CHECK_EQUAL(sent(), 2);
  ++*handled;
  CAF_CHECK_EQUAL(sent(), 1);
  CAF_CHECK_EQUAL(last_number, 3u);
}

CAF_TEST(what was handled before it subscribed gives no credit) {
  for (int i = 0; i < 8; ++i) offer();
  CAF_CHECK_EQUAL(sent(), 2);
}

CAF_TEST(one that takes nothing in while frames wait is stuck after a while) {
  for (int i = 0; i < 4; ++i) offer();
  sent();
  CAF_CHECK(!flow.is_stuck(at(0s), 10s));
  CAF_CHECK(!flow.is_stuck(at(9s), 10s));
  CAF_CHECK(flow.is_stuck(at(10s), 10s));
  CAF_CHECK(!flow.is_stuck(at(19s), 10s)); // told once, and again after as long
  CAF_CHECK(flow.is_stuck(at(20s), 10s));
}

CAF_TEST(one that takes frames in is not stuck however slow it is) {
  for (int i = 0; i < 4; ++i) offer();
  sent();
  CAF_CHECK(!flow.is_stuck(at(0s), 10s));
  ++*handled;
  CAF_CHECK(!flow.is_stuck(at(10s), 10s));
  CAF_CHECK(!flow.is_stuck(at(19s), 10s));
}

CAF_TEST(one for which nothing waits is not stuck) {
  CAF_CHECK(!flow.is_stuck(at(0s), 10s));
  CAF_CHECK(!flow.is_stuck(at(60s), 10s));
}

CAF_TEST(a subscriber on the lane has no outbox and is never full or stuck) {
  FrameFlow lane;
  CAF_CHECK(!lane.is_metered());
  CAF_CHECK(!lane.is_full());
  CAF_CHECK(!lane.is_stuck(at(60s), 1s));
  CAF_CHECK_EQUAL(lane.numbered({}).delivery, 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace frame_flow_test
