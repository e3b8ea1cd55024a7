#include "adapters/simulated/exchange/state.hpp"

#include <charconv>

namespace hft::simulated {

namespace {

template <class Id>
Id id_of(const RowReader& reader, const char* name) {
  return Id::truncated(reader.text(name));
}

tl::unexpected<Failure> unreadable(const StateRow& row, const std::string& field) {
  return fail(Fault::BadPayload, "exchange refused the saved state: a row of kind " + row.kind +
                                   " has a bad " + field);
}

} // namespace

RowWriter& RowWriter::text(const char* name, std::string_view value) {
  if (!value.empty()) row_.fields[name] = std::string{value};
  return *this;
}

RowWriter& RowWriter::number(const char* name, std::int64_t value) {
  if (value != 0) row_.fields[name] = std::to_string(value);
  return *this;
}

RowWriter& RowWriter::maybe(const char* name, const std::optional<Timestamp>& value) {
  if (value) row_.fields[name] = std::to_string(value->nanoseconds);
  return *this;
}

std::string RowReader::text(const char* name) const {
  const auto found = row_.fields.find(name);
  return found == row_.fields.end() ? std::string{} : found->second;
}

std::int64_t RowReader::number(const char* name) {
  const auto found = row_.fields.find(name);
  if (found == row_.fields.end()) return 0;
  const auto& digits = found->second;
  std::int64_t value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) broken_ = name;
  return value;
}

std::uint64_t RowReader::word(const char* name) {
  return static_cast<std::uint64_t>(number(name));
}

ExactMoney RowReader::exact_amount(const char* name) {
  const auto digits = text(name);
  const auto amount = digits.empty() ? ExactMoney{0} : exact_from(digits);
  if (!amount) broken_ = name;
  return amount.value_or(0);
}

StateRow order_row(const OrderRecord& record) {
  const auto& order = record.order;
  RowWriter row{"order"};
  row.text("id", order.id.view()).text("client_order_id", order.client_order_id.view());
  row.number("created_at", order.created_at.nanoseconds);
  row.number("updated_at", order.updated_at.nanoseconds);
  row.number("submitted_at", order.submitted_at.nanoseconds);
  row.number("expires_at", order.expires_at.nanoseconds);
  row.maybe("filled_at", order.filled_at).maybe("expired_at", order.expired_at);
  row.maybe("canceled_at", order.canceled_at).maybe("failed_at", order.failed_at);
  row.maybe("replaced_at", order.replaced_at);
  row.maybe("cancel_requested_at", order.cancel_requested_at);
  row.text("replaced_by", order.replaced_by.view()).text("replaces", order.replaces.view());
  row.text("symbol", order.symbol.view()).text("order_class", to_string(order.order_class));
  row.text("type", to_string(order.type)).text("side", to_string(order.side));
  row.text("time_in_force", to_string(order.time_in_force));
  row.maybe("notional", order.notional).maybe("quantity", order.quantity);
  row.number("filled", order.filled.units).maybe("average_price", order.average_price);
  row.maybe("limit_price", order.limit_price).maybe("stop_price", order.stop_price);
  row.maybe("trail_price", order.trail_price).maybe("trail_percent", order.trail_percent);
  row.maybe("high_water_mark", order.high_water_mark);
  row.text("state", to_string(order.state)).flag("extended_hours", order.extended_hours);
  row.text("position_intent", to_string(order.position_intent));
  row.text("parent", order.parent.view()).text("before", to_string(record.before));
  row.text("cost", record.cost == 0 ? "" : exact_text(record.cost));
  row.number("reserve_price", record.reserve_price.units).number("opening", record.opening.units);
  row.maybe("collar", record.collar).number("inherited", record.inherited.units);
  row.flag("triggered", record.triggered).flag("arrived", record.arrived);
  row.flag("takes", record.takes).flag("drawn", record.drawn);
  row.flag("cancel_wanted", record.cancel_wanted);
  return row.take();
}

