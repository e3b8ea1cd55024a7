#define CAF_SUITE outbox
#include "tests/test.hpp"

#include "actors/feed/outbox.hpp"
#include "tests/actors/feed/events.hpp"

namespace outbox_test {

using namespace hft;

namespace {

/// A subscriber to trades and quotes of SPY and IBM, with at most two frames on their way.
struct Slow {
  Slow() {
    auto wanted = wish(Channel::Trades, {"IBM", "SPY"});
    wanted.merge(wish(Channel::Quotes, {"IBM", "SPY"}));
    table.set("slow", wanted);
  }
  /// Offers one frame and says what was sent on, `T3 Q4` for a trade at 3 and a quote at 4.
  std::string offer(std::vector<MarketEvent> events, std::int64_t at = 0) {
    outbox.offer(frame_of(std::move(events), at), table, 0);
    return sent();
  }
  std::string sent() {
    std::string text;
    while (const auto frame = outbox.next(handled)) {
      text += '[';
      for (const auto& event : frame->batch->events) text += text_of(event);
      text += ']';
      received = frame->batch->received;
    }
    return text;
  }
  static std::string text_of(const MarketEvent& event) {
    const auto at = (time_of(event) - ten_and(0)).count() / 1'000'000;
    return (std::holds_alternative<Trade>(event) ? 'T' : 'Q') + std::to_string(at);
  }

  SubscriptionTable table;
  Outbox outbox{{.unhandled_frames = 2, .frame_events = 3, .waiting_events = 4}};
  std::uint64_t handled = 0;
  MonotonicTime received;
};

} // namespace

CAF_TEST(frames pass untouched while there is credit) {
  Slow slow;
  CAF_CHECK_EQUAL(slow.offer({trade_at(1, "SPY"), trade_at(1, "QQQ")}), "[T1T1]");
  CAF_CHECK_EQUAL(slow.offer({quote_at(2, "SPY")}), "[Q2]");
  CAF_CHECK_EQUAL(slow.offer({trade_at(3, "SPY")}), "");
  slow.handled = 1;
  CAF_CHECK_EQUAL(slow.sent(), "[T3]");
}

CAF_TEST(while waiting trades are kept and quotes give way to newer ones in their own place) {
  Slow slow;
  slow.offer({trade_at(1, "SPY")});
  slow.offer({trade_at(2, "SPY")});
  slow.offer({quote_at(3, "SPY"), trade_at(4, "SPY")}, 30);
  slow.offer({quote_at(5, "IBM"), trade_at(5, "QQQ")});
  slow.offer({quote_at(6, "SPY"), trade_at(7, "SPY")});
  CAF_CHECK_EQUAL(slow.outbox.conflated(), 1u);
  CAF_CHECK_EQUAL(slow.outbox.waiting(), 4u);
  slow.handled = 2;
  CAF_CHECK_EQUAL(slow.sent(), "[T4Q5Q6][T7]");
  CAF_CHECK(slow.received == MonotonicTime{});
  CAF_CHECK_EQUAL(slow.outbox.waiting(), 0u);
  slow.handled = 4;
  CAF_CHECK_EQUAL(slow.offer({quote_at(8, "SPY")}), "[Q8]");
}

CAF_TEST(what waited is as old as its oldest event) {
  Slow slow;
  slow.offer({trade_at(1, "SPY")});
  slow.offer({trade_at(2, "SPY")});
  slow.offer({trade_at(3, "SPY")}, 30);
  slow.offer({trade_at(4, "SPY")}, 40);
  slow.handled = 1;
  CAF_CHECK_EQUAL(slow.sent(), "[T3T4]");
  CAF_CHECK(slow.received == real(30));
}

CAF_TEST(beyond the bound the feed is asked to pause until half is gone) {
  Slow slow;
  for (int i = 0; i < 6; ++i) slow.offer({trade_at(i, "SPY")});
  CAF_CHECK(!slow.outbox.is_full()); // four wait
  slow.offer({trade_at(6, "SPY")});
  CAF_CHECK(slow.outbox.is_full());
  slow.handled = 1;
  CAF_CHECK_EQUAL(slow.sent(), "[T2T3T4]");
  CAF_CHECK(!slow.outbox.is_full()); // two wait
}

} // namespace outbox_test
