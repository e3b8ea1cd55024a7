#include "adapters/control/books_report.hpp"

#include "adapters/control/report_json.hpp"
#include "messages/new_york.hpp"

#include <fmt/format.h>

namespace hft::control {

namespace {

/// What the book calls trades that no model of ours made.
constexpr const char* nobodys = "(unattributed)";

std::string name_of(const ModelId& id) {
  return id.empty() ? nobodys : id.str();
}

Json price_or_null(Price price) {
  return price == Price{} ? Json{} : Json(to_string(price));
}

Json text_or_null(std::string_view text) {
  return text.empty() ? Json{} : Json(text);
}

Json positions_of(const std::vector<PositionReport>& positions) {
  auto json = Json::object();
  for (const auto& position : positions)
    json[position.symbol.str()] = {{"quantity", to_string(position.quantity)},
                                   {"average_price", to_string(position.average_price)},
                                   {"realized_pnl", to_string(position.realized)},
                                   {"unrealized_pnl", to_string(position.unrealized)}};
  return json;
}

void add_rows(std::vector<std::vector<std::string>>& rows, const std::string& owner,
              const std::vector<PositionReport>& positions) {
  for (const auto& position : positions)
    rows.push_back({owner, position.symbol.str(), to_string(position.quantity),
                    to_string(position.average_price), to_cents(position.realized),
                    to_cents(position.unrealized)});
}

Json order_json(const OrderReport& report) {
  const auto& order = report.order;
  return {{"client_order_id", order.client_order_id.view()},
          {"id", text_or_null(report.broker_id.view())},
          {"model", text_or_null(order.model.view())},
          {"symbol", order.symbol.view()},
          {"side", to_string(order.side)},
          {"quantity", to_string(order.quantity)},
          {"filled", to_string(report.filled)},
          {"type", to_string(order.type)},
          {"time_in_force", to_string(order.time_in_force)},
          {"limit_price", price_or_null(order.limit_price)},
          {"stop_price", price_or_null(order.stop_price)},
          {"average_price", price_or_null(report.average_price)},
          {"state", to_string(report.state)},
          {"updated", time_or_null(report.updated)}};
}

std::string order_row(std::string_view id, std::string_view state, std::string_view updated) {
  return fmt::format("{:<48} {:<17} {:>8}\n", id, state, updated);
}

/// Who ordered what, and what came of it so far.
std::string words_of(const OrderReport& report) {
  const auto& order = report.order;
  auto text = fmt::format("{}: {} {} {} {}", name_of(order.model), to_string(order.side),
                          to_string(order.quantity), order.symbol.view(), to_string(order.type));
  if (order.limit_price != Price{}) text += " at " + to_string(order.limit_price);
  if (order.stop_price != Price{}) text += ", stop at " + to_string(order.stop_price);
  text += "; filled " + to_string(report.filled);
  if (report.average_price != Price{}) text += " at " + to_string(report.average_price);
  return text;
}

} // namespace

std::string positions_json(const StatusSnapshot& status) {
  if (!status.desk_answers) return dump({{"account", nullptr}, {"models", nullptr}});
  auto models = Json::object();
  for (const auto& book : status.desk.models) models[book.id.str()] = positions_of(book.positions);
  return dump({{"account", positions_of(status.desk.positions)}, {"models", models}});
}

std::string positions_text(const StatusSnapshot& status) {
  if (!status.desk_answers) return "unknown: execution does not answer\n";
  std::vector<std::vector<std::string>> rows = {
    {"owner", "symbol", "quantity", "average", "realized", "unrealized"}};
  add_rows(rows, "account", status.desk.positions);
  for (const auto& book : status.desk.models) add_rows(rows, name_of(book.id), book.positions);
  return rows.size() == 1 ? "no positions\n" : table(rows, 2);
}

std::string orders_json(const OrdersReport& orders) {
  auto list = Json::array();
  for (const auto& report : orders.orders) list.push_back(order_json(report));
  return dump({{"orders", list}});
}

std::string orders_text(const OrdersReport& orders) {
  if (orders.orders.empty()) return "no orders\n";
  auto text = order_row("order", "state", "updated");
  for (const auto& report : orders.orders) {
    const bool timed = report.updated != Timestamp{};
    text += order_row(report.order.client_order_id.str(), to_string(report.state),
                      timed ? format_new_york_clock(report.updated) : "-");
    text += "  " + words_of(report) + '\n';
  }
  return text;
}

} // namespace hft::control