Result<OrderRecord> order_record(const StateRow& row) {
  RowReader reader{row};
  OrderRecord record;
  auto& order = record.order;
  order.id = id_of<Uuid>(reader, "id");
  order.client_order_id = id_of<ClientOrderId>(reader, "client_order_id");
  order.created_at = {reader.number("created_at")};
  order.updated_at = {reader.number("updated_at")};
  order.submitted_at = {reader.number("submitted_at")};
  order.expires_at = {reader.number("expires_at")};
  order.filled_at = reader.maybe<Timestamp>("filled_at");
  order.expired_at = reader.maybe<Timestamp>("expired_at");
  order.canceled_at = reader.maybe<Timestamp>("canceled_at");
  order.failed_at = reader.maybe<Timestamp>("failed_at");
  order.replaced_at = reader.maybe<Timestamp>("replaced_at");
  order.cancel_requested_at = reader.maybe<Timestamp>("cancel_requested_at");
  order.replaced_by = id_of<Uuid>(reader, "replaced_by");
  order.replaces = id_of<Uuid>(reader, "replaces");
  order.symbol = id_of<Symbol>(reader, "symbol");
  order.asset_id = asset_id_of(order.symbol);
  const auto order_class = order_class_from(reader.text("order_class"));
  const auto type = order_type_from(reader.text("type"));
  const auto side = side_from(reader.text("side"));
  const auto time_in_force = time_in_force_from(reader.text("time_in_force"));
  const auto intent = position_intent_from(reader.text("position_intent"));
  order.notional = reader.maybe<Money>("notional");
  order.quantity = reader.maybe<Quantity>("quantity");
  order.filled = {reader.number("filled")};
  order.average_price = reader.maybe<Price>("average_price");
  order.limit_price = reader.maybe<Price>("limit_price");
  order.stop_price = reader.maybe<Price>("stop_price");
  order.trail_price = reader.maybe<Price>("trail_price");
  order.trail_percent = reader.maybe<Price>("trail_percent");
  order.high_water_mark = reader.maybe<Price>("high_water_mark");
  order.state = order_state_from(reader.text("state"));
  order.extended_hours = reader.flag("extended_hours");
  order.parent = id_of<Uuid>(reader, "parent");
  record.before = order_state_from(reader.text("before"));
  record.cost = reader.exact_amount("cost");
  record.reserve_price = {reader.number("reserve_price")};
  record.opening = {reader.number("opening")};
  record.collar = reader.maybe<Price>("collar");
  record.inherited = {reader.number("inherited")};
  record.triggered = reader.flag("triggered");
  record.arrived = reader.flag("arrived");
  record.takes = reader.flag("takes");
  record.drawn = reader.flag("drawn");
  record.cancel_wanted = reader.flag("cancel_wanted");
  if (!reader.broken().empty()) return unreadable(row, reader.broken());
  if (!order_class || !type || !side || !time_in_force || !intent) return unreadable(row, "word");
  if (order.state == OrderState::Other) return unreadable(row, "state");
  if (order.id.empty() || order.symbol.empty() || (!order.quantity && !order.notional))
    return unreadable(row, "id, symbol or quantity");
  order.order_class = *order_class;
  order.type = *type;
  order.side = *side;
  order.time_in_force = *time_in_force;
  order.position_intent = *intent;
  return record;
}

StateRow fill_row(const FillRecord& fill) {
  RowWriter row{"fill"};
  row.text("activity_id", fill.activity_id).text("execution_id", fill.execution_id.view());
  row.text("order_id", fill.order_id.view()).number("price", fill.price.units);
  row.number("quantity", fill.quantity.units).number("cumulative", fill.cumulative.units);
  row.number("leaves", fill.leaves.units).text("order_state", to_string(fill.order_state));
  row.flag("partial", fill.partial).number("time", fill.time.nanoseconds);
  return row.take();
}

