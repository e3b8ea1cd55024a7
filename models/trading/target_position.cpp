#include "models/trading/target_position.hpp"

#include <algorithm>

namespace hft {

namespace {

constexpr auto soon = std::chrono::seconds{1};
constexpr auto later = std::chrono::minutes{1};

bool passes(Refusal refusal) {
  switch (refusal) {
    case Refusal::NotReady:
    case Refusal::Halted:
    case Refusal::StaleSignal:
    case Refusal::StaleData:
    case Refusal::SymbolHalted:
    case Refusal::OrderRate:
    case Refusal::OpenOrders:
    case Refusal::WashTrade:
    case Refusal::PositionCrossing:
    case Refusal::RequestBudget: return true;
    case Refusal::SessionPhase:
    case Refusal::OrderSize:
    case Refusal::OrderNotional:
    case Refusal::PositionLimit:
    case Refusal::GrossExposure:
    case Refusal::PriceCollar:
    case Refusal::DailyLoss:
    case Refusal::BadOrder:
    case Refusal::PriceIncrement:
    case Refusal::Asset:
    case Refusal::ShortSale:
    case Refusal::HeldBack:
    case Refusal::Venue: break;
  }
  return false;
}

} // namespace

void TargetPosition::want(Quantity target, Timestamp now, Decisions& out) {
  if (busy() || now < blocked_until_) return;
  if (given_up_ && target == wanted_) return;
  given_up_ = false;
  const auto missing = target - position_;
  if (missing == Quantity{}) return;
  wanted_ = target;
  nearer_ = abs(target) < abs(position_);
  last_order_ = now;
  open_ = 1;
  if (missing > Quantity{})
    out.buy(symbol_, missing);
  else
    out.sell(symbol_, -missing);
}

void TargetPosition::on_fill(const Fill& fill) {
  if (fill.symbol != symbol_) return;
  position_ = fill.model_position;
  if (fill.leaves == Quantity{}) open_ = std::max(0, open_ - 1);
}

void TargetPosition::on_order_closed(const OrderClosed& closed) {
  if (closed.symbol == symbol_ && closed.state != OrderState::Replaced) ended(false);
}

void TargetPosition::on_refused(const OrderRefused& refused) {
  if (refused.symbol == symbol_) ended(passes(refused.refusal));
}

// Of shares that bear another name now nothing is left to trade under this one.
void TargetPosition::on_corporate_action(const CorporateAction& action) {
  if (action.symbol != symbol_) return;
  position_ = action.new_symbol == symbol_ ? action.after : Quantity{};
  given_up_ = false;
}

void TargetPosition::ended(bool may_pass) {
  open_ = std::max(0, open_ - 1);
  if (may_pass)
    blocked_until_ = last_order_ + soon;
  else if (nearer_)
    blocked_until_ = last_order_ + later;
  else
    given_up_ = true;
}

void TargetPosition::forget_orders() {
  open_ = 0;
  given_up_ = false;
  blocked_until_ = {};
}

void TargetPosition::take_over(const InstanceBook& standing, Decisions& out) {
  forget_orders();
  const auto held = standing.positions.find(symbol_);
  position_ = held == standing.positions.end() ? Quantity{} : held->second;
  for (const auto& order : standing.orders) {
    if (order.symbol != symbol_) continue;
    ++open_;
    if (order.reference != 0) out.cancel(order.reference, symbol_);
  }
}

void TargetPosition::restore(CheckpointReader& memory, const std::string& key) {
  forget_orders();
  position_ = memory.quantity(key);
}

} // namespace hft
