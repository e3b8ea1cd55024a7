#define CAF_SUITE warm_up
#include "tests/actors/model/model_slot_fixture.hpp"

namespace warm_up_test {

using namespace hft;
using namespace hft::seat_fixture;

namespace {

Needs keeping(std::size_t trades, bool shown = true) {
  auto needs = spy();
  needs.keep_trades = trades;
  needs.trades = shown;
  return needs;
}

const auto now = parse_timestamp(ten).value();

/// One session back from `newest`, as long as the needs say.
std::vector<TimeWindow> back(const Needs& needs, Timestamp newest) {
  return {{newest - needs.warm_up, newest}};
}

std::vector<MarketEvent> past(int count) {
  std::vector<MarketEvent> trades;
  for (int i = 0; i < count; ++i) {
    auto trade = trade_at(earlier, "SPY", i + 20);
    trade.time = now - std::chrono::seconds{count - i};
    trade.price = dollars(100 + i);
    trades.emplace_back(trade);
  }
  return trades;
}

} // namespace

CAF_TEST(the last trades are looked for further and further back) {
  Seen seen;
  ModelSlot seat{host_of(seen, "probe", keeping(3, false)), false, true};
  auto questions = seat.on_subscribed(seat.host().wanted(), now, back);
  CAF_REQUIRE_EQUAL(questions.size(), 1u);
  CAF_CHECK(questions[0].channel == Channel::Trades);
  CAF_CHECK(questions[0].window.from == now - std::chrono::minutes{15});
  seat.on_history(questions[0].number, past(2));
  CAF_CHECK(seat.is_short());
  questions = seat.ask_again(back);
  CAF_REQUIRE_EQUAL(questions.size(), 1u);
  CAF_CHECK(questions[0].window.from == now - std::chrono::hours{1});
  seat.on_history(questions[0].number, past(5));
  CAF_CHECK(!seat.is_short());
  while (seat.is_preparing()) seat.advance();
  const auto kept = seat.host().context().trades("SPY");
  CAF_REQUIRE(kept != nullptr);
  CAF_CHECK(kept->full());
  CAF_REQUIRE_EQUAL(kept->price().size(), 3u);
  CAF_CHECK_EQUAL(kept->price()[0], 102.0);
  CAF_CHECK_EQUAL(kept->volume()[2], 24.0);
  CAF_CHECK_EQUAL(kept->time()[2], (now - std::chrono::seconds{1}).nanoseconds);
  CAF_CHECK_EQUAL(seen, (Seen{"warm"})); // it has no use for each of them
}

CAF_TEST(a market without a past is not asked for ever) {
  Seen seen;
  ModelSlot seat{host_of(seen, "probe", keeping(3)), false, true};
  auto questions = seat.on_subscribed(seat.host().wanted(), now, back);
  std::size_t rounds = 0;
  while (!questions.empty() && rounds < 20) {
    ++rounds;
    for (const auto& question : questions)
      seat.on_history(question.number, std::vector<MarketEvent>{});
    questions = seat.is_short() ? seat.ask_again(back) : std::vector<HistoryQuestion>{};
  }
  CAF_CHECK_EQUAL(rounds, 5u);
  while (seat.is_preparing()) seat.advance();
  CAF_CHECK(seat.active().is_ready());
}

CAF_TEST(trades to be kept and trades to be shown are asked for once) {
  auto needs = keeping(1000);
  needs.warm_up = std::chrono::minutes{5};
  Seen seen;
  ModelSlot seat{host_of(seen, "probe", needs), false, true};
  const auto questions = seat.on_subscribed(seat.host().wanted(), now, back);
  CAF_REQUIRE_EQUAL(questions.size(), 2u);
  CAF_CHECK(questions[0].window.from == now - std::chrono::minutes{5});
  CAF_CHECK(questions[1].window.until < questions[0].window.from);
  CAF_CHECK(questions[1].window.from == now - std::chrono::minutes{15});
}

CAF_TEST(live trades are kept beside the ones of history) {
  Seen seen;
  ModelHost host{HostOptions{"m", "probe", march_plan()},
                 std::make_unique<ProbeModel>(keeping(2, false), seen)};
  CAF_CHECK(host.wanted().contains(Channel::Trades, "SPY"));
  host.on_frame(frame_of({trade_at(ten, "SPY", 1), trade_at(ten, "SPY", 2)}));
  host.on_frame(frame_of({trade_at(ten, "SPY", 3)}));
  const auto kept = host.context().trades("SPY");
  CAF_REQUIRE(kept != nullptr);
  CAF_CHECK_EQUAL(kept->volume()[0], 2.0);
  CAF_CHECK_EQUAL(kept->volume()[1], 3.0);
  CAF_CHECK(seen.empty());
  CAF_CHECK(host.context().trades("QQQ") == nullptr);
}

} // namespace warm_up_test
