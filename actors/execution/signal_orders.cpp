#include "actors/execution/signal_orders.hpp"

#include "actors/execution/order_kinds.hpp"
#include "messages/price_grid.hpp"

namespace hft {

Order order_of(const Signal& signal) {
  Order order;
  order.model = signal.model;
  order.reference = signal.reference;
  order.symbol = signal.symbol;
  order.side = signal.side;
  order.quantity = signal.quantity;
  order.type = signal.type;
  order.time_in_force = signal.time_in_force;
  if (has_limit(signal.type)) order.limit_price = signal.limit_price;
  if (signal.terms) {
    auto terms = *signal.terms;
    if (has_stop(signal.type)) order.stop_price = terms.stop_price;
    terms.stop_price = {};
    terms.notional = {};
    if (terms != OrderTerms{}) order.terms = terms;
  }
  order.extended_hours = signal.extended_hours;
  order.caused_by = signal.caused_by;
  order.received = signal.received;
  return order;
}

// Onto the broker's grid, to the side that costs nobody anything; what would become nothing stays,
// for the gate to refuse.
void fit_to_grid(Order& order, OffTick off_tick) {
  const auto fit = [off_tick](Price& price, Price rounded) {
    if (const auto near = tick_near(price))
      price = *near;
    else if (off_tick == OffTick::Round && rounded.units > 0)
      price = rounded;
  };
  if (order.limit_price.units > 0)
    fit(order.limit_price, round_to_tick(order.limit_price, order.side));
  if (order.stop_price.units > 0)
    fit(order.stop_price, round_stop_to_tick(order.stop_price, order.side));
  if (!order.terms) return;
  auto terms = *order.terms;
  const auto side = exit_side(order);
  if (terms.trail.units > 0) fit(terms.trail, round_trail_to_tick(terms.trail));
  if (terms.take_profit.units > 0) fit(terms.take_profit, round_to_tick(terms.take_profit, side));
  if (terms.stop_loss.units > 0) fit(terms.stop_loss, round_stop_to_tick(terms.stop_loss, side));
  if (terms.stop_loss_limit.units > 0)
    fit(terms.stop_loss_limit, round_to_tick(terms.stop_loss_limit, side));
  order.terms = terms;
}

// What a replacement keeps of the order it replaces, and what it changes.
Result<void> take_over(Order& order, const Order& was, const Signal& signal) {
  order.symbol = was.symbol;
  order.side = was.side;
  order.type = was.type;
  order.time_in_force = was.time_in_force;
  order.extended_hours = was.extended_hours;
  order.terms = was.terms;
  order.leg = was.leg;
  order.limit_price = has_limit(was.type) ? signal.limit_price : Price{};
  order.stop_price = {};
  if (has_stop(was.type)) {
    const bool told = signal.terms->stop_price.units != 0;
    order.stop_price = told ? signal.terms->stop_price : signal.limit_price;
    if (!told && was.type == OrderType::StopLimit) order.stop_price = was.stop_price;
  }
  if (was.type == OrderType::TrailingStop) {
    auto terms = *was.terms;
    if (terms.trail.units > 0) terms.trail = signal.limit_price;
    if (terms.trail_percent.units > 0) terms.trail_percent.units = signal.limit_price.units;
    order.terms = terms;
  }
  const bool grouped = was.leg != Leg::None || was.terms->contingency != Contingency::None;
  if (!grouped) return {};
  if (order.quantity.units != 0 && order.quantity != was.quantity)
    return fail(ErrorKind::Refused, "the size of an order of a group cannot be changed: it is " +
                                      to_string(was.quantity));
  order.quantity = was.quantity;
  if (was.terms->contingency == Contingency::Oco) {
    auto terms = *was.terms;
    terms.take_profit = order.limit_price;
    order.terms = terms;
  }
  return {};
}

} // namespace hft
