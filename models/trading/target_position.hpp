#pragma once

#include "models/checkpoint.hpp"
#include "models/model.hpp"

namespace hft {

/// Brings the position in one symbol to where a model wants it: the difference as a market order,
/// one at a time, each waiting for the end of the one before. The position is what fills say.
///
/// An order refused for what may pass (a halt, a stale signal, an order in the way) is tried again
/// a second later. After any other end without a fill the same target is not tried again, except
/// that a target nearer to zero is, a minute later.
class TargetPosition {
public:
  explicit TargetPosition(const Symbol& symbol) : symbol_(symbol) {}

  /// `now` is event time.
  void want(Quantity target, Timestamp now, Decisions& out);
  /// The following ignore what is about another symbol.
  void on_fill(const Fill& fill);
  void on_order_closed(const OrderClosed& closed);
  void on_refused(const OrderRefused& refused);
  void on_corporate_action(const CorporateAction& action);
  /// What was decided was never sent.
  void forget_orders();
  /// Holds what is held; waits for the ends of orders that work, and cancels those that can be.
  void take_over(const InstanceBook& standing, Decisions& out);

  const Symbol& symbol() const { return symbol_; }
  Quantity position() const { return position_; }
  /// An order has not ended yet.
  bool busy() const { return open_ > 0; }

  void save(CheckpointWriter& memory, const std::string& key) const { memory.put(key, position_); }
  void restore(CheckpointReader& memory, const std::string& key);

private:
  void ended(bool may_pass);

  Symbol symbol_;
  Quantity position_;
  Quantity wanted_; ///< by the last order
  int open_ = 0;    ///< orders that have not ended
  bool given_up_ = false;
  bool nearer_ = false;     ///< the last order was to bring the position nearer to zero
  Timestamp last_order_;    ///< when it was decided
  Timestamp blocked_until_; ///< no order before
};

} // namespace hft
