#include "models/context_keeper.hpp"

#include "models/trading/scaled_price.hpp"

#include <algorithm>

namespace hft {

namespace {

bool is_same_side(Quantity a, Quantity b) {
  return (a.units > 0) == (b.units > 0);
}

} // namespace

ContextKeeper::ContextKeeper(const Needs& needs, const SessionPlan& plan)
  : board_(needs.symbols, needs.bar_sizes, needs.keep_bars, needs.extended_hours),
    sizes_(needs.bar_sizes) {
  plan_ = plan;
  board_.set_plan(plan);
  for (const auto& symbol : needs.symbols) watched_.push_back({symbol, {}, {}, {}});
  if (needs.keep_trades > 0)
    for (std::size_t i = 0; i < watched_.size(); ++i)
      trades_.push_back(std::make_shared<TradeHistory>(needs.keep_trades));
}

std::shared_ptr<const BarHistory> ContextKeeper::bars(const Symbol& symbol) const {
  return sizes_.empty() ? nullptr : board_.history(symbol, sizes_.front());
}

std::shared_ptr<const TradeHistory> ContextKeeper::trades(const Symbol& symbol) const {
  for (std::size_t i = 0; i < trades_.size(); ++i)
    if (watched_[i].symbol == symbol) return trades_[i];
  return nullptr;
}

void ContextKeeper::on_session(const SessionChanged& changed) {
  if (changed.plan.date == Date{}) return;
  if (changed.plan.date != plan_.date) fills_.clear();
  plan_ = changed.plan;
  board_.set_plan(plan_);
}

void ContextKeeper::set_position(const Symbol& symbol, Quantity position, Price average) {
  if (position == Quantity{}) {
    positions_.erase(symbol);
    average_prices_.erase(symbol);
    return;
  }
  positions_[symbol] = position;
  if (average != Price{}) average_prices_[symbol] = average;
}

void ContextKeeper::on_fill(const Fill& fill) {
  const auto before = position(fill.symbol);
  const auto after = fill.model_position;
  auto average = average_price(fill.symbol);
  const bool flat_or_turned = before == Quantity{} || !is_same_side(before, after);
  if (flat_or_turned)
    average = fill.price;
  else if (abs(after) > abs(before) && average != Price{})
    average = {checked_narrow(
      (exact_product(average, abs(before)) + exact_product(fill.price, abs(after) - abs(before))) /
      abs(after).units)};
  set_position(fill.symbol, after, average);
  if (fills_.size() == most_fills) fills_.erase(fills_.begin(), fills_.begin() + most_fills / 2);
  fills_.push_back(fill);
  const auto order = order_of(fill.reference, fill.symbol, fill.side, fill.leg);
  if (order == orders_.end()) return;
  order->leaves = fill.leaves;
  if (fill.leaves != Quantity{}) return;
  const auto done = *order;
  orders_.erase(order);
  open_exits(done, opposite(done.side), abs(after));
}

/// The exits of a group work once its entry is filled, or at once where there is none.
void ContextKeeper::open_exits(const OpenOrder& entry, Side side, Quantity quantity) {
  const auto& terms = *entry.terms;
  if (terms.contingency == Contingency::None) return;
  const auto open = [&](Leg leg, std::uint32_t reference, Price limit, Price stop) {
    const auto type = stop == Price{}    ? OrderType::Limit
                      : limit == Price{} ? OrderType::Stop
                                         : OrderType::StopLimit;
    orders_.push_back({reference != 0 ? reference : entry.reference,
                       entry.symbol,
                       side,
                       quantity,
                       type,
                       limit,
                       stop,
                       leg,
                       {}});
  };
  if (terms.take_profit != Price{})
    open(Leg::TakeProfit, terms.take_profit_reference, terms.take_profit, {});
  if (terms.stop_loss != Price{})
    open(Leg::StopLoss, terms.stop_loss_reference, terms.stop_loss_limit, terms.stop_loss);
}

/// Without a reference the oldest of its side is meant.
std::vector<OpenOrder>::iterator ContextKeeper::order_of(std::uint32_t reference,
                                                         const Symbol& symbol, Side side, Leg leg) {
  return std::find_if(orders_.begin(), orders_.end(), [&](const OpenOrder& order) {
    return order.symbol == symbol && order.reference == reference && order.leg == leg &&
           (reference != 0 || order.side == side);
  });
}

void ContextKeeper::on_order_closed(const OrderClosed& closed) {
  if (closed.state == OrderState::Replaced) return; // another stands in its place
  const auto order = std::find_if(orders_.begin(), orders_.end(), [&](const OpenOrder& open) {
    return open.symbol == closed.symbol && open.reference == closed.reference &&
           open.leg == closed.leg;
  });
  if (order != orders_.end()) orders_.erase(order);
}

void ContextKeeper::on_refused(const OrderRefused& refused) {
  // The newest: the one before it, under the same reference, goes on.
  const auto order = std::find_if(orders_.rbegin(), orders_.rend(), [&](const OpenOrder& open) {
    return open.symbol == refused.symbol && open.reference == refused.reference &&
           open.side == refused.side && open.leaves == refused.quantity;
  });
  if (order != orders_.rend()) orders_.erase(std::next(order).base());
}

void ContextKeeper::on_takeover(const InstanceBook& book) {
  positions_ = book.positions;
  average_prices_ = book.average_prices;
  orders_.clear();
  for (const auto& order : book.orders)
    orders_.push_back({order.reference,
                       order.symbol,
                       order.side,
                       order.leaves,
                       order.type,
                       order.limit_price,
                       order.stop_price,
                       order.leg,
                       {}});
}

void ContextKeeper::on_corporate_action(const CorporateAction& action) {
  const auto factor = action.price_factor();
  const auto average = average_price(action.symbol);
  set_position(action.symbol, {}, {});
  set_position(action.new_symbol, action.after, scaled(average, factor));
  if (factor == 1) return;
  board_.convert(action.symbol, factor);
  for (std::size_t i = 0; i < trades_.size(); ++i)
    if (watched_[i].symbol == action.symbol) trades_[i]->convert(factor);
}

void ContextKeeper::on_decision(const Decision& decision) {
  OpenOrder order{decision.reference,         decision.symbol, decision.side,
                  decision.quantity,          decision.type,   decision.limit_price,
                  decision.terms->stop_price, Leg::None,       decision.terms};
  if (decision.action == SignalAction::Close) {
    const auto held = position(decision.symbol);
    if (held == Quantity{}) return;
    order.side = held > Quantity{} ? Side::Sell : Side::Buy;
    order.leaves = abs(held);
    orders_.push_back(order);
  }
  if (decision.action == SignalAction::Place) {
    if (order.terms->contingency == Contingency::Oco)
      open_exits(order, order.side, order.leaves);
    else
      orders_.push_back(order);
  }
  if (decision.action != SignalAction::Replace) return;
  const auto replaced = std::find_if(orders_.begin(), orders_.end(), [&](const OpenOrder& open) {
    return open.symbol == decision.symbol && open.reference == decision.reference;
  });
  if (replaced == orders_.end()) return;
  replaced->leaves = decision.quantity;
  if (replaced->limit_price != Price{}) replaced->limit_price = decision.limit_price;
}

} // namespace hft
