#pragma once

#include "tests/test.hpp"

#include "actors/feed/feed_actor.hpp"
#include "tests/actors/feed/listeners.hpp"

namespace hft::feed_fixture {

using namespace std::chrono_literals;

struct Config : caf::actor_system_config {
  Config() { add_message_types<caf::id_block::hft>(); }
};

struct Fixture : test_coordinator_fixture<Config> {
  Fixture() {
    a = sys.spawn(listening_model, "a", story);
    b = sys.spawn(listening_model, "b", story);
    desk = sys.spawn(listening_desk, story);
    supervisor = sys.spawn(listening_supervisor, story);
    clock = sys.spawn(listening_clock, story);
    FeedActorConfig config;
    config.feed = feed;
    config.history = history;
    config.execution = desk;
    config.on_vitals = [this](const FeedVitals& told) { vitals = told; };
    config.stamp = stamp;
    config.supervisor = supervisor;
    config.clock = clock;
    config.speed = 1.0;
    config.phase = SessionPhase::Regular;
    config.plan = {make_date(2026, 3, 2), ten_and(-9'000), ten_and(-8'000),
                   ten_and(60'000),       ten_and(90'000), false};
    config.outbox = {.unhandled_frames = 1, .frame_events = 10, .waiting_events = 2};
    actor = sys.spawn(feed_behavior, config);
    sched.run();
    subscribe("a", a, {"SPY"});
    subscribe("b", b, {"IBM", "SPY"});
    feed->say({FeedState::Live, "", feed->wanted});
    sched.run();
    send(trade_at(0, "SPY", 1), 0);
    send(trade_at(0, "IBM", 1), 0);
    story->clear();
  }
  ~Fixture() {
    anon_send_exit(actor, caf::exit_reason::kill);
    for (const auto& model : {a, b}) anon_send_exit(model, caf::exit_reason::kill);
    anon_send_exit(desk, caf::exit_reason::kill);
    anon_send_exit(supervisor, caf::exit_reason::kill);
    anon_send_exit(clock, caf::exit_reason::kill);
  }

  void subscribe(const ModelId& id, const ModelActor& handle, const std::vector<Symbol>& symbols,
                 std::shared_ptr<const FrameCount> handled = nullptr) {
    self->send(actor, Subscribe{id, wish(Channel::Trades, symbols), handle, std::move(handled)});
    sched.run();
  }
  /// As if read so many milliseconds after the test began.
  void send(const MarketEvent& event, std::int64_t received) {
    feed->send(frame_of({event}, begun / 1ms + received));
    sched.run();
  }
  void say(FeedState state) {
    feed->say({state, "", state == FeedState::Live ? feed->wanted : Subscriptions{}});
    sched.run();
  }
  FeedStatus status() {
    FeedStatus status;
    auto answer = self->request(actor, caf::infinite, FeedQuery{});
    sched.run();
    answer.receive([&](const FeedStatus& told) { status = told; },
                   [](const caf::error&) { CAF_FAIL("no answer"); });
    return status;
  }

  std::chrono::nanoseconds now() { return sched.clock().now().time_since_epoch(); }

  std::chrono::nanoseconds begun = now();
  FeedVitals vitals;
  std::shared_ptr<FrameStamp> stamp = std::make_shared<FrameStamp>();
  StoryPtr story = std::make_shared<Story>();
  std::shared_ptr<FakeFeed> feed = std::make_shared<FakeFeed>();
  std::shared_ptr<FakeHistory> history = std::make_shared<FakeHistory>();
  ModelActor a;
  ModelActor b;
  ExecutionActor desk;
  SupervisorActor supervisor;
  SessionClockActor clock;
  FeedActor actor;
};

} // namespace hft::feed_fixture
