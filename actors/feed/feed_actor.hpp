#pragma once

#include "actors/feed/gap_filler.hpp"
#include "actors/feed/outbox.hpp"
#include "actors/feed/print_judge.hpp"
#include "actors/feed/stream_health.hpp"
#include "actors/frame_stamp.hpp"
#include "adapters/market_feed.hpp"
#include "adapters/market_history.hpp"
#include "messages/facts.hpp"
#include "messages/interfaces.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <memory>

namespace hft {

/// What the feed's actor is connected to.
struct FeedActorConfig {
  std::shared_ptr<MarketFeed> feed;       ///< started by the actor, on its thread: the lane's
  std::shared_ptr<MarketHistory> history; ///< may be empty: gaps are told, not filled
  ExecutionActor execution;               ///< marks and halts; may be empty
  SupervisorActor supervisor;             ///< states, silences; may be empty
  SessionClockActor clock;                ///< the venue's time, when it keeps its own; may be empty
  double speed = 1.0;                     ///< venue seconds a real second; 0: as fast as it can
  bool in_step = false; ///< the venue waits for us: nothing is late, nobody drowns
  SessionPhase phase = SessionPhase::Closed;
  SessionPlan plan;
  Subscriptions base; ///< wanted whatever the models want
  SilenceLimits silence;
  OutboxLimits outbox;
  Duration stuck{10'000'000'000}; ///< a model beside the lane that takes in nothing for so long
  GapLimits gaps;
  PrintLimits prints;
  std::function<Timestamp()> venue_time; ///< what it is there now; empty: prints may be of any time
  std::function<void()>
    ask_time; ///< prints are ahead of that: the venue may be asked; may be empty
  std::function<void(const FeedVitals&)> on_vitals; ///< with each status asked for; may be empty
  std::shared_ptr<FrameStamp> stamp;                ///< kept up to date; may be empty
};

/// The only reader of the market. Frames go to the models that asked for something in them, in the
/// order they subscribed, then to the desk (see `PriorityFrames` for the few that go there first).
/// A subscriber that ends is forgotten. After a lost connection models get `FeedGap`, then the
/// missed trades in one frame with sequence 0 and their age as lag, then the live ones. What is no
/// trade of now goes nowhere (see `PrintJudge`) and is told to the supervisor. Silent
/// streams are told to the supervisor as `FeedStateChanged` with a sentence. Ends at
/// `shutdown_atom`, having stopped the port. Spawn or host it as `model_behavior`.
FeedActor::behavior_type feed_behavior(FeedActor::pointer self, FeedActorConfig config);

} // namespace hft
