#include "models/trading/resting_order.hpp"

namespace hft {

namespace {

/// Refused replacements after which the order is withdrawn; calls after which a cancel that came to
/// nothing is asked for again.
constexpr int patience = 3;

} // namespace

RestingOrder::RestingOrder(const Symbol& symbol, Side side, std::uint32_t first, std::uint32_t step)
  : symbol_(symbol),
    side_(side),
    step_(step),
    reference_(first) {}

bool RestingOrder::is_mine(std::uint32_t reference) const {
  return state_ != State::Idle && reference == reference_;
}

void RestingOrder::keep(Price price, Quantity quantity, Decisions& out) {
  if (state_ == State::Idle) {
    reference_ += step_;
    price_ = price;
    partly_filled_ = false;
    in_vain_ = 0;
    state_ = State::Working;
    out.limit(symbol_, side_, quantity, price, reference_);
  } else if (state_ == State::Working && price != price_) {
    if (partly_filled_ || in_vain_ >= patience) return withdraw(out);
    next_price_ = price;
    state_ = State::Replacing;
    out.replace(reference_, symbol_, side_, quantity, price);
  } else if (state_ == State::Canceling) {
    withdraw(out);
  }
}

void RestingOrder::withdraw(Decisions& out) {
  const bool again = state_ == State::Canceling && ++waited_ % patience == 0;
  if (state_ != State::Working && !again) return;
  if (!again) waited_ = 0;
  state_ = State::Canceling;
  out.cancel(reference_, symbol_);
}

void RestingOrder::on_fill(const Fill& fill) {
  if (!is_mine(fill.reference)) return;
  partly_filled_ = true;
  if (fill.leaves == Quantity{}) state_ = State::Idle;
}

void RestingOrder::on_order_closed(const OrderClosed& closed) {
  if (!is_mine(closed.reference)) return;
  if (state_ == State::Replacing && closed.state == OrderState::Replaced) {
    state_ = State::Working;
    price_ = next_price_;
    in_vain_ = 0;
  } else if (state_ == State::Replacing && closed.state == OrderState::Rejected) {
    state_ = State::Working; // the successor; the order itself stands
    ++in_vain_;
  } else if (closed.state != OrderState::Replaced) {
    state_ = State::Idle;
  }
}

void RestingOrder::on_refused(const OrderRefused& refused) {
  if (!is_mine(refused.reference)) return;
  if (state_ == State::Replacing) {
    state_ = State::Working;
    ++in_vain_;
  } else {
    state_ = State::Idle; // never placed, or nothing there to cancel
  }
}

void RestingOrder::forget(std::uint32_t taken) {
  state_ = State::Idle;
  while (reference_ <= taken) reference_ += step_;
}

} // namespace hft
