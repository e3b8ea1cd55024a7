#pragma once

#include "actors/execution/order_ledger.hpp"

#include <vector>

namespace hft {

/// Cancels that are wanted and not sent yet: the broker's id of their order is not known, or the
/// broker is about to cancel the order with its group. Pure.
///
/// Invariants: an order stands in it once; what is taken out is never handed out again by itself;
/// an order that has ended or is being canceled leaves it without a cancel.
class CancelQueue {
public:
  void add(const ClientOrderId& id);
  /// Takes out the orders whose cancel is to be sent now, in the order they were added.
  std::vector<const LedgerEntry*> take_due(const OrderLedger& ledger, Timestamp now);
  bool empty() const { return wanted_.empty(); }

private:
  std::vector<ClientOrderId> wanted_;
};

} // namespace hft
