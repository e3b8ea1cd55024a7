#include "adapters/simulated/protocol/json.hpp"

#include "adapters/door/bounds.hpp"
#include "messages/new_york.hpp"

#include <type_traits>

namespace hft::simulated {

namespace {

template <class T>
Json text_or_null(const std::optional<T>& value) {
  return value ? Json(to_string(*value)) : Json(nullptr);
}

Json time_or_null(const std::optional<Timestamp>& time) {
  return time ? Json(format_timestamp(*time)) : Json(nullptr);
}

Json id_or_null(const Uuid& id) {
  return id.empty() ? Json(nullptr) : Json(id.str());
}

/// Two decimals, as money is shown in accounts, but exact when there are more.
std::string dollars_text(Money money) {
  return to_string(money);
}

} // namespace

std::string encode(const Json& message, Encoding encoding) {
  if (encoding == Encoding::Json) return message.dump();
  std::string out;
  Json::to_msgpack(message, out);
  return out;
}

Json decode(std::string_view bytes, Encoding encoding) {
  // A client's words are counted before they are built: the parsers go as deep as they are asked
  // to.
  constexpr door::Bounds bounds{.bytes = std::size_t{8} << 20, .depth = 32, .values = 1'000'000};
  if (encoding == Encoding::Msgpack)
    return door::fit_msgpack(bytes, bounds) == door::Fit::Fits
             ? Json::from_msgpack(bytes.begin(), bytes.end(), true, false)
             : Json(Json::value_t::discarded);
  if (door::fit_json(bytes, bounds) != door::Fit::Fits) return Json(Json::value_t::discarded);
  return Json::parse(bytes.begin(), bytes.end(), nullptr, false);
}

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::string scalar_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return {};
  if (found->is_string()) return found->get<std::string>();
  return found->is_number() ? found->dump() : std::string{};
}

Json to_json(const VenueOrder& order) {
  Json legs = nullptr;
  if (!order.legs.empty()) {
    legs = Json::array();
    for (const auto& leg : order.legs) legs.push_back(to_json(leg));
  }
  return {{"id", order.id.view()},
          {"client_order_id", order.client_order_id.view()},
          {"created_at", format_timestamp(order.created_at)},
          {"updated_at", format_timestamp(order.updated_at)},
          {"submitted_at", format_timestamp(order.submitted_at)},
          {"filled_at", time_or_null(order.filled_at)},
          {"expired_at", time_or_null(order.expired_at)},
          {"expires_at", format_timestamp(order.expires_at)},
          {"canceled_at", time_or_null(order.canceled_at)},
          {"failed_at", time_or_null(order.failed_at)},
          {"replaced_at", time_or_null(order.replaced_at)},
          {"cancel_requested_at", time_or_null(order.cancel_requested_at)},
          {"replaced_by", id_or_null(order.replaced_by)},
          {"replaces", id_or_null(order.replaces)},
          {"asset_id", order.asset_id.view()},
          {"symbol", order.symbol.view()},
          {"asset_class", "us_equity"},
          {"notional", text_or_null(order.notional)},
          {"qty", text_or_null(order.quantity)},
          {"filled_qty", to_string(order.filled)},
          {"filled_avg_price", text_or_null(order.average_price)},
          {"order_class", to_string(order.order_class)},
          {"order_type", to_string(order.type)},
          {"type", to_string(order.type)},
          {"side", to_string(order.side)},
          {"position_intent", to_string(order.position_intent)},
          {"time_in_force", to_string(order.time_in_force)},
          {"limit_price", text_or_null(order.limit_price)},
          {"stop_price", text_or_null(order.stop_price)},
          {"status", hft::to_string(order.state)},
          {"extended_hours", order.extended_hours},
          {"legs", std::move(legs)},
          {"trail_percent", text_or_null(order.trail_percent)},
          {"trail_price", text_or_null(order.trail_price)},
          {"hwm", text_or_null(order.high_water_mark)},
          {"ratio_qty", nullptr},
          {"subtag", nullptr},
          {"source", nullptr}};
}

Json to_json(const OrderUpdate& update) {
  Json data{{"event", hft::to_string(update.event)},
            {"execution_id", update.execution_id.view()},
            {"timestamp", format_timestamp(update.time)},
            {"order", to_json(update.order)}};
  if (update.price) data["price"] = to_string(*update.price);
  if (update.quantity) data["qty"] = to_string(*update.quantity);
  if (update.position_quantity) data["position_qty"] = to_string(*update.position_quantity);
  return data;
}

Json to_json(const VenueError& error) {
  Json body{{"code", error.code}, {"message", error.message}};
  for (const auto& [key, value] : error.extra) body[key] = value;
  return body;
}

Json to_json(const AccountSnapshot& account) {
  return {{"id", account.id.view()},
          {"account_number", account.account_number},
          {"status", "ACTIVE"},
          {"crypto_status", "ACTIVE"},
          {"currency", "USD"},
          {"cash", dollars_text(account.cash)},
          {"buying_power", dollars_text(account.buying_power)},
          {"regt_buying_power", dollars_text(account.regt_buying_power)},
          {"options_buying_power", dollars_text(account.non_marginable_buying_power)},
          {"effective_buying_power", dollars_text(account.buying_power)},
          {"non_marginable_buying_power", dollars_text(account.non_marginable_buying_power)},
          {"equity", dollars_text(account.equity)},
          {"last_equity", dollars_text(account.last_equity)},
          {"portfolio_value", dollars_text(account.equity)},
          {"long_market_value", dollars_text(account.long_market_value)},
          {"short_market_value", dollars_text(account.short_market_value)},
          {"position_market_value", dollars_text(account.position_market_value)},
          {"initial_margin", dollars_text(account.initial_margin)},
          {"maintenance_margin", dollars_text(account.maintenance_margin)},
          {"last_maintenance_margin", dollars_text(account.last_maintenance_margin)},
          {"sma", dollars_text(account.sma)},
          {"multiplier", std::to_string(account.multiplier)},
          {"accrued_fees", "0"},
          {"pending_transfer_in", "0"},
          {"pending_transfer_out", "0"},
          {"pending_reg_taf_fees", "0"},
          {"intraday_adjustments", "0"},
          {"balance_asof", format_date(account.balance_as_of)},
          {"created_at", format_timestamp(account.created_at)},
          {"trading_blocked", false},
          {"transfers_blocked", false},
          {"account_blocked", false},
          {"trade_suspended_by_user", account.suspended},
          {"shorting_enabled", account.shorting_enabled},
          {"options_approved_level", 0},
          {"options_trading_level", 0}};
}

