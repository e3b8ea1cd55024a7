#include "actors/feed/gap_filler.hpp"

#include <algorithm>

namespace hft {

GapFiller::Identity GapFiller::identity_of(const Trade& trade) {
  return {trade.symbol, trade.id, trade.exchange, trade.tape, trade.time};
}

void GapFiller::on_down() {
  broken_ = newest_ != Timestamp{};
}

void GapFiller::remember(const MarketBatch& batch) {
  for (const auto& event : batch.events) {
    if (const auto* trade = std::get_if<Trade>(&event)) {
      newest_ = std::max(newest_, trade->time);
      recent_[next_recent_++ % recent_.size()] = identity_of(*trade);
    } else if (const auto* quote = std::get_if<Quote>(&event)) {
      newest_ = std::max(newest_, quote->time);
    }
  }
}

std::optional<GapFiller::Question>
GapFiller::on_frame(const MarketFrame& frame, const std::vector<Symbol>& symbols, bool can_ask) {
  gap_.reset();
  if (!broken_) {
    remember(*frame.batch);
    return std::nullopt;
  }
  std::optional<Timestamp> first;
  for (const auto& event : frame.batch->events)
    if (std::holds_alternative<Trade>(event) || std::holds_alternative<Quote>(event))
      first = first ? std::min(*first, time_of(event)) : time_of(event);
  if (!first) return std::nullopt; // A status or a bar does not tell the stream's time.
  broken_ = false;
  if (*first <= newest_) {
    remember(*frame.batch);
    return std::nullopt;
  }
  gap_ = FeedGap{newest_, *first};
  if (!can_ask || symbols.empty()) {
    remember(*frame.batch);
    return std::nullopt;
  }
  holding_ = true;
  since_ = frame.batch->received;
  unanswered_ = symbols.size();
  fetched_.clear();
  failure_.clear();
  held_.assign(1, frame);
  held_events_ = frame.batch->events.size();
  return Question{++number_, *gap_, symbols};
}

void GapFiller::on_fetched(std::uint64_t number, const Symbol& symbol,
                           Result<std::vector<Trade>> trades) {
  if (!holding_ || number != number_ || unanswered_ == 0) return;
  --unanswered_;
  if (trades)
    fetched_.insert(fetched_.end(), trades->begin(), trades->end());
  else if (failure_.empty())
    failure_ = "gap of " + symbol.str() + " not filled: " + trades.error().sentence;
}

bool GapFiller::came_live(const Trade& trade) const {
  const auto identity = identity_of(trade);
  if (std::find(recent_.begin(), recent_.end(), identity) != recent_.end()) return true;
  return std::any_of(held_.begin(), held_.end(), [&](const auto& frame) {
    const auto& events = frame.batch->events;
    return std::any_of(events.begin(), events.end(), [&](const auto& event) {
      const auto* live = std::get_if<Trade>(&event);
      return live != nullptr && identity_of(*live) == identity;
    });
  });
}

std::optional<GapFiller::Mended> GapFiller::fill_gap(MonotonicTime now) {
  if (!holding_) return std::nullopt;
  const bool tired = now - since_ >= limits_.patience || held_.size() >= limits_.held_limit ||
                     held_events_ >= limits_.held_events;
  if (unanswered_ > 0 && !tired) return std::nullopt;
  if (unanswered_ > 0 && failure_.empty()) failure_ = "gap not filled: the history did not answer";
  holding_ = false;
  // Trades at the ends of the gap may be known already; only those are worth looking for.
  const auto until = gap_->until;
  std::erase_if(fetched_, [&](const Trade& trade) {
    return (trade.time <= newest_ || trade.time >= until) && came_live(trade);
  });
  std::stable_sort(fetched_.begin(), fetched_.end(),
                   [](const Trade& a, const Trade& b) { return a.time < b.time; });
  for (const auto& frame : held_) remember(*frame.batch);
  Mended mended{std::move(fetched_), std::move(held_), std::move(failure_)};
  fetched_.clear();
  held_.clear();
  failure_.clear();
  return mended;
}

} // namespace hft
