#pragma once

#include "adapters/simulated/engine/clock.hpp"
#include "adapters/simulated/engine/engine.hpp"
#include "adapters/simulated/protocol/data_stream_hub.hpp"
#include "adapters/simulated/protocol/lockstep.hpp"
#include "adapters/simulated/protocol/order_stream_hub.hpp"
#include "adapters/simulated/protocol/rest_router.hpp"
#include "adapters/simulated/server/alpaca_server.hpp"
#include "adapters/simulated/server/step_barrier.hpp"
#include "adapters/simulated/server/venue.hpp"

#include <atomic>

namespace hft::simulated {

/// CLOCK_MONOTONIC now.
MonotonicTime monotonic_now();

/// The venue behind `Venue::open`: wires engine, hubs, router and server together and lets time
/// move. One thread but for `stop` and `now`.
class RunningVenue final : public Venue {
public:
  RunningVenue(VenueOptions options, std::unique_ptr<VenueEngine> engine);

  /// Reads the files named by the options and listens.
  Result<void> prepare();

  std::uint16_t port() const override { return server_->port(); }
  void run() override;
  void stop() override;
  Timestamp now() const override;

private:
  DataStreamHub::Config data_config();
  OrderStreamHub::Config orders_config();
  RestRouter::Config router_config();
  AlpacaServer::Handlers handlers();
  HttpResponse answer(const HttpRequest& request);
  /// A request that says what time caused it takes effect when it has made its way.
  bool defer(const HttpRequest& request, std::function<void(HttpResponse)> deliver);
  /// What the venue's clock tells: nothing that a client that keeps step has not worked off.
  Timestamp told_time() const;
  tl::expected<AlpacaServer::Accept, HttpResponse> upgrade(const HttpRequest& request);
  tl::expected<AlpacaServer::Accept, HttpResponse> open_events(const HttpRequest& request);
  void apply_faults();
  void publish_orders();
  void print(const std::vector<StreamEvent>& events);

  /// Plays one frame; false when nothing was due until then.
  bool play(Timestamp until, Duration window);
  void catch_up();
  void tick();
  /// Discrete time like that at full speed, but no faster than the clock.
  void keep_step();
  /// Once the clients are done with what they were sent: one more frame, none due after `until`.
  /// False when there is nothing to do before somebody answers or time passes.
  bool step(Timestamp until);
  void test_tick();
  Pace pace() const;
  bool held() const;
  std::size_t awaited() const;
  /// Whether whoever was sent something is done with it; if not, it is asked for or under way.
  bool time_may_move();
  /// The same for clients that keep step: all of one step, then they are told. False when it would
  /// end after `until`.
  bool step_together(Timestamp until);
  /// One step of discrete time: clients first, then the clock.
  void run_at_full_speed();
  void leap();
  void raise_barrier();
  /// Cuts who has not answered one and the same barrier for ten seconds.
  void watch_barrier(std::uint64_t number);
  void save_now_and_then();
  void save();

  VenueOptions options_;
  std::unique_ptr<VenueEngine> engine_;
  VenueClock clock_;
  std::atomic<std::int64_t> now_;
  std::atomic<bool> started_{false};
  std::atomic<bool> stopping_{false};
  Faults faults_;
  Lockstep lockstep_;
  DataStreamHub data_;
  OrderStreamHub orders_;
  RestRouter router_;
  VenueEngine::Frame frame_;
  std::uint64_t saved_revision_ = 0;
  Timestamp worked_off_; ///< the end of the last step that everybody was done with
  StepBarrier barrier_;
  bool barrier_watched_ = false;
  std::int64_t test_trades_ = 0;
  std::unique_ptr<AlpacaServer> server_; ///< the last: its connections use all of the above
};

} // namespace hft::simulated
