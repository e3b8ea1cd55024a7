#include "app/research/backtest_words.hpp"

#include "adapters/cpquant/wire_account.hpp"
#include "adapters/cpquant/wire_error.hpp"
#include "adapters/door/shown_text.hpp"
#include "adapters/simulated/protocol/json.hpp"

#include <algorithm>

namespace hft::research {

namespace {

bool has_limit(OrderType type) {
  return type == OrderType::Limit || type == OrderType::StopLimit;
}
bool has_stop(OrderType type) {
  return type == OrderType::Stop || type == OrderType::StopLimit;
}

std::string given(Price price) {
  return price.units != 0 ? to_string(price) : std::string{};
}

void put_terms(const OrderTerms& terms, simulated::PlaceRequest& made) {
  made.trail_price = given(terms.trail);
  if (terms.trail_percent.units != 0) made.trail_percent = to_string(terms.trail_percent);
  if (terms.contingency == Contingency::None) return;
  made.order_class = to_string(terms.contingency);
  made.take_profit = terms.take_profit.units != 0;
  made.take_profit_limit_price = given(terms.take_profit);
  made.stop_loss = terms.stop_loss.units != 0;
  made.stop_loss_stop_price = given(terms.stop_loss);
  made.stop_loss_limit_price = given(terms.stop_loss_limit);
  if (terms.contingency == Contingency::Oco) made.limit_price.clear(); // its take-profit says it
}

Contingency contingency_of(simulated::OrderClass order_class) {
  switch (order_class) {
    case simulated::OrderClass::Bracket: return Contingency::Bracket;
    case simulated::OrderClass::Oco: return Contingency::Oco;
    case simulated::OrderClass::Oto: return Contingency::Oto;
    default: return Contingency::None;
  }
}

} // namespace

simulated::PlaceRequest place_request_of(const Order& order) {
  simulated::PlaceRequest made;
  made.symbol = order.symbol.str();
  made.qty = to_string(order.quantity);
  made.side = to_string(order.side);
  made.type = to_string(order.type);
  made.time_in_force = to_string(order.time_in_force);
  if (has_limit(order.type)) made.limit_price = to_string(order.limit_price);
  if (has_stop(order.type)) made.stop_price = to_string(order.stop_price);
  made.client_order_id = order.client_order_id.str();
  made.extended_hours = order.extended_hours;
  if (order.terms) put_terms(*order.terms, made);
  return made;
}

simulated::ReplaceRequest replace_request_of(const Order& order) {
  simulated::ReplaceRequest made;
  const auto& terms = *order.terms;
  const bool grouped = order.leg != Leg::None || terms.contingency != Contingency::None;
  if (!grouped) made.qty = to_string(order.quantity);
  if (terms.trail.units != 0) made.trail = to_string(terms.trail);
  if (terms.trail_percent.units != 0) made.trail = to_string(terms.trail_percent);
  if (has_limit(order.type)) made.limit_price = to_string(order.limit_price);
  if (has_stop(order.type)) made.stop_price = to_string(order.stop_price);
  made.client_order_id = order.client_order_id.str();
  return made;
}

BrokerOrder broker_order_of(const simulated::VenueOrder& order) {
  BrokerOrder made;
  made.id = order.id;
  made.client_order_id = order.client_order_id;
  made.symbol = order.symbol;
  made.side = order.side;
  made.type = order.type;
  made.time_in_force = order.time_in_force;
  made.status = to_string(order.state);
  made.state = order.state;
  made.quantity = order.quantity.value_or(Quantity{});
  made.filled = order.filled;
  made.average_price = order.average_price.value_or(Price{});
  made.limit_price = order.limit_price.value_or(Price{});
  made.stop_price = order.stop_price.value_or(Price{});
  made.replaced_by = order.replaced_by;
  made.replaces = order.replaces;
  made.created = order.created_at;
  made.updated = order.updated_at;
  made.submitted = order.submitted_at;
  made.extended_hours = order.extended_hours;
  made.contingency = contingency_of(order.order_class);
  if (made.contingency != Contingency::None)
    for (const auto& leg : order.legs) made.legs.push_back(broker_order_of(leg));
  return made;
}

OrderEvent order_event_of(const simulated::OrderUpdate& update) {
  OrderEvent made;
  made.kind = update.event;
  made.name = to_string(update.event);
  made.order = broker_order_of(update.order);
  made.time = update.time;
  if (update.event != OrderEventKind::Fill && update.event != OrderEventKind::PartialFill)
    return made;
  Execution execution;
  execution.id = ExecutionId::truncated(update.execution_id.view());
  execution.price = update.price.value_or(Price{});
  execution.quantity = update.quantity.value_or(Quantity{});
  execution.position = update.position_quantity;
  made.execution = execution;
  return made;
}

BrokerFill broker_fill_of(const simulated::FillRecord& fill) {
  BrokerFill made;
  made.execution.id = ExecutionId::truncated(fill.execution_id.view());
  made.execution.price = fill.price;
  made.execution.quantity = fill.quantity;
  made.order_id = fill.order_id;
  made.symbol = fill.symbol;
  made.side = fill.side;
  made.time = fill.time;
  made.cumulative = fill.cumulative;
  return made;
}

BrokerPosition broker_position_of(const simulated::PositionSnapshot& position) {
  BrokerPosition made;
  made.symbol = position.symbol;
  made.quantity = position.quantity;
  made.average_entry = position.average_entry;
  made.current = position.current;
  return made;
}

void refuse(OrderAnswered& answer, std::string_view asked, const simulated::VenueError& error) {
  cpquant::BrokerError told;
  told.code = static_cast<int>(error.code);
  told.message = door::shown(error.message);
  auto extra = error.extra;
  std::sort(extra.begin(), extra.end());
  for (const auto& [name, value] : extra) {
    if (!told.details.empty()) told.details += ' ';
    told.details += name + '=' + value;
  }
  answer.http_status = error.http;
  answer.kind = cpquant::answer_kind(error.http, told);
  answer.sentence = cpquant::sentence_of(asked, error.http, told);
}

// They are few: their JSON is the shortest way.
std::optional<AccountActivity> account_activity_of(const simulated::AccountActivity& activity) {
  const auto told = cpquant::parse_activities('[' + simulated::to_json(activity).dump() + ']');
  return told && !told->empty() ? cpquant::booked(told->front()) : std::nullopt;
}

} // namespace hft::research
