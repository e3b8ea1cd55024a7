#include "adapters/cpquant/wire_order_body.hpp"

#include "adapters/cpquant/json_fields.hpp"
#include "messages/price_grid.hpp"

#include <utility>

namespace hft::cpquant {

namespace {

/// Writes one flat JSON object by hand: the lane has no time for a tree.
class Body {
public:
  Body() { text_.reserve(320); }

  Body& text(std::string_view key, std::string_view value) {
    begin(key);
    text_ += '"';
    for (const char c : value) escape(c);
    text_ += '"';
    return *this;
  }
  Body& units(std::string_view key, std::int64_t value) { return text(key, format_units(value)); }
  Body& flag(std::string_view key, bool value) {
    begin(key);
    text_ += value ? "true" : "false";
    return *this;
  }
  Body& raw(std::string_view key, std::string_view json) {
    begin(key);
    text_ += json;
    return *this;
  }
  std::string done() && {
    if (text_.empty()) text_ += '{';
    text_ += '}';
    return std::move(text_);
  }

private:
  void begin(std::string_view key) {
    text_ += text_.empty() ? '{' : ',';
    text_ += '"';
    text_ += key;
    text_ += "\":";
  }

  void escape(char c) {
    constexpr char digits[] = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      text_ += '\\';
      text_ += c;
    } else if (byte < 0x20) {
      text_ += "\\u00";
      text_ += digits[byte >> 4];
      text_ += digits[byte & 15];
    } else {
      text_ += c;
    }
  }

  std::string text_;
};

/// Exits of an order, as the broker writes them.
void write_exits(Body& body, const OrderTerms& terms) {
  if (terms.contingency == Contingency::None) return;
  body.text("order_class", to_string(terms.contingency));
  if (terms.take_profit.units != 0)
    body.raw("take_profit", R"({"limit_price":")" + to_string(terms.take_profit) + "\"}");
  if (terms.stop_loss.units == 0) return;
  auto loss = R"({"stop_price":")" + to_string(terms.stop_loss) + '"';
  if (terms.stop_loss_limit.units != 0)
    loss += R"(,"limit_price":")" + to_string(terms.stop_loss_limit) + '"';
  body.raw("stop_loss", loss + '}');
}

bool has_limit(OrderType type) {
  return type == OrderType::Limit || type == OrderType::StopLimit;
}
bool has_stop(OrderType type) {
  return type == OrderType::Stop || type == OrderType::StopLimit;
}

Result<void> fit_price(const char* name, std::optional<Price>& price) {
  if (!price) return {};
  const auto tick = tick_near(*price);
  if (!tick)
    return fail(ErrorKind::BadArgument, "the order is not sent: " + std::string{name} + ' ' +
                                          to_string(*price) + " is between two ticks of " +
                                          to_string(tick_size(*price)));
  price = tick;
  return {};
}

std::string decimal(std::optional<Price> price) {
  return to_string(price.value_or(Price{}));
}

} // namespace

Result<void> fit_prices(NewOrder& order) {
  const std::pair<const char*, std::optional<Price>*> prices[] = {
    {"limit_price", &order.limit_price},        {"stop_price", &order.stop_price},
    {"trail_price", &order.trail_price},        {"take_profit.limit_price", &order.take_profit},
    {"stop_loss.stop_price", &order.stop_loss}, {"stop_loss.limit_price", &order.stop_loss_limit}};
  for (const auto& [name, price] : prices)
    if (const auto fits = fit_price(name, *price); !fits) return fits;
  return {};
}

Result<void> fit_prices(OrderChange& change) {
  if (const auto fits = fit_price("limit_price", change.limit_price); !fits) return fits;
  return fit_price("stop_price", change.stop_price);
}

std::string order_body(const Order& order) {
  Body body;
  body.text("symbol", order.symbol.view()).units("qty", order.quantity.units);
  body.text("side", to_string(order.side)).text("type", to_string(order.type));
  body.text("time_in_force", to_string(order.time_in_force));
  const auto& terms = *order.terms;
  // Of an exit pair the take-profit says it.
  if (has_limit(order.type) && terms.contingency != Contingency::Oco)
    body.units("limit_price", order.limit_price.units);
  if (has_stop(order.type)) body.units("stop_price", order.stop_price.units);
  if (terms.trail.units != 0) body.units("trail_price", terms.trail.units);
  if (terms.trail_percent.units != 0) body.units("trail_percent", terms.trail_percent.units);
  write_exits(body, terms);
  if (order.extended_hours) body.flag("extended_hours", true);
  body.text("client_order_id", order.client_order_id.view());
  return std::move(body).done();
}

std::string replace_body(const Order& order) {
  Body body;
  const auto& terms = *order.terms;
  const bool grouped = order.leg != Leg::None || terms.contingency != Contingency::None;
  if (!grouped) body.units("qty", order.quantity.units); // else the broker takes no other
  if (has_limit(order.type)) body.units("limit_price", order.limit_price.units);
  if (has_stop(order.type)) body.units("stop_price", order.stop_price.units);
  if (terms.trail.units != 0) body.units("trail", terms.trail.units);
  if (terms.trail_percent.units != 0) body.units("trail", terms.trail_percent.units);
  body.text("client_order_id", order.client_order_id.view());
  return std::move(body).done();
}

std::string order_body(const NewOrder& order) {
  Json body{{"symbol", order.symbol.str()},
            {"side", to_string(order.side)},
            {"type", to_string(order.type)},
            {"time_in_force", to_string(order.time_in_force)}};
  if (order.quantity) body["qty"] = to_string(*order.quantity);
  if (order.notional) body["notional"] = to_string(*order.notional);
  if (order.limit_price) body["limit_price"] = to_string(*order.limit_price);
  if (order.stop_price) body["stop_price"] = to_string(*order.stop_price);
  if (order.trail_price) body["trail_price"] = to_string(*order.trail_price);
  if (order.trail_percent) body["trail_percent"] = *order.trail_percent;
  if (order.extended_hours) body["extended_hours"] = true;
  if (!order.client_order_id.empty()) body["client_order_id"] = order.client_order_id.str();
  if (!order.order_class.empty()) body["order_class"] = order.order_class;
  if (order.take_profit) body["take_profit"] = {{"limit_price", decimal(order.take_profit)}};
  if (order.stop_loss) body["stop_loss"] = {{"stop_price", decimal(order.stop_loss)}};
  if (order.stop_loss && order.stop_loss_limit)
    body["stop_loss"]["limit_price"] = decimal(order.stop_loss_limit);
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string change_body(const OrderChange& change) {
  Body body;
  if (change.quantity) body.units("qty", change.quantity->units);
  if (change.time_in_force) body.text("time_in_force", to_string(*change.time_in_force));
  if (change.limit_price) body.units("limit_price", change.limit_price->units);
  if (change.stop_price) body.units("stop_price", change.stop_price->units);
  if (change.trail) body.units("trail", change.trail->units);
  if (!change.client_order_id.empty()) body.text("client_order_id", change.client_order_id.view());
  return std::move(body).done();
}

std::string authenticate_message(std::string_view key, std::string_view secret) {
  const Json message{{"action", "authenticate"},
                     {"data", {{"key_id", key}, {"secret_key", secret}}}};
  return message.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string listen_message() {
  return R"({"action":"listen","data":{"streams":["trade_updates"]}})";
}

} // namespace hft::cpquant
