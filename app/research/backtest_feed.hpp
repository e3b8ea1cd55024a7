#pragma once

#include "actors/feed/print_judge.hpp"
#include "actors/feed/priority_frames.hpp"
#include "actors/feed/subscription_table.hpp"
#include "app/research/backtest_venue.hpp"

#include <array>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace hft::research {

/// What stands between the venue and the models in a backtest: the wishes, the judge of prints, and
/// frames as the data stream would have brought them. Pure; one thread.
class BacktestFeed final : public FrameReceiver {
public:
  explicit BacktestFeed(const PrintLimits& limits) : prints_(limits, 0) {}

  void begin_session(const SessionPlan& plan) { prints_.on_date(plan.date); }
  /// The session is over: what still comes counts no more and goes to nobody.
  void close() { closed_ = true; }
  void open() { closed_ = false; }
  void subscribe(const ModelId& id, const Subscriptions& wanted) {
    table_.set(id, wanted);
    wishes_changed_ = true;
  }
  void unsubscribe(const ModelId& id) {
    table_.remove(id);
    wishes_changed_ = true;
  }
  /// The venue heeds the wishes as they stand, from now on. When nobody wants anything it goes on
  /// with what was wanted last, or its clock would stand.
  void renew_wishes();
  const Subscriptions& acknowledged() const { return sent_; }

  /// Gets what of a frame may pass, when that is anything.
  using Deliver = std::function<void(std::shared_ptr<const MarketBatch>)>;
  void on_frame(Deliver deliver) { deliver_ = std::move(deliver); }

  void on_trade(const Trade& trade) override;
  void on_quote(const Quote& quote) override;
  void on_event(MarketEvent event) override;
  bool end_frame() override;

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
  MarketBatch* batch_for(Channel channel, const Symbol& symbol);
  std::shared_ptr<MarketBatch> fresh_batch();
  void record_times(const MarketBatch& batch);

  SubscriptionTable table_;
  bool wishes_changed_ = true;
  Subscriptions sent_;
  Symbol symbol_;                                     ///< events of one symbol come in runs:
  std::array<bool, channel_count> wanted_channels_{}; ///< what is sent of it
  PrintJudge prints_;
  PriorityFrames desk_first_;
  Deliver deliver_;
  std::shared_ptr<MarketBatch> batch_;                ///< of the frame that is coming in
  bool sends_ = false;                                ///< something of it is sent
  std::vector<std::shared_ptr<MarketBatch>> batches_; ///< to be used again when nobody has them
  std::size_t next_batch_ = 0;
  bool closed_ = false;
  std::uint64_t frames_ = 0;
  std::uint64_t events_ = 0;
  Timestamp newest_;
};

} // namespace hft::research
