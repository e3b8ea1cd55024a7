#include "actors/feed/subscription_table.hpp"

#include "messages/same_text.hpp"

#include <algorithm>

namespace hft {

Channel channel_of(const MarketEvent& event) {
  struct Visitor {
    Channel operator()(const Trade&) const { return Channel::Trades; }
    Channel operator()(const Quote&) const { return Channel::Quotes; }
    Channel operator()(const Bar& bar) const {
      if (bar.kind == BarKind::Updated) return Channel::UpdatedBars;
      return bar.kind == BarKind::Daily ? Channel::DailyBars : Channel::Bars;
    }
    Channel operator()(const TradingStatus&) const { return Channel::Statuses; }
    Channel operator()(const Correction&) const { return Channel::Trades; }
    Channel operator()(const CancelError&) const { return Channel::Trades; }
    Channel operator()(const PriceBand&) const { return Channel::PriceBands; }
  };
  return std::visit(Visitor{}, event);
}

void SubscriptionTable::set_base(const Subscriptions& base) {
  base_ = base;
  rebuild();
}

SubscriptionTable::Place SubscriptionTable::set(const ModelId& id, const Subscriptions& wanted) {
  auto place = place_of(id);
  if (!place) {
    place = static_cast<Place>(subscribers_.size());
    subscribers_.push_back({id, {}});
  }
  subscribers_[*place].wanted = wanted;
  rebuild();
  return *place;
}

std::optional<SubscriptionTable::Place> SubscriptionTable::remove(const ModelId& id) {
  const auto place = place_of(id);
  if (!place) return std::nullopt;
  subscribers_.erase(subscribers_.begin() + *place);
  rebuild();
  return place;
}

std::optional<SubscriptionTable::Place> SubscriptionTable::place_of(const ModelId& id) const {
  const auto found = std::find_if(subscribers_.begin(), subscribers_.end(),
                                  [&](const auto& subscriber) { return subscriber.id == id; });
  if (found == subscribers_.end()) return std::nullopt;
  return static_cast<Place>(found - subscribers_.begin());
}

bool SubscriptionTable::wants(Place place, const MarketEvent& event) const {
  return subscribers_[place].wanted.contains(channel_of(event), symbol_of(event));
}

void SubscriptionTable::rebuild() {
  union_ = base_;
  by_symbol_.clear();
  last_lists_ = nullptr;
  last_symbol_ = {};
  for (Place place = 0; place < subscribers_.size(); ++place) {
    const auto& wanted = subscribers_[place].wanted;
    union_.merge(wanted);
    for (std::size_t channel = 0; channel < channel_count; ++channel)
      for (const auto& symbol : wanted.symbols[channel])
        by_symbol_[symbol][channel].push_back(place);
  }
  marked_.assign(subscribers_.size(), 0);
}

const SubscriptionTable::Lists* SubscriptionTable::lists_of(const Symbol& symbol) {
  if (!is_same(symbol, last_symbol_)) {
    const auto found = by_symbol_.find(symbol);
    last_symbol_ = symbol;
    last_lists_ = found == by_symbol_.end() ? nullptr : &found->second;
  }
  return last_lists_;
}

std::span<const SubscriptionTable::Place> SubscriptionTable::route(const MarketBatch& batch) {
  routed_.clear();
  for (const auto& event : batch.events) {
    const auto* lists = lists_of(symbol_of(event));
    if (lists == nullptr) continue;
    for (const auto place : (*lists)[static_cast<std::size_t>(channel_of(event))]) {
      if (marked_[place] != 0) continue;
      marked_[place] = 1;
      routed_.push_back(place);
    }
    if (routed_.size() == subscribers_.size()) break;
  }
  for (const auto place : routed_) marked_[place] = 0;
  std::sort(routed_.begin(), routed_.end());
  return routed_;
}

} // namespace hft
