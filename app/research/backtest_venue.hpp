#pragma once

#include "adapters/simulated/engine/engine.hpp"
#include "adapters/simulated/exchange/fill_profile.hpp"
#include "adapters/simulated/market/day_path.hpp"
#include "messages/asset.hpp"
#include "messages/gateway.hpp"
#include "messages/order.hpp"
#include "messages/result.hpp"
#include "messages/step.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hft::research {

/// Takes what is played, a frame at a time.
class FrameReceiver : public simulated::MarketReceiver {
public:
  /// No more comes in this frame; false when nobody wants any of it.
  virtual bool end_frame() = 0;
};

/// The simulated venue by calls: the same engine that stands behind the venue's sockets, moved in
/// the same steps of causal time (docs/venue.md, *Time*), without sockets and without a clock. A
/// request takes effect its latency after what caused it; what becomes of it is kept until
/// `release`, which has it after the way back. One account. One thread.
class BacktestVenue {
public:
  /// What was traded in [from, until), before the engine's market began; may be empty.
  using Past =
    std::function<std::vector<MarketEvent>(const Symbol&, Channel, Timestamp, Timestamp)>;

  /// Latencies that vary are drawn by `seed`.
  BacktestVenue(std::unique_ptr<simulated::VenueEngine> engine,
                const simulated::LatencyLegs& latency, std::uint64_t seed, Past past = {});

  Timestamp now() const { return engine_->now(); }
  const simulated::VenueEngine& engine() const { return *engine_; }
  simulated::AccountSnapshot account();

  /// How often a step ends though nothing happens; a second at first.
  void set_beat(Duration beat) { beat_ = beat; }
  /// The step with which a client's listening begins: nothing has happened in it.
  StepReached first_step();
  /// Plays until a step ends of which there is something to tell; empty: there is nothing to play.
  std::optional<StepReached> play_step(FrameReceiver& to);
  /// Straight to a later session's `time`, which is a step; what became of orders and positions on
  /// the way is news.
  StepReached leap(Timestamp time);
  /// Nobody will ask for `history` of trades.
  void keep_no_prints() { engine_->keep_no_prints(); }
  void announce(simulated::CorporateAction action) { engine_->announce(std::move(action)); }

  /// The time stamped on what causes the next requests; zero: that of the last step.
  void set_cause(Timestamp time) { cause_ = time; }
  void submit(const ApprovedOrder& order);
  void replace(const BrokerOrderId& id, const ApprovedOrder& order);
  void cancel(const BrokerOrderId& id, const ClientOrderId& client_order_id);

  struct Release {
    std::function<void(OrderAnswered)> on_answer;
    std::function<void(OrderEvent)> on_event;
  };
  /// Hands on the answers, in the order of their requests, then what happened to orders, in its
  /// own; false when there was nothing.
  bool release(const Release& to);

  /// The account's books now, as a broker is asked for them.
  BrokerBooks books(Timestamp since);
  std::optional<BrokerOrder> look_up(const ClientOrderId& id);
  std::optional<AssetTraits> look_up_asset(const Symbol& symbol);
  /// What was traded before, up to now; trades, or minute bars.
  std::vector<MarketEvent> history(const Symbol& symbol, Channel channel, Timestamp from,
                                   Timestamp until) const;

  /// Whether there is anything to release.
  bool has_news() const { return !answers_.empty() || !events_.empty(); }
  std::uint64_t requests() const { return requests_; }

private:
  void request(std::function<OrderAnswered()> effect);
  void schedule();
  void collect_updates();
  /// `job` is done when what happens now is known on our side.
  template <class Job>
  void on_way_back(Job job);
  Duration drawn(Duration mean);
  bool play(Timestamp until, FrameReceiver& to);

  struct Request {
    Timestamp cause;
    std::function<void()> effect;
  };

  std::unique_ptr<simulated::VenueEngine> engine_;
  simulated::LatencyLegs latency_;
  Duration least_latency_; ///< of a request
  simulated::Rng numbers_;
  Past past_;
  Timestamp began_;
  Duration beat_{std::chrono::seconds{1}};
  Timestamp cause_;
  StepReached last_;
  std::uint64_t requests_ = 0;
  std::vector<Request> under_way_; ///< made since the last step, in the order of their numbers
  Timestamp last_arrival_;
  Timestamp last_return_;
  std::map<std::uint64_t, OrderAnswered> answers_; ///< by the number of the request
  std::vector<OrderEvent> events_;
  bool anything_sent_ = false; ///< in this step
};

} // namespace hft::research
