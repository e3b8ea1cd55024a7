#pragma once

#include "actors/feed/print_judge.hpp"
#include "actors/feed/priority_frames.hpp"
#include "actors/feed/subscription_table.hpp"
#include "adapters/simulated/engine/engine.hpp"

#include <memory>
#include <span>
#include <vector>

namespace hft::research {

/// What stands between the venue and the models in a backtest: the wishes, the judge of prints, and
/// frames as the data stream would have brought them. Pure; one thread.
class BacktestFeed {
public:
  explicit BacktestFeed(const PrintLimits& limits) : prints_(limits, 0) {}

  void begin_session(const SessionPlan& plan) { prints_.on_date(plan.date); }
  /// The session is over: what still comes counts no more and goes to nobody.
  void close() { closed_ = true; }
  void open() { closed_ = false; }
  void subscribe(const ModelId& id, const Subscriptions& wanted) { table_.set(id, wanted); }
  void unsubscribe(const ModelId& id) { table_.remove(id); }
  /// The venue heeds the wishes as they stand, from now on. When nobody wants anything it goes on
  /// with what was wanted last, or its clock would stand.
  void renew_wishes();
  const Subscriptions& acknowledged() const { return sent_; }

  /// What of the frame the venue sends and what may pass: empty when that is nothing. `sent`: the
  /// venue sent something.
  std::shared_ptr<const MarketBatch> take(simulated::VenueEngine::Frame& frame, bool& sent);
  /// Whether the desk must have it before the models.
  bool is_desk_first(const MarketBatch& batch) { return desk_first_.is_due(batch); }
  /// Places of those it goes to, in the order in which they subscribed; see `SubscriptionTable`.
  std::span<const SubscriptionTable::Place> route(const MarketBatch& batch) {
    return table_.route(batch);
  }
  std::optional<SubscriptionTable::Place> place_of(const ModelId& id) const {
    return table_.place_of(id);
  }
  /// The newest time stamped on a trade or quote that passed.
  Timestamp newest() const { return newest_; }
  FeedStatus status() const;

private:
  std::shared_ptr<MarketBatch> fresh_batch();
  void record_times(const MarketBatch& batch);

  SubscriptionTable table_;
  Subscriptions sent_;
  PrintJudge prints_;
  PriorityFrames desk_first_;
  std::vector<std::shared_ptr<MarketBatch>> batches_; ///< to be used again when nobody has them
  std::size_t next_batch_ = 0;
  bool closed_ = false;
  std::uint64_t frames_ = 0;
  std::uint64_t events_ = 0;
  Timestamp newest_;
};

} // namespace hft::research
