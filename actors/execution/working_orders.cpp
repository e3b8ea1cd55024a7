#include "actors/execution/working_orders.hpp"

#include <algorithm>
#include <limits>

namespace hft {

namespace {

constexpr auto nowhere = std::numeric_limits<std::size_t>::max();

bool rests(OrderType type) {
  return type != OrderType::Market;
}
bool is_stop(OrderType type) {
  return type == OrderType::Stop || type == OrderType::StopLimit || type == OrderType::TrailingStop;
}

// The broker lets these meet others: one order of a group cancels the other.
bool is_grouped(const Order& order) {
  return order.leg != Leg::None || order.terms->contingency != Contingency::None ||
         order.type == OrderType::TrailingStop;
}

bool crosses(const Order& a, const Order& b) {
  const auto& buy = a.side == Side::Buy ? a : b;
  const auto& sell = a.side == Side::Buy ? b : a;
  return buy.type == OrderType::Market || sell.type == OrderType::Market ||
         buy.limit_price >= sell.limit_price;
}

} // namespace

void WorkingOrders::refresh(LedgerEntry& entry) {
  if (!entry.ended()) {
    if (entry.place != nowhere) return;
    entry.place = entries_.size();
    entries_.push_back(&entry);
  } else if (entry.place != nowhere) {
    entries_.back()->place = entry.place;
    entries_[entry.place] = entries_.back();
    entries_.pop_back();
    entry.place = nowhere;
  }
}

std::size_t WorkingOrders::size(const ModelId& model) const {
  return static_cast<std::size_t>(std::count_if(
    entries_.begin(), entries_.end(), [&](const auto* x) { return x->order.model == model; }));
}

std::size_t WorkingOrders::unknown() const {
  return static_cast<std::size_t>(
    std::count_if(entries_.begin(), entries_.end(),
                  [](const auto* x) { return x->state == OrderState::Unknown; }));
}

bool WorkingOrders::any_of_models(const Symbol& symbol) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const auto* x) {
    return x->order.symbol == symbol && !x->order.model.empty();
  });
}

bool WorkingOrders::any_of(const ModelId& model, const Symbol& symbol) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const auto* x) {
    return x->order.model == model && x->order.symbol == symbol;
  });
}

Quantity WorkingOrders::leaves(const ModelId* model, const Symbol& symbol, Side side,
                               const ClientOrderId& except) const {
  Quantity sum;
  for (const auto* entry : entries_)
    if (entry->order.side == side && entry->order.symbol == symbol &&
        (!model || entry->order.model == *model) && entry->order.client_order_id != except)
      sum = std::min(sum + std::min(entry->exposed(), largest_order), largest_position);
  return sum;
}

const LedgerEntry* WorkingOrders::opponent(const Order& order, const ClientOrderId& except,
                                           bool broker_rule) const {
  if (is_grouped(order)) return nullptr;
  for (const auto* entry : entries_) {
    const auto& other = entry->order;
    if (is_grouped(other)) continue;
    if (other.side == order.side || other.symbol != order.symbol || other.client_order_id == except)
      continue;
    if (broker_rule) {
      const bool both_limits = other.type == OrderType::Limit && order.type == OrderType::Limit;
      if (!both_limits || crosses(order, other)) return entry;
    } else if (rests(other.type) && (is_stop(other.type) || crosses(order, other))) {
      return entry;
    }
  }
  return nullptr;
}

} // namespace hft
