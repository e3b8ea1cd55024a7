#pragma once

#include "actors/execution/account_books.hpp"
#include "actors/execution/cancel_queue.hpp"

namespace hft {

/// Cancels orders of models at the broker, as soon as its ids for them are known. Pure but for the
/// journal.
///
/// Invariants: a cancel is journaled before it is sent; orders that are not ours, have ended or are
/// being canceled get none.
class OrderCanceler {
public:
  explicit OrderCanceler(AccountBooks& books) : books_(books) {}

  void cancel(const ClientOrderId& id, DeskTime at, DeskOutput& out);
  /// Of one model or (null) of all, in one symbol or (null) in all.
  void cancel_those(const ModelId* model, const Symbol* symbol, DeskTime at, DeskOutput& out);
  bool empty() const { return queue_.empty(); }
  /// With the next `send_due`.
  void want(const ClientOrderId& id) { queue_.add(id); }
  /// Cancels that had to wait until the broker's id was known.
  void send_due(DeskTime at, DeskOutput& out);

private:
  AccountBooks& books_;
  CancelQueue queue_;
};

} // namespace hft
