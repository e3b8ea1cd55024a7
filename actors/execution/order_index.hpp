#pragma once

#include "actors/execution/ledger_entry.hpp"

#include <cstdint>
#include <string_view>
#include <tsl/robin_map.h>
#include <unordered_map>
#include <vector>

namespace hft {

/// Orders by their names: our id, the broker's id, a model's reference. Pure; entries belong to the
/// ledger and keep their address while they are here.
///
/// Invariants: an order of ours keeps its id, whoever else uses it; an order is named by the broker
/// once; after `forget` nothing here knows the entry.
class OrderIndex {
public:
  /// A new entry, by our id and its reference.
  void add(LedgerEntry& entry);
  /// Our id of an entry that had none so far, if it is free.
  void add_late_id(LedgerEntry& entry);
  /// Also under its reference, which it was given just now.
  void add_reference(LedgerEntry& entry);
  /// The broker's id of an order. Nothing changes when it has one.
  void know(LedgerEntry& entry, const BrokerOrderId& id);
  /// The broker has given this entry's id to another order.
  void drop_broker_id(const LedgerEntry& entry);
  void forget(LedgerEntry& entry);

  /// Null when there is none, and for empty ids.
  LedgerEntry* find(const ClientOrderId& id) const;
  LedgerEntry* find(const BrokerOrderId& id) const;
  /// The model's newest order under this reference. A replacement that was refused leaves its
  /// predecessor as the order meant.
  const LedgerEntry* find(const ModelId& model, std::uint32_t reference) const;
  /// The order that replaces this one and that the broker has not named yet.
  LedgerEntry* successor_of(const LedgerEntry& entry) const;

private:
  static std::uint64_t key_of(const ModelId& model, std::uint32_t reference);
  // Keys are the entries' own texts: each is set once.
  tsl::robin_map<std::string_view, LedgerEntry*> by_client_;
  tsl::robin_map<std::string_view, LedgerEntry*> by_broker_;
  // The last ones asked for: what is said of an order comes in runs.
  mutable LedgerEntry* recent_client_ = nullptr;
  mutable LedgerEntry* recent_broker_ = nullptr;
  std::unordered_map<std::uint64_t, std::vector<LedgerEntry*>> by_reference_;
};

} // namespace hft
