#pragma once

#include "adapters/market_feed.hpp"
#include "adapters/market_history.hpp"
#include "messages/interfaces.hpp"
#include "tests/actors/feed/events.hpp"

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
  return {
    [tell](const MarketFrame& frame) { tell(text_of(frame)); },
    [](const Fill&) {},
    [](const OrderClosed&) {},
    [](const OrderRefused&) {},
    [tell](const FeedGap& gap) {
      tell("gap " + std::to_string((gap.from - ten_and(0)).count() / 1'000'000) + " to " +
           std::to_string((gap.until - ten_and(0)).count() / 1'000'000));
    },
    [](const SessionChanged&) {},
    [](const ConnectDesk&) {},
    [](const Standing&) {},
    [](const Subscribed&) {},
    [](const HistoryFetched&) {},
    [](const InstallCandidate&) { return CommandResult{}; },
    [](const PromoteCandidate&) { return CommandResult{}; },
    [](const DropCandidate&) { return CommandResult{}; },
    [](pulse_atom) {},

    [](ModelQuery) { return ModelReport{}; },
    [self](shutdown_atom) { self->quit(); },
  };
}

/// Counts what it hears of subscriptions, and keeps the numbers of its frames.
struct Numbers {
  std::vector<std::uint64_t> deliveries;
  std::vector<Timestamp> subscribed;
};

inline ModelActor::behavior_type numbering_model(ModelActor::pointer self,
                                                 std::shared_ptr<Numbers> numbers) {
  return {
    [numbers](const MarketFrame& frame) { numbers->deliveries.push_back(frame.delivery); },
    [](const Fill&) {},
    [](const OrderClosed&) {},
    [](const OrderRefused&) {},
    [](const FeedGap&) {},
    [](const SessionChanged&) {},
    [](const ConnectDesk&) {},
    [](const Standing&) {},
    [numbers](const Subscribed& told) { numbers->subscribed.push_back(told.newest); },
    [](const HistoryFetched&) {},
    [](const InstallCandidate&) { return CommandResult{}; },
    [](const PromoteCandidate&) { return CommandResult{}; },
    [](const DropCandidate&) { return CommandResult{}; },
    [](pulse_atom) {},
    [](ModelQuery) { return ModelReport{}; },
    [self](shutdown_atom) { self->quit(); },
  };
}

inline ExecutionActor::behavior_type listening_desk(ExecutionActor::pointer, StoryPtr story) {
  return {
    [](const Signal&) {},
    [story](const MarketFrame& frame) { story->push_back("desk:" + text_of(frame)); },
    [](const OrderAnswered&) {},
    [](const OrderEvent&) {},
    [](const OrderStreamChanged&) {},
    [](const BooksFetched&) {},
    [](const OrderLookedUp&) {},
    [story](const FeedStateChanged& changed) { story->push_back("desk:" + text_of(changed)); },
    [](const SessionChanged&) {},
    [](const ConnectModel&) {},
    [](const DisconnectModel&) {},
    [](const StandingQuery&) {},
    [](const RetireModel&) {},
    [](pulse_atom) {},
    [](const HaltTrading&) { return CommandResult{}; },
    [](ResumeTrading) { return CommandResult{}; },
    [](StatusQuery) { return DeskStatus{}; },
    [](OrdersQuery) { return OrdersReport{}; },
    [](const CloseDesk&) {},
    [](shutdown_atom) {},
  };
}

inline SupervisorActor::behavior_type listening_supervisor(SupervisorActor::pointer,
                                                           StoryPtr story) {
  return {
    [](const SessionChanged&) {},
    [story](const ChildReady& ready) { story->push_back("supervisor:ready " + ready.name); },
    [story](const FeedStateChanged& changed) {
      story->push_back("supervisor:" + text_of(changed));
    },
    [](const DeskChanged&) {},
    [](const DeskClosed&) {},
    [](const SpawnModel&) { return CommandResult{}; },
    [](const StopModel&) { return CommandResult{}; },
    [](const SwapModel&) { return CommandResult{}; },
    [](const PromoteModel&) { return CommandResult{}; },
    [story](const ModelNews& news) {
      story->push_back("supervisor:" + news.id.str() + ' ' + news.sentence);
    },
    [](restart_atom) {},
    [](const HaltTrading&) { return CommandResult{}; },
    [](ResumeTrading) { return CommandResult{}; },
    [](StatusQuery) { return StatusSnapshot{}; },
    [](OrdersQuery) { return OrdersReport{}; },
    [](pulse_atom) {},
    [](shutdown_atom) {},
  };
}

inline SessionClockActor::behavior_type listening_clock(SessionClockActor::pointer,
                                                        StoryPtr story) {
  return {
    [story](const FeedTime& told) {
      story->push_back("clock:" +
                       std::to_string((told.time.time - ten_and(0)).count() / 1'000'000));
    },
    [](const BrokerClock&) {},
    [](const BrokerCalendar&) {},
    [](const Failure&) {},
    [](pulse_atom) {},
    [](SessionQuery) { return SessionStatus{}; },
    [](shutdown_atom) {},
  };
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
