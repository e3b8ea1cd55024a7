#include "app/research/backtest_feed.hpp"

#include "messages/same_text.hpp"

#include <algorithm>
#include <utility>

namespace hft::research {

void BacktestFeed::renew_wishes() {
  if (!std::exchange(wishes_changed_, false)) return;
  if (!table_.wanted().empty()) sent_ = table_.wanted();
  symbol_ = {};
}

std::shared_ptr<MarketBatch> BacktestFeed::fresh_batch() {
  constexpr std::size_t kept = 64;
  if (batches_.size() < kept) return batches_.emplace_back(std::make_shared<MarketBatch>());
  auto& batch = batches_[next_batch_++ % kept];
  if (batch.use_count() > 1) return std::make_shared<MarketBatch>();
  batch->events.clear();
  return batch;
}

/// Where an event goes; null when nobody gets it.
MarketBatch* BacktestFeed::batch_for(Channel channel, const Symbol& symbol) {
  if (symbol_.empty() || !is_same(symbol, symbol_)) {
    symbol_ = symbol;
    for (std::size_t i = 0; i < channel_count; ++i)
      wanted_channels_[i] = sent_.contains(static_cast<Channel>(i), symbol);
  }
  if (!wanted_channels_[static_cast<std::size_t>(channel)]) return nullptr;
  sends_ = true;
  if (closed_) return nullptr;
  if (!batch_) batch_ = fresh_batch();
  return batch_.get();
}

void BacktestFeed::on_trade(const Trade& trade) {
  if (auto* batch = batch_for(Channel::Trades, trade.symbol)) batch->events.emplace_back(trade);
}

void BacktestFeed::on_quote(const Quote& quote) {
  if (auto* batch = batch_for(Channel::Quotes, quote.symbol)) batch->events.emplace_back(quote);
}

void BacktestFeed::on_event(MarketEvent event) {
  if (auto* batch = batch_for(channel_of(event), symbol_of(event)))
    batch->events.push_back(std::move(event));
}

bool BacktestFeed::end_frame() {
  const bool sent = std::exchange(sends_, false);
  if (!batch_) return sent;
  auto batch = std::exchange(batch_, nullptr);
  batch->sequence = ++frames_;
  batch->received = {static_cast<std::int64_t>(frames_)};
  events_ += batch->events.size();
  auto passed = prints_.judge(std::move(batch), {});
  if (passed->events.empty()) return sent;
  record_times(*passed);
  deliver_(std::move(passed));
  return sent;
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
