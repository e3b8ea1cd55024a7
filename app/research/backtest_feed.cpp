#include "app/research/backtest_feed.hpp"

#include <algorithm>
#include <utility>

namespace hft::research {

void BacktestFeed::renew_wishes() {
  if (!table_.wanted().empty()) sent_ = table_.wanted();
}

std::shared_ptr<MarketBatch> BacktestFeed::fresh_batch() {
  constexpr std::size_t kept = 64;
  if (batches_.size() < kept) return batches_.emplace_back(std::make_shared<MarketBatch>());
  auto& batch = batches_[next_batch_++ % kept];
  if (batch.use_count() > 1) return std::make_shared<MarketBatch>();
  batch->events.clear();
  return batch;
}

std::shared_ptr<const MarketBatch> BacktestFeed::take(simulated::VenueEngine::Frame& frame,
                                                      bool& sent) {
  std::shared_ptr<MarketBatch> batch;
  sent = false;
  for (auto& item : frame) {
    auto* event = std::get_if<MarketEvent>(&item);
    if (event == nullptr || !sent_.contains(channel_of(*event), symbol_of(*event))) continue;
    sent = true;
    if (closed_) return nullptr;
    if (!batch) batch = fresh_batch();
    batch->events.push_back(std::move(*event));
  }
  if (!batch) return nullptr;
  batch->sequence = ++frames_;
  batch->received = {static_cast<std::int64_t>(frames_)};
  events_ += batch->events.size();
  auto passed = prints_.judge(batch, {});
  if (passed->events.empty()) return nullptr;
  record_times(*passed);
  return passed;
}

void BacktestFeed::record_times(const MarketBatch& batch) {
  for (const auto& event : batch.events)
    if (std::holds_alternative<Trade>(event) || std::holds_alternative<Quote>(event))
      newest_ = std::max(newest_, time_of(event));
}

FeedStatus BacktestFeed::status() const {
  FeedStatus status;
  status.state = FeedState::Live;
  status.frames = frames_;
  status.events = events_;
  status.malformed = prints_.counts().all();
  status.last_event = newest_;
  return status;
}

} // namespace hft::research
