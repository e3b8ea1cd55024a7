#pragma once

#include "adapters/simulated/engine/engine.hpp"
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

/// The simulated venue by calls: the same engine that stands behind the venue's sockets, moved in
/// the same steps of causal time (docs/venue.md, *Time*), without sockets and without a clock. A
/// request takes effect its latency after what caused it; what becomes of it is kept until
/// `release`. One account. One thread.
class BacktestVenue {
public:
  using Frame = simulated::VenueEngine::Frame;
  /// Takes a frame of the market; false when nobody wants any of it.
  using TakeFrame = std::function<bool(Frame&)>;

  BacktestVenue(std::unique_ptr<simulated::VenueEngine> engine, Duration latency);

  Timestamp now() const { return engine_->now(); }
  const simulated::VenueEngine& engine() const { return *engine_; }
  simulated::AccountSnapshot account();

  /// The step with which a client's listening begins: nothing has happened in it.
  StepReached first_step();
  /// Plays until a step ends of which there is something to tell; empty: there is nothing to play.
  std::optional<StepReached> play_step(const TakeFrame& take);

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
  bool play(Timestamp until, const TakeFrame& take);

  struct Request {
    Timestamp cause;
    std::function<void()> effect;
  };

  std::unique_ptr<simulated::VenueEngine> engine_;
  Duration latency_;
  Frame frame_;
  Timestamp cause_;
  StepReached last_;
  std::uint64_t requests_ = 0;
  std::vector<Request> under_way_; ///< made since the last step, in the order of their numbers
  Timestamp last_arrival_;
  std::map<std::uint64_t, OrderAnswered> answers_; ///< by the number of the request
  std::vector<OrderEvent> events_;
  bool anything_sent_ = false; ///< in this step
};

} // namespace hft::research
