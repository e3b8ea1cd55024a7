#include "actors/feed/transit_lag.hpp"

#include <algorithm>

namespace hft {

namespace {

std::optional<Timestamp> newest_of(const MarketBatch& batch) {
  std::optional<Timestamp> newest;
  for (const auto& event : batch.events) {
    const auto* trade = std::get_if<Trade>(&event);
    const auto* quote = std::get_if<Quote>(&event);
    if (trade != nullptr && (!newest || *newest < trade->time)) newest = trade->time;
    if (quote != nullptr && (!newest || *newest < quote->time)) newest = quote->time;
  }
  return newest;
}

} // namespace

Duration TransitLag::lag_of(const MarketBatch& batch) {
  if (speed_ <= 0) return {};
  const auto newest = newest_of(batch);
  const auto since_last = std::max(Duration{0}, batch.received - last_received_);
  if (!newest || (newest_ && *newest <= *newest_)) {
    if (!newest_) return {};
    return std::max(Duration{0}, last_lag_ - since_last);
  }
  const bool first = !newest_;
  if (first) anchor_ = *newest;
  const auto sent = static_cast<double>((*newest - anchor_).count()) / speed_;
  const auto way = static_cast<double>(batch.received.nanoseconds) - sent;
  quickest_ =
    first ? way : std::min(way, quickest_ + forgetting_ * static_cast<double>(since_last.count()));
  newest_ = newest;
  last_received_ = batch.received;
  last_lag_ = Duration{static_cast<std::int64_t>(way - quickest_)};
  return last_lag_;
}

void TransitLag::reset() {
  newest_.reset();
  last_lag_ = {};
}

} // namespace hft