Result<FillRecord> fill_record(const StateRow& row) {
  RowReader reader{row};
  FillRecord fill;
  fill.activity_id = reader.text("activity_id");
  fill.execution_id = id_of<Uuid>(reader, "execution_id");
  fill.order_id = id_of<Uuid>(reader, "order_id");
  fill.price = {reader.number("price")};
  fill.quantity = {reader.number("quantity")};
  fill.cumulative = {reader.number("cumulative")};
  fill.leaves = {reader.number("leaves")};
  fill.order_state = order_state_from(reader.text("order_state"));
  fill.partial = reader.flag("partial");
  fill.time = {reader.number("time")};
  if (!reader.broken().empty()) return unreadable(row, reader.broken());
  return fill;
}

StateRow activity_row(const AccountActivity& activity) {
  RowWriter row{"activity"};
  row.text("id", activity.id).text("type", activity.type).text("sub_type", activity.sub_type);
  row.number("date", activity.date.days).number("booked", activity.booked.nanoseconds);
  row.number("net_amount", activity.net_amount.units).text("symbol", activity.symbol);
  row.maybe("quantity", activity.quantity).maybe("price", activity.price);
  row.maybe("per_share", activity.per_share).text("description", activity.description);
  row.text("group", activity.group.view());
  return row.take();
}

Result<AccountActivity> activity_record(const StateRow& row) {
  RowReader reader{row};
  AccountActivity activity;
  activity.id = reader.text("id");
  activity.type = reader.text("type");
  activity.sub_type = reader.text("sub_type");
  activity.date = {static_cast<std::int32_t>(reader.number("date"))};
  activity.booked = {reader.number("booked")};
  activity.net_amount = {reader.number("net_amount")};
  activity.symbol = reader.text("symbol");
  activity.quantity = reader.maybe<Quantity>("quantity");
  activity.price = reader.maybe<Price>("price");
  activity.per_share = reader.maybe<Price>("per_share");
  activity.description = reader.text("description");
  activity.group = id_of<Uuid>(reader, "group");
  if (!reader.broken().empty()) return unreadable(row, reader.broken());
  return activity;
}

StateRow action_row(const CorporateAction& action) {
  RowWriter row{"action"};
  row.text("kind", to_string(action.kind)).text("id", action.id.view());
  row.text("symbol", action.symbol.view()).text("new_symbol", action.new_symbol.view());
  row.number("old_rate", action.old_rate.units).number("new_rate", action.new_rate.units);
  row.number("cash", action.cash.units).number("ex_date", action.ex_date.days);
  row.number("announced", action.announced.days);
  row.flag("told", action.told).flag("booked", action.booked);
  return row.take();
}

Result<CorporateAction> action_record(const StateRow& row) {
  RowReader reader{row};
  const auto kind = corporate_action_kind_from(reader.text("kind"));
  CorporateAction action;
  action.id = id_of<Uuid>(reader, "id");
  action.symbol = id_of<Symbol>(reader, "symbol");
  action.new_symbol = id_of<Symbol>(reader, "new_symbol");
  action.old_rate = {reader.number("old_rate")};
  action.new_rate = {reader.number("new_rate")};
  action.cash = {reader.number("cash")};
  action.ex_date = {static_cast<std::int32_t>(reader.number("ex_date"))};
  action.announced = {static_cast<std::int32_t>(reader.number("announced"))};
  action.told = reader.flag("told");
  action.booked = reader.flag("booked");
  if (!reader.broken().empty()) return unreadable(row, reader.broken());
  const bool splits = kind == CorporateAction::Kind::Split;
  if (!kind || action.symbol.empty() ||
      (splits && (action.old_rate.units <= 0 || action.new_rate.units <= 0)))
    return unreadable(row, "kind, symbol or rate");
  action.kind = *kind;
  return action;
}

} // namespace hft::simulated
