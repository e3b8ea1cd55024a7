#pragma once

#include "models/model.hpp"

#include <cstdint>

namespace hft {

/// Keeps one limit order of a model at the price it wants: places it, moves it by replacing,
/// withdraws it; one request at a time. What came to nothing is asked for again at the next call.
/// A partly filled order is not moved but withdrawn, and a whole one placed anew.
class RestingOrder {
public:
  /// Uses the references `first + step`, `first + 2 * step`, ... so that late news of an order that
  /// ended is told from news of the present one.
  RestingOrder(const Symbol& symbol, Side side, std::uint32_t first, std::uint32_t step);

  void keep(Price price, Quantity quantity, Decisions& out);
  void withdraw(Decisions& out);
  /// The following ignore what is about another order.
  void on_fill(const Fill& fill);
  void on_order_closed(const OrderClosed& closed);
  void on_refused(const OrderRefused& refused);
  /// What was decided was never sent; later orders use references beyond `taken`.
  void forget(std::uint32_t taken = 0);

  /// None is working and none is on its way.
  bool idle() const { return state_ == State::Idle; }
  /// Of the present order, or of the last one.
  std::uint32_t reference() const { return reference_; }

private:
  enum class State { Idle, Working, Replacing, Canceling };
  bool is_mine(std::uint32_t reference) const;

  Symbol symbol_;
  Side side_;
  std::uint32_t step_;
  std::uint32_t reference_;
  State state_ = State::Idle;
  Price price_;
  Price next_price_; ///< while replacing
  bool partly_filled_ = false;
  int in_vain_ = 0; ///< replacements refused since the last one taken
  int waited_ = 0;  ///< calls since the cancel was asked for
};

} // namespace hft
