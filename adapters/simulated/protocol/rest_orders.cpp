#include "adapters/simulated/protocol/rest_orders.hpp"

#include "adapters/simulated/protocol/json_requests.hpp"

namespace hft::simulated {

namespace {

VenueError bad_parameter(std::string message) {
  return {422, 40010001, std::move(message), {}};
}

HttpResponse order_response(const Answer<VenueOrder>& answer) {
  return answer ? json_response(to_json(*answer)) : error_response(answer.error());
}

HttpResponse no_content() {
  HttpResponse response;
  response.status = 204;
  return response;
}

Answer<OrderQuery> order_query(const HttpRequest& request) {
  OrderQuery query;
  const auto status = request.parameter("status");
  if (status == "closed") {
    query.status = OrderQuery::Status::Closed;
  } else if (status == "all") {
    query.status = OrderQuery::Status::All;
  } else if (!status.empty() && status != "open") {
    return tl::unexpected(bad_parameter("invalid status"));
  }
  if (const auto limit = request.parameter("limit"); !limit.empty()) {
    const auto count = count_parameter(limit);
    if (!count || *count == 0 || *count > 500)
      return tl::unexpected(bad_parameter("limit must be between 1 and 500"));
    query.limit = *count;
  }
  const auto read_time = [&](const char* name, std::optional<Timestamp>& into) {
    const auto text = request.parameter(name);
    if (text.empty()) return true;
    into = time_parameter(text);
    return into.has_value();
  };
  if (!read_time("after", query.after)) return tl::unexpected(bad_parameter("invalid after"));
  if (!read_time("until", query.until)) return tl::unexpected(bad_parameter("invalid until"));
  query.ascending = request.parameter("direction") == "asc";
  query.nested = request.parameter("nested") == "true";
  for (const auto& symbol : listed(request.parameter("symbols")))
    query.symbols.push_back(Symbol::truncated(symbol));
  query.side = side_from(request.parameter("side"));
  query.asset_class = request.parameter("asset_class");
  query.before_order_id = request.parameter("before_order_id");
  query.after_order_id = request.parameter("after_order_id");
  return query;
}

HttpResponse list_orders(const RestCall& call, const ForeignBooks& foreign) {
  const auto query = order_query(call.request);
  if (!query) return error_response(query.error());
  const auto orders = call.engine.exchange().orders(call.key, *query);
  if (!orders) return error_response(orders.error());
  auto body = foreign.orders(call.key, *query);
  for (const auto& order : *orders) body.push_back(to_json(order));
  return json_response(body);
}

HttpResponse submit(const RestCall& call) {
  const auto request = place_request(call.request.body);
  if (!request) return error_response(request.error());
  return order_response(call.engine.exchange().submit(call.key, *request));
}

HttpResponse replace(const RestCall& call) {
  const auto request = replace_request(call.request.body);
  if (!request) return error_response(request.error());
  return order_response(call.engine.exchange().replace(call.key, call.path[2], *request));
}

HttpResponse cancel_all(const RestCall& call, ForeignBooks& foreign) {
  auto body = Json::array();
  for (const auto& id : foreign.open_orders(call.key)) {
    foreign.cancel(call.key, id);
    body.push_back({{"id", id}, {"status", 200}});
  }
  for (const auto& [id, done] : call.engine.exchange().cancel_all(call.key)) {
    Json entry{{"id", id.view()}, {"status", done ? 200 : 500}};
    if (!done) entry["body"] = to_json(done.error());
    body.push_back(std::move(entry));
  }
  return json_response(body, 207);
}

HttpResponse cancel(const RestCall& call) {
  const auto done = call.engine.exchange().cancel(call.key, call.path[2]);
  return done ? no_content() : error_response(done.error());
}

/// How far the account's positions trail its fills just now.
Duration position_lag(const RestCall& call, Faults& faults) {
  const FaultSubject subject{call.request.method, call.request.path, {}, {}};
  const auto rule = faults.strike(FaultKind::LagPositions, subject);
  return rule ? rule->delay : Duration{0};
}

HttpResponse list_positions(const RestCall& call, Faults& faults, const ForeignBooks& foreign) {
  auto body = foreign.positions(call.key);
  const auto lag = position_lag(call, faults);
  for (const auto& position : call.engine.exchange().positions(call.key, lag))
    body.push_back(to_json(position));
  return json_response(body);
}

HttpResponse one_position(const RestCall& call, Faults& faults, const ForeignBooks& foreign) {
  if (const auto* position = foreign.position(call.key, call.path[2]))
    return json_response(*position);
  const auto lag = position_lag(call, faults);
  const auto position = call.engine.exchange().position(call.key, call.path[2], lag);
  return position ? json_response(to_json(*position)) : error_response(position.error());
}

HttpResponse close_all(const RestCall& call) {
  const auto cancels = call.request.parameter("cancel_orders") == "true";
  auto body = Json::array();
  for (const auto& [symbol, order] : call.engine.exchange().close_all(call.key, cancels)) {
    auto entry_body = order ? to_json(*order) : to_json(order.error());
    body.push_back({{"symbol", symbol.view()},
                    {"status", order ? 200 : order.error().http},
                    {"body", std::move(entry_body)}});
  }
  return json_response(body, 207);
}

HttpResponse close_one(const RestCall& call) {
  return order_response(call.engine.exchange().close_position(
    call.key, call.path[2], call.request.parameter("qty"), call.request.parameter("percentage")));
}

} // namespace

RestAnswer orders_answer(const RestCall& call, ForeignBooks& foreign) {
  auto& exchange = call.engine.exchange();
  if (call.is("POST", {"v2", "orders"})) return submit(call);
  if (call.is("GET", {"v2", "orders"})) return list_orders(call, foreign);
  if (call.is("DELETE", {"v2", "orders"})) return cancel_all(call, foreign);
  if (call.is("GET", {"v2", "orders:by_client_order_id"}))
    return order_response(
      exchange.order_by_client_id(call.key, call.request.parameter("client_order_id")));
  if (call.is("GET", {"v2", "orders", any_part}))
    if (const auto* order = foreign.order(call.key, call.path[2])) return json_response(*order);
  if (call.is("DELETE", {"v2", "orders", any_part}))
    if (foreign.cancel(call.key, call.path[2])) return no_content();
  if (call.is("GET", {"v2", "orders", any_part}))
    return order_response(exchange.order(call.key, call.path[2]));
  if (call.is("PATCH", {"v2", "orders", any_part})) return replace(call);
  if (call.is("DELETE", {"v2", "orders", any_part})) return cancel(call);
  return std::nullopt;
}

RestAnswer positions_answer(const RestCall& call, Faults& faults, const ForeignBooks& foreign) {
  if (call.is("GET", {"v2", "positions"})) return list_positions(call, faults, foreign);
  if (call.is("DELETE", {"v2", "positions"})) return close_all(call);
  if (call.is("GET", {"v2", "positions", any_part})) return one_position(call, faults, foreign);
  if (call.is("DELETE", {"v2", "positions", any_part})) return close_one(call);
  return std::nullopt;
}

} // namespace hft::simulated