Json to_json(const PositionSnapshot& position) {
  return {{"asset_id", position.asset_id.view()},
          {"symbol", position.symbol.view()},
          {"exchange", "NASDAQ"},
          {"asset_class", "us_equity"},
          {"asset_marginable", true},
          {"qty", to_string(position.quantity)},
          {"qty_available", to_string(position.available)},
          {"avg_entry_price", to_string(position.average_entry)},
          {"side", position.quantity.units < 0 ? "short" : "long"},
          {"market_value", to_string(position.market_value)},
          {"cost_basis", to_string(position.cost_basis)},
          {"unrealized_pl", to_string(position.unrealized)},
          {"unrealized_plpc", position.unrealized_ratio},
          {"unrealized_intraday_pl", to_string(position.unrealized_intraday)},
          {"unrealized_intraday_plpc", position.unrealized_intraday_ratio},
          {"current_price", to_string(position.current)},
          {"lastday_price", to_string(position.last_day)},
          {"change_today", position.change_today}};
}

Json to_json(const Asset& asset) {
  return {{"id", asset.id.view()},
          {"class", "us_equity"},
          {"exchange", asset.exchange},
          {"symbol", asset.symbol.view()},
          {"name", asset.name},
          {"status", asset.active ? "active" : "inactive"},
          {"tradable", asset.tradable},
          {"marginable", asset.marginable},
          {"shortable", asset.shortable},
          {"easy_to_borrow", asset.easy_to_borrow},
          {"borrow_status", asset.easy_to_borrow ? "easy_to_borrow" : "hard_to_borrow"},
          {"fractionable", asset.fractionable},
          {"maintenance_margin_requirement", 30},
          {"margin_requirement_long", "30"},
          {"margin_requirement_short", "30"},
          {"attributes", Json::array()}};
}

Json to_json(const FillRecord& fill) {
  return {{"activity_type", "FILL"},
          {"id", fill.activity_id},
          {"transaction_time", format_timestamp(fill.time)},
          {"type", fill.partial ? "partial_fill" : "fill"},
          {"price", to_string(fill.price)},
          {"qty", to_string(fill.quantity)},
          {"side", to_string(fill.side)},
          {"symbol", fill.symbol.view()},
          {"leaves_qty", to_string(fill.leaves)},
          {"order_id", fill.order_id.view()},
          {"cum_qty", to_string(fill.cumulative)},
          {"order_status", hft::to_string(fill.order_state)}};
}

Json to_json(const AccountActivity& activity) {
  Json shown{{"activity_type", activity.type}, {"id", activity.id}};
  if (!activity.sub_type.empty()) shown["activity_sub_type"] = activity.sub_type;
  shown["date"] = format_date(activity.date);
  shown["created_at"] = format_timestamp(activity.booked);
  shown["net_amount"] = to_string(activity.net_amount);
  shown["description"] = activity.description;
  if (!activity.symbol.empty()) shown["symbol"] = activity.symbol;
  if (activity.quantity) shown["qty"] = to_string(*activity.quantity);
  if (activity.price) shown["price"] = to_string(*activity.price);
  if (activity.per_share) shown["per_share_amount"] = to_string(*activity.per_share);
  shown["group_id"] = activity.group.view();
  shown["currency"] = "USD";
  shown["status"] = "executed";
  return shown;
}

Json announcement_json(const CorporateAction& action) {
  const bool splits = action.kind == CorporateAction::Kind::Split;
  const bool pays = action.kind == CorporateAction::Kind::Dividend;
  const auto day = format_date(action.ex_date);
  const auto renamed = action.kind == CorporateAction::Kind::Rename;
  return {{"id", action.id.view()},
          {"corporate_action_id", action.symbol.str() + "_" + day},
          {"ca_type", to_string(action.kind)},
          {"ca_sub_type", pays                                ? "cash"
                          : !splits                           ? "name_change"
                          : action.new_rate > action.old_rate ? "stock_split"
                                                              : "reverse_split"},
          {"initiating_symbol", action.symbol.view()},
          {"target_symbol", renamed ? action.new_symbol.view() : action.symbol.view()},
          {"declaration_date", format_date(action.announced)},
          {"effective_date", day},
          {"ex_date", day},
          {"record_date", day},
          {"payable_date", day},
          {"cash", to_string(action.cash)},
          {"old_rate", splits ? to_string(action.old_rate) : "0"},
          {"new_rate", splits ? to_string(action.new_rate) : "0"}};
}

Json ledger_fill(const FillRecord& fill) {
  return {{"execution_id", fill.execution_id.view()},
          {"order_id", fill.order_id.view()},
          {"client_order_id", fill.client_order_id.view()},
          {"symbol", fill.symbol.view()},
          {"side", to_string(fill.side)},
          {"qty", to_string(fill.quantity)},
          {"price", to_string(fill.price)},
          {"at", format_timestamp(fill.time)}};
}

} // namespace hft::simulated
