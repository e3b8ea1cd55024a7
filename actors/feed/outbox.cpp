#include "actors/feed/outbox.hpp"

namespace hft {

void Outbox::drop_older_quote(const Symbol& symbol) {
  const auto found = quotes_.find(symbol);
  if (found == quotes_.end() || found->second < first_number_) return;
  auto& older = events_[found->second - first_number_];
  if (!older.event) return;
  older.event.reset();
  --live_;
  ++conflated_;
}

void Outbox::offer(const MarketFrame& frame, const SubscriptionTable& table,
                   SubscriptionTable::Place place) {
  if (live_ == 0 && !whole_) {
    whole_ = frame;
    return;
  }
  const auto add = [&](const MarketFrame& from) {
    for (const auto& event : from.batch->events) {
      if (!table.wants(place, event)) continue;
      if (const auto* quote = std::get_if<Quote>(&event)) {
        drop_older_quote(quote->symbol);
        quotes_[quote->symbol] = first_number_ + events_.size();
      }
      events_.push_back({event, from.batch->received, from.lag});
      ++live_;
    }
  };
  if (whole_) add(*whole_);
  whole_.reset();
  add(frame);
}

std::optional<MarketFrame> Outbox::next(std::uint64_t handled) {
  if (sent_ >= handled + limits_.unhandled_frames) return std::nullopt;
  return next_at_once();
}

std::optional<MarketFrame> Outbox::next_at_once() {
  if (whole_) {
    auto frame = std::move(whole_);
    whole_.reset();
    ++sent_;
    return frame;
  }
  auto batch = std::make_shared<MarketBatch>();
  Duration lag{0};
  while (!events_.empty() && batch->events.size() < limits_.frame_events) {
    auto& front = events_.front();
    if (front.event) {
      if (batch->events.empty()) {
        batch->received = front.received;
        lag = front.lag;
      }
      batch->events.push_back(std::move(*front.event));
      --live_;
    }
    events_.pop_front();
    ++first_number_;
  }
  if (batch->events.empty()) return std::nullopt;
  ++sent_;
  return MarketFrame{std::move(batch), lag};
}

bool Outbox::is_full() {
  full_ = live_ > (full_ ? limits_.waiting_events / 2 : limits_.waiting_events);
  return full_;
}

} // namespace hft
