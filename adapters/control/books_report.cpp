#include "adapters/control/report_json.hpp"
#include "adapters/control/reports.hpp"
#include "messages/new_york.hpp"

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
  std::vector<std::vector<std::string>> rows = {{"order", "model", "symbol", "side", "type",
                                                 "state", "updated", "quantity", "filled", "limit",
                                                 "average"}};
  for (const auto& report : orders.orders) {
    const auto& order = report.order;
    const auto shown = [](Price price) { return price == Price{} ? "-" : to_string(price); };
    rows.push_back({order.client_order_id.str(), name_of(order.model), order.symbol.str(),
                    std::string{to_string(order.side)}, std::string{to_string(order.type)},
                    std::string{to_string(report.state)},
                    report.updated == Timestamp{} ? "-" : format_new_york_clock(report.updated),
                    to_string(order.quantity), to_string(report.filled), shown(order.limit_price),
                    shown(report.average_price)});
  }
  return table(rows, 7);
}

} // namespace hft::control
