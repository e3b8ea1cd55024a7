#pragma once

#include "actors/duration_counts.hpp"
#include "actors/feed/feed_actor.hpp"
#include "actors/feed/feed_clock.hpp"
#include "actors/feed/frame_flow.hpp"
#include "actors/feed/priority_frames.hpp"
#include "actors/feed/requested_symbols.hpp"
#include "actors/feed/subscription_table.hpp"
#include "actors/feed/transit_lag.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hft {

/// One life of the feed's actor: the pure parts of this room, and where their answers go.
class FeedShell {
public:
  FeedShell(FeedActor::pointer self, FeedActorConfig config);
  /// Stops the port when the actor ends in any other way than by `stop`.
  ~FeedShell();
  FeedShell(const FeedShell&) = delete;
  FeedShell& operator=(const FeedShell&) = delete;

  void start();
  void on_frame(const MarketFrame& frame);
  void on_state(const FeedStateChanged& changed);
  void on_subscribe(const Subscribe& subscribe);
  void on_unsubscribe(const ModelId& id);
  void on_session(const SessionChanged& changed);
  void on_fetched(const TradesFetched& fetched);
  void on_pulse();
  void publish_health(MonotonicTime time);
  void on_heartbeat(const Heartbeat& beat);
  void on_step(const StepReached& step);
  void on_settled(const StepSettled& settled);
  void on_down(const caf::down_msg& down);
  FeedStatus status() const;
  void publish_vitals() const;
  void stop();

private:
  struct Subscriber {
    ModelId id;
    ModelActor handle;
    FrameFlow flow;
    bool told_subscribed = false; ///< since its last wish
  };

  MonotonicTime now() const;
  void count(const MarketBatch& batch);
  void take(const MarketFrame& frame, MonotonicTime decoded);
  MarketFrame admitted(const MarketFrame& frame);
  void publish_of_prints();
  void deliver(const MarketFrame& frame);
  void give_models(const MarketFrame& frame);
  // Subscribers.
  void drain(Subscriber& subscriber);
  void publish_subscribed();
  void want(const Subscriptions& wish);
  bool gets_unwanted() const;
  void publish_settled();
  void heed_outboxes();
  void publish_of_stuck();
  // Gaps.
  void ask(const GapFiller::Question& question);
  void fill_gap(MonotonicTime at);
  void publish_gap(const FeedGap& gap);
  // What others are told.
  void publish_supervisor(const std::string& sentence);
  void publish_clock(const std::optional<VenueTime>& time);
  void arm();

  FeedActor::pointer self_;
  FeedActorConfig config_;
  SubscriptionTable table_;
  std::vector<Subscriber> subscribers_; ///< by place in `table_`
  DurationCounts waits_;
  DurationCounts decodings_;
  TransitLag lag_;
  StreamHealth health_;
  GapFiller gaps_;
  RequestedSymbols requested_;
  PrintJudge prints_;
  std::uint64_t ahead_asked_ = 0; ///< prints ahead of the clock when it was last asked for
  MonotonicTime time_asked_{};
  FeedClock clock_;
  PriorityFrames desk_first_;
  bool closed_ = false; ///< a session of a venue that waits for us is over: nothing counts any more
  FeedStatus status_;
  Subscriptions wish_; ///< as last told to the port
  Subscriptions acknowledged_;
  std::optional<StepReached> held_step_;    ///< frames before it are held until a gap is filled
  std::optional<StepSettled> held_settled_; ///< until the venue has taken back what nobody wants
  bool any_metered_ = false;
  bool paused_ = false;
  bool stopped_ = false;
};

} // namespace hft
