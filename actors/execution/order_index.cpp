#include "actors/execution/order_index.hpp"

namespace hft {

std::uint64_t OrderIndex::key_of(const ModelId& model, std::uint32_t reference) {
  return std::hash<ModelId>{}(model)*0x9E3779B97F4A7C15ull ^ reference;
}

void OrderIndex::add(LedgerEntry& entry) {
  if (const auto id = entry.order.client_order_id.view(); !id.empty()) {
    const auto found = by_client_.find(id);
    // An order of ours keeps its id: somebody else's of that id is known by the broker's.
    const bool ours = found != by_client_.end() && !found->second->order.model.empty();
    if (found != by_client_.end() && !ours) by_client_.erase(found);
    if (!ours) {
      by_client_.emplace(id, &entry);
      recent_client_ = &entry;
    }
  }
  if (entry.order.reference != 0) add_reference(entry);
}

void OrderIndex::add_late_id(LedgerEntry& entry) {
  by_client_.emplace(entry.order.client_order_id.view(), &entry);
}

void OrderIndex::add_reference(LedgerEntry& entry) {
  by_reference_[key_of(entry.order.model, entry.order.reference)].push_back(&entry);
}

void OrderIndex::know(LedgerEntry& entry, const BrokerOrderId& id) {
  if (id.empty() || !entry.broker_id.empty()) return; // named once
  entry.broker_id = id;
  if (by_broker_.emplace(entry.broker_id.view(), &entry).second) recent_broker_ = &entry;
}

void OrderIndex::drop_broker_id(const LedgerEntry& entry) {
  by_broker_.erase(entry.broker_id.view());
  recent_broker_ = nullptr;
}

void OrderIndex::forget(LedgerEntry& entry) {
  const auto ours = by_client_.find(entry.order.client_order_id.view());
  if (ours != by_client_.end() && ours->second == &entry) by_client_.erase(ours);
  const auto theirs = by_broker_.find(entry.broker_id.view());
  if (theirs != by_broker_.end() && theirs->second == &entry) by_broker_.erase(theirs);
  const auto key = key_of(entry.order.model, entry.order.reference);
  if (const auto found = by_reference_.find(key); found != by_reference_.end()) {
    std::erase(found->second, &entry);
    if (found->second.empty()) by_reference_.erase(found);
  }
  if (recent_client_ == &entry) recent_client_ = nullptr;
  if (recent_broker_ == &entry) recent_broker_ = nullptr;
}

LedgerEntry* OrderIndex::find(const ClientOrderId& id) const {
  if (id.empty()) return nullptr;
  if (recent_client_ && recent_client_->order.client_order_id == id) return recent_client_;
  const auto found = by_client_.find(id.view());
  return found == by_client_.end() ? nullptr : recent_client_ = found->second;
}

LedgerEntry* OrderIndex::find(const BrokerOrderId& id) const {
  if (id.empty()) return nullptr;
  if (recent_broker_ && recent_broker_->broker_id == id) return recent_broker_;
  const auto found = by_broker_.find(id.view());
  return found == by_broker_.end() ? nullptr : recent_broker_ = found->second;
}

const LedgerEntry* OrderIndex::find(const ModelId& model, std::uint32_t reference) const {
  const auto found = by_reference_.find(key_of(model, reference));
  if (found == by_reference_.end()) return nullptr;
  const LedgerEntry* newest = nullptr;
  for (const auto* entry : found->second)
    if (entry->order.model == model && entry->order.reference == reference &&
        (!newest || newest->ended() || !entry->ended()))
      newest = entry;
  return newest;
}

LedgerEntry* OrderIndex::successor_of(const LedgerEntry& entry) const {
  const auto found = by_reference_.find(key_of(entry.order.model, entry.order.reference));
  if (found == by_reference_.end()) return nullptr;
  for (auto* other : found->second)
    if (other->replaces == entry.order.client_order_id && other->broker_id.empty()) return other;
  return nullptr;
}

} // namespace hft
