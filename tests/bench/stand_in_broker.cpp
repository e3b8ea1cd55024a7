#include "tests/bench/stand_in_broker.hpp"

#include "messages/new_york.hpp"
#include "tests/bench/stand_in_calendar.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <optional>

namespace hft::bench {

namespace {

using nlohmann::json;

constexpr auto account_id = "5d3fd1a4-6f1d-4c39-8a15-3a6f7b6f0c01";
constexpr double start_cash = 1'000'000'000;
const Timestamp start_time = from_new_york(make_date(2024, 4, 8), std::chrono::hours{10});

std::string money(double amount) {
  return fmt::format("{:.2f}", amount);
}

std::optional<std::string> query_value(std::string_view target, std::string_view name) {
  auto query = target.substr(std::min(target.find('?'), target.size()));
  while (!query.empty()) {
    query.remove_prefix(1);
    const auto pair = query.substr(0, query.find('&'));
    if (pair.substr(0, pair.find('=')) == name && pair.find('=') != std::string_view::npos) {
      std::string value;
      for (auto rest = pair.substr(pair.find('=') + 1); !rest.empty(); rest.remove_prefix(1)) {
        if (rest.front() == '%' && rest.size() > 2) {
          value +=
            static_cast<char>(std::strtol(std::string{rest.substr(1, 2)}.c_str(), nullptr, 16));
          rest.remove_prefix(2);
        } else {
          value += rest.front();
        }
      }
      return value;
    }
    query.remove_prefix(pair.size());
  }
  return std::nullopt;
}

std::size_t number_of(const std::optional<std::string>& text, std::size_t otherwise) {
  return text ? std::strtoul(text->c_str(), nullptr, 10) : otherwise;
}
/// A bound of a time range: empty when the query does not set it.
std::optional<Timestamp> time_of(const std::optional<std::string>& text) {
  return text ? parse_timestamp(*text) : std::nullopt;
}

json order_json(const StandInOrder& order) {
  const auto quantity = std::to_string(order.quantity);
  json out{{"id", order.id},
           {"client_order_id", order.client_order_id},
           {"created_at", format_timestamp(order.submitted)},
           {"updated_at", format_timestamp(order.changed)},
           {"submitted_at", format_timestamp(order.submitted)},
           {"asset_id", account_id},
           {"symbol", order.symbol},
           {"asset_class", "us_equity"},
           {"qty", quantity},
           {"filled_qty", order.filled ? quantity : "0"},
           {"order_class", ""},
           {"order_type", "market"},
           {"type", "market"},
           {"side", order.side},
           {"time_in_force", "day"},
           {"status", order.filled ? "filled" : "new"},
           {"extended_hours", false}};
  for (const auto* name : {"expired_at", "canceled_at", "failed_at", "replaced_at", "replaced_by",
                           "replaces", "notional", "limit_price", "stop_price", "trail_percent",
                           "trail_price", "hwm", "legs", "filled_at", "filled_avg_price"})
    out[name] = nullptr;
  if (order.filled) {
    out["filled_at"] = format_timestamp(order.changed);
    out["filled_avg_price"] = money(order.price);
  }
  return out;
}

std::string execution_id(std::size_t order) {
  return fmt::format("e0000000-0000-4000-8000-{:012x}", order);
}

/// The order whose fill an activity's id names: what `execution_id` made it from.
std::optional<std::size_t> fill_named(const std::string& id) {
  if (id.size() < 12) return std::nullopt;
  return std::strtoul(id.c_str() + id.size() - 12, nullptr, 16);
}

} // namespace

std::int64_t monotonic_now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

StandInBroker::StandInBroker() : started_(monotonic_now()) {}

Timestamp StandInBroker::now() const {
  return start_time + Duration{monotonic_now() - started_};
}

Reply StandInBroker::get(std::string_view target) const {
  const auto path = target.substr(0, target.find('?'));
  const auto is_below = [&](std::string_view prefix) {
    return path.substr(0, prefix.size()) == prefix;
  };
  if (path == "/v2/account") return {200, account()};
  if (path == "/v2/clock") return {200, clock()};
  if (path == "/v2/calendar") return {200, calendar(target)};
  if (path == "/v2/positions") return {200, positions()};
  if (path == "/v2/orders") return {200, orders(target)};
  if (path == "/v2/orders:by_client_order_id")
    return order_by(query_value(target, "client_order_id").value_or(""));
  if (is_below("/v2/account/activities")) return {200, activities(target)};
  if (is_below("/v2/stocks/"))
    return {200, R"({"trades":{},"quotes":{},"bars":{},"next_page_token":null})"};
  return {404, R"({"code":40410000,"message":"the measuring server has no such path"})"};
}

Reply StandInBroker::submit(std::string_view body) try {
  const auto wish = json::parse(body);
  const auto& quantity = wish.at("qty");
  StandInOrder order;
  order.id = fmt::format("00000000-0000-4000-8000-{:012x}", orders_.size());
  order.client_order_id = wish.value("client_order_id", order.id);
  order.symbol = wish.at("symbol").get<std::string>();
  order.side = wish.at("side").get<std::string>();
  order.quantity = quantity.is_string()
                     ? std::strtoll(quantity.get<std::string>().c_str(), nullptr, 10)
                     : quantity.get<std::int64_t>();
  order.submitted = order.changed = now();
  if (!by_client_order_id_.emplace(order.client_order_id, orders_.size()).second)
    return {422, R"({"code":40010001,"message":"client_order_id must be unique"})"};
  orders_.push_back(order);
  return {200, order_json(order).dump()};
} catch (const json::exception& e) {
  return {422, json{{"code", 40010001}, {"message", e.what()}}.dump()};
}

void StandInBroker::fill(std::size_t index) {
  auto& order = orders_[index];
  order.filled = true;
  order.price = price_;
  order.changed = now();
  fills_.push_back(index);
  const auto change = order.side == "buy" ? order.quantity : -order.quantity;
  auto& position = positions_[order.symbol];
  position.quantity += change;
  position.cost += static_cast<double>(change) * order.price;
}

std::string StandInBroker::update(std::size_t index) const {
  const auto& order = orders_[index];
  json data{{"event", order.filled ? "fill" : "new"},
            {"timestamp", format_timestamp(order.changed)},
            {"order", order_json(order)}};
  if (order.filled) {
    data["execution_id"] = execution_id(index);
    data["price"] = money(order.price);
    data["qty"] = std::to_string(order.quantity);
    data["position_qty"] = std::to_string(positions_.at(order.symbol).quantity);
  }
  return json{{"stream", "trade_updates"}, {"data", std::move(data)}}.dump();
}

std::string StandInBroker::account() const {
  double cash = start_cash;
  double equity = start_cash;
  for (const auto& [symbol, position] : positions_) {
    cash -= position.cost;
    equity += static_cast<double>(position.quantity) * price_ - position.cost;
  }
  return json{{"id", account_id},
              {"account_number", "BENCH"},
              {"status", "ACTIVE"},
              {"currency", "USD"},
              {"cash", money(cash)},
              {"equity", money(equity)},
              {"last_equity", money(start_cash)},
              {"portfolio_value", money(equity)},
              {"buying_power", money(start_cash)},
              {"multiplier", "4"},
              {"trading_blocked", false},
              {"account_blocked", false},
              {"trade_suspended_by_user", false},
              {"shorting_enabled", true},
              {"created_at", format_timestamp(start_time)}}
    .dump();
}

std::string StandInBroker::clock() const {
  const auto day = new_york_date(start_time);
  return json{{"timestamp", format_new_york(now())},
              {"is_open", true},
              {"next_open", format_new_york(from_new_york(day + 1, std::chrono::minutes{570}))},
              {"next_close", format_new_york(from_new_york(day, std::chrono::hours{16}))}}
    .dump();
}

std::string StandInBroker::calendar(std::string_view target) const {
  const auto today = new_york_date(start_time);
  const auto from = parse_date(query_value(target, "start").value_or("")).value_or(today);
  const auto to = parse_date(query_value(target, "end").value_or("")).value_or(today + 30);
  auto days = json::array();
  for (auto date = from; date <= to; date = date + 1)
    if (is_session(date))
      days.push_back({{"date", format_date(date)},
                      {"open", "09:30"},
                      {"close", closes_early(date) ? "13:00" : "16:00"},
                      {"session_open", "0400"},
                      {"session_close", closes_early(date) ? "1700" : "2000"},
                      {"settlement_date", format_date(date + 1)}});
  return days.dump();
}

std::string StandInBroker::positions() const {
  auto list = json::array();
  for (const auto& [symbol, position] : positions_) {
    if (position.quantity == 0) continue;
    const auto quantity = static_cast<double>(position.quantity);
    list.push_back({{"asset_id", account_id},
                    {"symbol", symbol},
                    {"exchange", "ARCA"},
                    {"asset_class", "us_equity"},
                    {"qty", std::to_string(position.quantity)},
                    {"qty_available", std::to_string(position.quantity)},
                    {"avg_entry_price", money(position.cost / quantity)},
                    {"side", position.quantity > 0 ? "long" : "short"},
                    {"market_value", money(quantity * price_)},
                    {"cost_basis", money(position.cost)},
                    {"current_price", money(price_)}});
  }
  return list.dump();
}

std::string StandInBroker::orders(std::string_view target) const {
  const auto status = query_value(target, "status").value_or("open");
  const auto after = time_of(query_value(target, "after"));
  const auto until = time_of(query_value(target, "until"));
  const auto limit = std::min<std::size_t>(number_of(query_value(target, "limit"), 50), 500);
  const bool ascending = query_value(target, "direction").value_or("desc") == "asc";
  auto list = json::array();
  for (std::size_t i = 0; i < orders_.size() && list.size() < limit; ++i) {
    const auto& order = orders_[ascending ? i : orders_.size() - 1 - i];
    if (status != "all" && order.filled != (status == "closed")) continue;
    if (after && order.submitted <= *after) continue;
    if (until && order.submitted >= *until) continue;
    list.push_back(order_json(order));
  }
  return list.dump();
}

std::string StandInBroker::activities(std::string_view target) const {
  const auto after = time_of(query_value(target, "after"));
  const auto until = time_of(query_value(target, "until"));
  const auto size = std::min<std::size_t>(number_of(query_value(target, "page_size"), 100), 100);
  const bool ascending = query_value(target, "direction").value_or("desc") == "asc";
  const auto token = fill_named(query_value(target, "page_token").value_or(""));
  auto list = json::array();
  for (std::size_t i = 0; i < fills_.size() && list.size() < size; ++i) {
    const auto index = fills_[ascending ? i : fills_.size() - 1 - i];
    const auto& order = orders_[index];
    if (token && (ascending ? index <= *token : index >= *token)) continue; // filled as they came
    if ((after && order.changed <= *after) || (until && order.changed >= *until)) continue;
    const auto quantity = std::to_string(order.quantity);
    list.push_back({{"activity_type", "FILL"},
                    {"id", "20240408100000000::" + execution_id(index)},
                    {"transaction_time", format_timestamp(order.changed)},
                    {"type", "fill"},
                    {"price", money(order.price)},
                    {"qty", quantity},
                    {"side", order.side},
                    {"symbol", order.symbol},
                    {"leaves_qty", "0"},
                    {"order_id", order.id},
                    {"cum_qty", quantity},
                    {"order_status", "filled"}});
  }
  return list.dump();
}

Reply StandInBroker::order_by(std::string_view client_order_id) const {
  const auto found = by_client_order_id_.find(std::string{client_order_id});
  if (found == by_client_order_id_.end())
    return {404, R"({"code":40410000,"message":"order not found for: that id"})"};
  return {200, order_json(orders_[found->second]).dump()};
}

} // namespace hft::bench
