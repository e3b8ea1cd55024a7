#include "actors/execution/cancel_queue.hpp"

#include <algorithm>
#include <chrono>

namespace hft {

namespace {

constexpr Duration group_cancel_takes = std::chrono::seconds{2};

// The broker cancels a group whole: what it does not cancel within moments is canceled by itself.
bool goes_with_group(const LedgerEntry& entry, Timestamp now) {
  const auto* parent = entry.parent;
  if (!parent) return false;
  if (entry.exposed() == Quantity{} && entry.leaves() != Quantity{}) return true;
  const auto just_ended = [now](const LedgerEntry& other) {
    return other.ended() && other.state != OrderState::Filled &&
           now - other.updated < group_cancel_takes;
  };
  return just_ended(*parent) ||
         std::any_of(parent->exits.begin(), parent->exits.end(),
                     [&](const LedgerEntry* exit) { return just_ended(*exit); });
}

} // namespace

void CancelQueue::add(const ClientOrderId& id) {
  if (std::find(wanted_.begin(), wanted_.end(), id) == wanted_.end()) wanted_.push_back(id);
}

std::vector<const LedgerEntry*> CancelQueue::take_due(const OrderLedger& ledger, Timestamp now) {
  std::vector<const LedgerEntry*> due;
  std::erase_if(wanted_, [&](const ClientOrderId& id) {
    const auto* entry = ledger.find(id);
    if (!entry || entry->ended() || entry->cancel_wanted) return true;
    if (entry->broker_id.empty() || goes_with_group(*entry, now)) return false;
    due.push_back(entry);
    return true;
  });
  return due;
}

} // namespace hft
