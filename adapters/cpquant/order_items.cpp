#include "adapters/cpquant/order_items.hpp"

namespace hft::cpquant {

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
    made.execution = execution;
  }
  return made;
}

} // namespace hft::cpquant
