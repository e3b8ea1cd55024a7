#pragma once

#include "messages/market.hpp"
#include "messages/session.hpp"

#include <memory>
#include <vector>

namespace hft {

/// Ten in the morning in New York on Monday 2026-03-02, and so many milliseconds.
inline Timestamp ten_and(std::int64_t milliseconds) {
  return parse_timestamp("2026-03-02T15:00:00Z").value() + std::chrono::milliseconds{milliseconds};
}

inline MonotonicTime real(std::int64_t milliseconds) {
  return {milliseconds * 1'000'000};
}

inline Trade trade_at(std::int64_t milliseconds, const Symbol& symbol, std::int64_t id = 0) {
  Trade trade;
  trade.symbol = symbol;
  trade.id = id;
  trade.size = shares(100);
  trade.price = dollars(10);
  trade.time = ten_and(milliseconds);
  return trade;
}

inline Quote quote_at(std::int64_t milliseconds, const Symbol& symbol) {
  Quote quote;
  quote.symbol = symbol;
  quote.time = ten_and(milliseconds);
  return quote;
}

inline MarketBatch batch_of(std::vector<MarketEvent> events, std::int64_t received) {
  MarketBatch batch;
  batch.events = std::move(events);
  batch.received = real(received);
  batch.sequence = 1;
  return batch;
}

inline MarketFrame frame_of(std::vector<MarketEvent> events, std::int64_t received) {
  return {std::make_shared<const MarketBatch>(batch_of(std::move(events), received)), Duration{0}};
}

inline Subscriptions wish(Channel channel, const std::vector<Symbol>& symbols) {
  Subscriptions wanted;
  for (const auto& symbol : symbols) wanted.add(channel, symbol);
  return wanted;
}

} // namespace hft
