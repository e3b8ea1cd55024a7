#include "adapters/cpquant/order_items.hpp"

#include "adapters/cpquant/json_guard.hpp"
#include "adapters/door/plausible.hpp"

namespace hft::cpquant {

namespace {

[[noreturn]] void impossible(const char* what, const std::string& value) {
  throw Malformed{std::string{"its "} + what + " cannot be " + value};
}

/// Multi-leg parents have no symbol, and prices that are credits.
void must_be_possible(const BrokerOrder& order) {
  if (order.quantity.units < 0) impossible("qty", to_string(order.quantity));
  if (order.filled.units < 0 || (order.quantity.units > 0 && order.filled > order.quantity))
    impossible("filled_qty", to_string(order.filled) + " of " + to_string(order.quantity));
  if (order.symbol.empty()) return;
  for (const auto price : {order.limit_price, order.stop_price})
    if (!door::is_price_or_none(price) || !door::is_amount(price, order.quantity))
      impossible("price", to_string(price));
  const bool filled = order.filled.units > 0;
  if (filled ? !door::is_price(order.average_price) : order.average_price.units < 0)
    impossible("filled_avg_price", to_string(order.average_price));
  if (!door::is_amount(order.average_price, order.filled))
    impossible("filled_qty", to_string(order.filled));
}

/// Of several options' legs there is no exit.
Contingency contingency_of(const std::string& order_class) {
  if (order_class == "bracket") return Contingency::Bracket;
  if (order_class == "oco") return Contingency::Oco;
  if (order_class == "oto") return Contingency::Oto;
  return Contingency::None;
}

/// Those that cannot be read are left out: the order is asked for again, or they are listed alone.
void read_legs(const Json& item, BrokerOrder& order) {
  const auto* legs = field(item, "legs");
  if (!legs || !legs->is_array()) return;
  std::vector<UnreadItem> left_out;
  for (const auto& leg : *legs)
    read_or_leave_out(UnreadItem::Kind::Order, leg, left_out,
                      [&](const Json& x) { order.legs.push_back(read_order(x)); });
}

} // namespace

void must_be_plausible(const Execution& execution, Quantity ordered) {
  if (!door::is_price(execution.price)) impossible("price", to_string(execution.price));
  if (execution.quantity.units <= 0 || !door::is_amount(execution.price, execution.quantity))
    impossible("qty", to_string(execution.quantity));
  if (ordered.units > 0 && execution.quantity > ordered)
    impossible("qty", to_string(execution.quantity) + " of an order for " + to_string(ordered));
}

Side read_side(const Json& item) {
  const auto text = text_in(item, "side");
  if (text == "sell_short") return Side::Sell;
  if (text.empty()) return Side::Buy; // multi-leg parents have none
  const auto side = side_from(text);
  if (!side) throw Malformed{"its side is unknown"};
  return *side;
}

BrokerOrder read_order(const Json& item) {
  if (!item.is_object()) throw Malformed{"it is no object"};
  BrokerOrder made;
  made.id = fixed_in<BrokerOrderId>(item, "id");
  if (made.id.empty()) throw Malformed{"it has no id"};
  made.client_order_id = fixed_in<ClientOrderId>(item, "client_order_id");
  made.symbol = fixed_in<Symbol>(item, "symbol");
  made.side = read_side(item);
  const auto type = text_in(item, field(item, "type") ? "type" : "order_type");
  made.type = order_type_from(type).value_or(OrderType::Market);
  made.time_in_force =
    time_in_force_from(text_in(item, "time_in_force")).value_or(TimeInForce::Day);
  made.status = text_in(item, "status");
  if (made.status.empty()) throw Malformed{"it has no status"};
  made.state = order_state_from(made.status);
  made.quantity.units = units_or_zero(item, "qty");
  made.filled.units = units_or_zero(item, "filled_qty");
  made.average_price.units = units_or_zero(item, "filled_avg_price");
  made.limit_price.units = units_or_zero(item, "limit_price");
  made.stop_price.units = units_or_zero(item, "stop_price");
  made.replaced_by = fixed_in<BrokerOrderId>(item, "replaced_by");
  made.replaces = fixed_in<BrokerOrderId>(item, "replaces");
  made.created = time_in(item, "created_at").value_or(Timestamp{});
  made.updated = time_in(item, "updated_at").value_or(made.created);
  made.submitted = time_in(item, "submitted_at").value_or(made.created);
  made.extended_hours = flag_or(item, "extended_hours", false);
  made.contingency = contingency_of(text_in(item, "order_class"));
  must_be_possible(made);
  if (made.contingency != Contingency::None) read_legs(item, made);
  return made;
}

OrderEvent read_order_event(const Json& data) {
  OrderEvent made;
  made.name = text_in(data, "event");
  if (made.name.empty()) throw Malformed{"it has no event"};
  made.kind = order_event_kind_from(made.name);
  const auto* order = field(data, "order");
  if (!order) throw Malformed{"it has no order"};
  made.order = read_order(*order);
  if (const auto time = time_in(data, "timestamp"))
    made.time = *time;
  else
    made.time = time_in(data, "at").value_or(made.order.updated);
  made.reason = text_in(data, "reason");
  if (made.kind == OrderEventKind::Fill || made.kind == OrderEventKind::PartialFill) {
    Execution execution;
    execution.id = fixed_in<ExecutionId>(data, "execution_id");
    execution.price.units = units_of(data, "price");
    execution.quantity.units = units_of(data, "qty");
    if (const auto position = units_in(data, "position_qty"))
      execution.position = Quantity{*position};
    must_be_plausible(execution, made.order.quantity);
    made.execution = execution;
  }
  return made;
}

} // namespace hft::cpquant
