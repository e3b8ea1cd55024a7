#pragma once

#include "actors/execution/ledger_entry.hpp"

#include <vector>

namespace hft {

/// The orders that have not ended, and what they stand for. Pure; entries belong to the ledger.
///
/// Invariants: after `refresh` an entry stands here exactly while it has not ended, once. The order
/// among them is arbitrary.
class WorkingOrders {
public:
  /// The entry is new or its state has changed.
  void refresh(LedgerEntry& entry);

  const std::vector<LedgerEntry*>& all() const { return entries_; }
  std::size_t size() const { return entries_.size(); }
  std::size_t size(const ModelId& model) const;
  /// Of which the broker has to say how they stand.
  std::size_t unknown() const;
  /// Whether an order of a model works in this symbol.
  bool any_of_models(const Symbol& symbol) const;
  bool any_of(const ModelId& model, const Symbol& symbol) const;
  /// What orders of this symbol and side may still fill, of one model or (null) of all; `except` is
  /// not counted.
  Quantity leaves(const ModelId* model, const Symbol& symbol, Side side,
                  const ClientOrderId& except) const;
  /// An order other than `except` that `order` could meet; null: none. `broker_rule`: any opposite
  /// order when one of the two is market or stop; otherwise only resting limits it crosses and
  /// stops.
  const LedgerEntry* opponent(const Order& order, const ClientOrderId& except,
                              bool broker_rule) const;

private:
  std::vector<LedgerEntry*> entries_;
};

} // namespace hft
