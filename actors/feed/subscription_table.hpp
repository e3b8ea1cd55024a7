#pragma once

#include "messages/market.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace hft {

/// The channel an event travels on; corrections and cancels come with the trades.
Channel channel_of(const MarketEvent& event);

/// Who wants what: the union of all wishes, and for each batch those who asked for something in it.
/// Subscribers have places counted from zero in the order they came; the caller keeps whatever else
/// it knows of them in the same order.
class SubscriptionTable {
public:
  using Place = std::uint32_t;

  /// Wanted always, by nobody in particular.
  void set_base(const Subscriptions& base);
  /// A new wish of a subscriber; one that is known keeps its place.
  Place set(const ModelId& id, const Subscriptions& wanted);
  /// Those behind it move up by one. Empty when it was not known.
  std::optional<Place> remove(const ModelId& id);
  std::optional<Place> place_of(const ModelId& id) const;
  std::size_t size() const { return subscribers_.size(); }

  const Subscriptions& wanted() const { return union_; }
  const Subscriptions& wanted_by(Place place) const { return subscribers_[place].wanted; }
  bool wants(Place place, const MarketEvent& event) const;
  /// The places of those who asked for an event of the batch, ascending; valid until the next call.
  std::span<const Place> route(const MarketBatch& batch);

private:
  struct Subscriber {
    ModelId id;
    Subscriptions wanted;
  };
  using Lists = std::array<std::vector<Place>, channel_count>;
  const Lists* lists_of(const Symbol& symbol);
  void rebuild();

  Subscriptions base_;
  std::vector<Subscriber> subscribers_;
  Subscriptions union_;
  std::unordered_map<Symbol, Lists> by_symbol_;
  std::vector<char> marked_; ///< by place, while a batch is routed
  std::vector<Place> routed_;
  Symbol last_symbol_; ///< events of one symbol come in runs
  const Lists* last_lists_ = nullptr;
};

} // namespace hft
