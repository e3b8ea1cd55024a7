#pragma once

#include "actors/execution/execution_actor.hpp"
#include "actors/session_clock/market_calendar.hpp"
#include "actors/supervisor/roster.hpp"
#include "actors/supervisor/supervisor_actor.hpp"
#include "adapters/cpquant/authentication_judge.hpp"
#include "adapters/cpquant/request_gate.hpp"
#include "adapters/cpquant/step_keeper.hpp"
#include "adapters/market_history.hpp"
#include "adapters/storage/checkpoint_store.hpp"
#include "app/console/display.hpp"
#include "app/settings/live_limits.hpp"
#include "app/settings/run_settings.hpp"
#include "app/wiring/lane.hpp"
#include "app/wiring/roster_keeper.hpp"
#include "app/wiring/venue_time_source.hpp"

#include <memory>
#include <string>

namespace hft {

/// What the makers of the actors share; lives as long as the actor system.
struct WiringContext {
  caf::actor_system& system;
  Lane& lane;
  net::IoLoop& loop;
  const RunSettings& settings;
  cpquant::Endpoints endpoints;
  cpquant::Credentials data_keys;
  cpquant::Credentials trade_keys;
  std::string account;                    ///< the broker's number for it
  std::filesystem::path books;            ///< journal and memories of the account
  std::shared_ptr<MarketClock> clock;     ///< the broker's, asked over REST
  std::shared_ptr<MarketHistory> history; ///< the broker's, for gaps
  std::shared_ptr<VenueTimeSource> time;
  double speed = 1;           ///< of the venue's clock; 0: as fast as it can
  bool follows_venue = false; ///< its clock is not the world's
  Display& display;
  storage::CheckpointStore& keeper;
  std::shared_ptr<LiveLimits> limits;
  std::shared_ptr<RosterKeeper> roster;
  Restored restored; ///< what runs from the start
  /// The broker and our calendar or clock disagree; any thread.
  std::function<void(const std::string&)> on_disagreement;
  std::shared_ptr<cpquant::RequestGate> gate; ///< of the account: every request passes it
  /// Looks on while orders are sent, see DayMonitor; empty: nobody.
  std::function<ExecutionObserver(ExecutionObserver)> looked_on{};
  /// The same for the feed.
  std::function<void(const FeedVitals&)> feed_looked_on{};
  /// With a simulated venue that waits for us; else empty.
  std::shared_ptr<cpquant::StepKeeper> steps;
  std::shared_ptr<FrameStamp> frame = std::make_shared<FrameStamp>(); ///< the lane's
  /// What is known of the keys, over all sessions; the lane's.
  std::shared_ptr<cpquant::AuthenticationJudge> data_authentication = keys_taken_elsewhere();
  std::shared_ptr<cpquant::AuthenticationJudge> stream_authentication = keys_taken_elsewhere();
  std::shared_ptr<cpquant::AuthenticationJudge> rest_authentication =
    std::make_shared<cpquant::AuthenticationJudge>(cpquant::AuthenticationJudge::Keys::Taken);

private:
  /// The venue answered our first questions.
  static std::shared_ptr<cpquant::AuthenticationJudge> keys_taken_elsewhere() {
    using cpquant::AuthenticationJudge;
    return std::make_shared<AuthenticationJudge>(AuthenticationJudge::Keys::TakenElsewhere);
  }
};

/// What the supervisor needs of the outside, its `ActorFactory` among it. The observer is the
/// caller's to add.
SupervisorConfig make_supervisor_config(const std::shared_ptr<WiringContext>& context);

} // namespace hft
