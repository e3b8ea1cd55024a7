#pragma once

#include "adapters/market_feed.hpp"
#include "adapters/market_history.hpp"
#include "messages/interfaces.hpp"
#include "tests/actors/feed/events.hpp"
#include "tests/actors/stand_in.hpp"

#include <memory>
#include <string>
#include <vector>

namespace hft {

/// What everybody around the feed heard, in the order they heard it: `a:T100`, `desk:live`.
using Story = std::vector<std::string>;
using StoryPtr = std::shared_ptr<Story>;

inline std::string text_of(const MarketFrame& frame) {
  std::string text;
  for (const auto& event : frame.batch->events) {
    text += std::holds_alternative<Trade>(event)   ? 'T'
            : std::holds_alternative<Quote>(event) ? 'Q'
                                                   : 'S';
    text += std::to_string((time_of(event) - ten_and(0)).count() / 1'000'000);
  }
  if (frame.lag != Duration{0}) text += '+' + std::to_string(frame.lag.count() / 1'000'000);
  return text;
}

inline std::string text_of(const FeedStateChanged& changed) {
  return std::string{to_string(changed.state)} +
         (changed.detail.empty() ? "" : " " + changed.detail);
}

inline ModelActor::behavior_type listening_model(ModelActor::pointer self, std::string name,
                                                 StoryPtr story) {
  const auto tell = [story, name](const std::string& what) { story->push_back(name + ':' + what); };
  return stand_in::behavior<ModelActor>(
    self, stand_in::Hears{
            [tell](const MarketFrame& frame) { tell(text_of(frame)); },
            [tell](const FeedGap& gap) {
              tell("gap " + std::to_string((gap.from - ten_and(0)).count() / 1'000'000) + " to " +
                   std::to_string((gap.until - ten_and(0)).count() / 1'000'000));
            },
            [tell](const Heartbeat& beat) { tell("beat " + std::to_string(beat.number)); }});
}

/// Counts what it hears of subscriptions, and keeps the numbers of its frames.
struct Numbers {
  std::vector<std::uint64_t> deliveries;
  std::vector<Timestamp> subscribed;
};

inline ModelActor::behavior_type numbering_model(ModelActor::pointer self,
                                                 std::shared_ptr<Numbers> numbers) {
  return stand_in::behavior<ModelActor>(
    self, stand_in::Hears{
            [numbers](const MarketFrame& frame) { numbers->deliveries.push_back(frame.delivery); },
            [numbers](const Subscribed& told) { numbers->subscribed.push_back(told.newest); }});
}

inline ExecutionActor::behavior_type listening_desk(ExecutionActor::pointer self, StoryPtr story) {
  const auto tell = [story](const std::string& what) { story->push_back("desk:" + what); };
  return stand_in::behavior<ExecutionActor>(
    self, stand_in::Hears{
            [tell](const MarketFrame& frame) { tell(text_of(frame)); },
            [tell](const FeedStateChanged& changed) { tell(text_of(changed)); },
            [tell](const StepSettled& step) { tell("settled " + std::to_string(step.number)); },
            [tell](const Heartbeat& beat) { tell("beat " + std::to_string(beat.number)); }});
}

inline SupervisorActor::behavior_type listening_supervisor(SupervisorActor::pointer self,
                                                           StoryPtr story) {
  const auto tell = [story](const std::string& what) { story->push_back("supervisor:" + what); };
  return stand_in::behavior<SupervisorActor>(
    self,
    stand_in::Hears{[tell](const FeedStateChanged& changed) { tell(text_of(changed)); },
                    [tell](const ModelNews& news) { tell(news.id.str() + ' ' + news.sentence); }});
}

inline SessionClockActor::behavior_type listening_clock(SessionClockActor::pointer self,
                                                        StoryPtr story) {
  return stand_in::behavior<SessionClockActor>(self, [story](const FeedTime& told) {
    story->push_back("clock:" + std::to_string((told.time.time - ten_and(0)).count() / 1'000'000));
  });
}

/// A market feed under the test's hand.
class FakeFeed final : public MarketFeed {
public:
  void start(Listener listener) override { listener_ = std::move(listener); }
  void want(const Subscriptions& subscriptions) override { wanted = subscriptions; }
  void pause() override { paused = true; }
  void resume() override { paused = false; }
  void stop() override { stopped = true; }
  Counts counts() const override { return {3, 4}; }

  void send(const MarketFrame& frame) { listener_.on_frame(frame); }
  void say(const FeedStateChanged& changed) { listener_.on_state(changed); }

  Subscriptions wanted;
  bool paused = false;
  bool stopped = false;

private:
  Listener listener_;
};

/// A history that answers when the test says.
class FakeHistory final : public MarketHistory {
public:
  struct Question {
    Symbol symbol;
    Timestamp from;
    Timestamp until;
    Answer<Trade> answer;
  };
  void fetch_trades(const Symbol& symbol, Timestamp from, Timestamp until,
                    Answer<Trade> answer) override {
    questions.push_back({symbol, from, until, std::move(answer)});
  }
  void fetch_bars(const Symbol&, Timestamp, Timestamp, Duration, Answer<Bar>) override {}

  std::vector<Question> questions;
};

} // namespace hft
