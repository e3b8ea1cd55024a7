#include "adapters/simulated/rest_router.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>

namespace hft::simulated {

namespace {

constexpr std::int64_t minute = 60 * units_per_whole;

/// Ids and symbols out of a path, so that requests can be counted by kind.
std::string counted_path(const RestCall& call) {
  std::string text;
  for (std::size_t i = 0; i < call.path.size(); ++i) {
    const auto after = [&](std::string_view parent) { return i == 2 && call.path[1] == parent; };
    const auto id = after("orders") || after("positions") || after("assets") ||
                    (after("stocks") && call.path.size() > 3 && call.path[2] != "meta" &&
                     call.path[3] != "latest");
    text += id ? "/{id}" : "/" + call.path[i];
  }
  return text;
}

std::string request_id(std::uint64_t number) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%032llx", static_cast<unsigned long long>(number));
  return text.data();
}

/// A strike on an answer that was already made.
void spoil(HttpResponse& response, Faults& faults, const FaultSubject& subject) {
  if (const auto rule = faults.strike(FaultKind::AnswerError, subject)) {
    const auto code = rule->code ? rule->code : 500;
    response =
      error_response({code, code * 100'000L + 10'000, "internal server error occurred", {}});
  }
  if (faults.strike(FaultKind::AnswerGarbage, subject))
    response.body.resize(response.body.size() / 2);
  if (const auto rule = faults.strike(FaultKind::AnswerLate, subject)) response.delay = rule->delay;
  if (faults.strike(FaultKind::AnswerNever, subject))
    response.delivery = HttpResponse::Delivery::Never;
  if (faults.strike(FaultKind::AnswerCut, subject)) response.delivery = HttpResponse::Delivery::Cut;
}

} // namespace

bool RestRouter::accepts(const ApiKeys& keys) const {
  if (keys.id.empty()) return false;
  return config_.key.empty() || (keys.id == config_.key && keys.secret == config_.secret);
}

HttpResponse RestRouter::answer(const HttpRequest& request) {
  auto response = guarded(request);
  add_headers(request, response);
  return response;
}

HttpResponse RestRouter::guarded(const HttpRequest& request) {
  RestCall call{engine_, request, path_parts(request.path), {}};
  if (request.method == "OPTIONS") {
    HttpResponse response;
    response.status = 204;
    return response;
  }
  if (!call.path.empty() && call.path[0] == "_venue") {
    auto answer = venue_answer(call);
    return answer ? std::move(*answer) : message_response(404, "endpoint not found");
  }
  const auto keys = request.keys();
  if (!keys) return message_response(401, "unauthorized.");
  if (!accepts(*keys)) return message_response(403, "forbidden.");
  call.key = keys->id;
  ++counts_[request.method + " " + counted_path(call)];
  if (!within_rate(call.key)) return error_response({429, 42910000, "rate limit exceeded", {}});
  const FaultSubject subject{request.method, request.path, {}, {}};
  if (const auto rule = faults_.strike(FaultKind::RefuseRequest, subject)) {
    const auto code = rule->code ? rule->code : 500;
    return error_response({code, code * 100'000L + 10'000, "internal server error occurred", {}});
  }
  auto response = routed(call);
  spoil(response, faults_, subject);
  return response;
}

HttpResponse RestRouter::routed(const RestCall& call) {
  if (auto answer = orders_answer(call)) return std::move(*answer);
  if (auto answer = positions_answer(call)) return std::move(*answer);
  if (auto answer = account_answer(call, configurations_)) return std::move(*answer);
  if (auto answer = calendar_answer(call)) return std::move(*answer);
  if (auto answer = assets_answer(call)) return std::move(*answer);
  if (auto answer = data_answer(call, faults_)) return std::move(*answer);
  return error_response({404, 40410000, "endpoint not found", {}});
}

bool RestRouter::within_rate(const std::string& key) {
  auto& [number, used] = minutes_[key];
  const auto current = engine_.now().nanoseconds / minute;
  if (number != current) {
    number = current;
    used = 0;
  }
  ++used;
  return config_.rate_limit <= 0 || used <= config_.rate_limit;
}

void RestRouter::add_headers(const HttpRequest& request, HttpResponse& response) {
  const auto keys = request.keys();
  const auto found = keys ? minutes_.find(keys->id) : minutes_.end();
  const auto used = found == minutes_.end() ? 0 : found->second.used;
  const auto limit =
    config_.rate_limit > 0 ? config_.rate_limit : std::numeric_limits<std::int32_t>::max();
  const auto reset = (engine_.now().nanoseconds / minute + 1) * 60;
  auto& headers = response.headers;
  headers.emplace_back("X-RateLimit-Limit", std::to_string(limit));
  headers.emplace_back("X-RateLimit-Remaining", std::to_string(std::max(0, limit - used)));
  headers.emplace_back("X-RateLimit-Reset", std::to_string(reset));
  headers.emplace_back("X-Request-ID", request_id(++request_number_));
  headers.emplace_back("X-Venue-Speed", config_.speed_text());
  if (config_.held()) headers.emplace_back("X-Venue-Held", "true");
  headers.emplace_back("Access-Control-Allow-Origin", "*");
  headers.emplace_back("Access-Control-Allow-Headers", "*");
  headers.emplace_back("Access-Control-Allow-Methods", "GET, POST, PATCH, PUT, DELETE, OPTIONS");
}

RestAnswer RestRouter::venue_answer(const RestCall& call) {
  if (call.is("GET", {"_venue", "ledger"})) return ledger();
  if (call.is("POST", {"_venue", "trade"}) || call.is("POST", {"_venue", "print"}))
    return print(call.request);
  if (call.is("GET", {"_venue", "faults"})) {
    HttpResponse response;
    response.body = faults_.to_json();
    return response;
  }
  if (call.is("POST", {"_venue", "faults"})) return change_faults(call.request);
  return std::nullopt;
}

HttpResponse RestRouter::ledger() {
  const auto books = engine_.exchange().ledger();
  auto orders = Json::array();
  for (const auto& order : books.orders) orders.push_back(to_json(order));
  auto fills = Json::array();
  for (const auto& fill : books.fills) fills.push_back(ledger_fill(fill));
  auto positions = Json::object();
  for (const auto& [symbol, quantity] : books.positions)
    positions[symbol.str()] = to_string(quantity);
  auto requests = Json::object();
  for (const auto& [name, count] : counts_) requests[name] = count;
  return json_response({{"orders", std::move(orders)},
                        {"fills", std::move(fills)},
                        {"positions", std::move(positions)},
                        {"requests", std::move(requests)}});
}

HttpResponse RestRouter::print(const HttpRequest& request) {
  auto body = decode(request.body, Encoding::Json);
  if (body.is_object()) body = Json::array({std::move(body)});
  if (!body.is_array()) return message_response(400, "the body must be an object or an array");
  std::vector<StreamEvent> events;
  for (const auto& item : body) {
    auto event = injected_event(item, engine_.now(), engine_.next_trade_id());
    if (!event) return message_response(400, event.error().sentence);
    events.push_back(std::move(*event));
  }
  const auto count = events.size();
  config_.print(std::move(events));
  return json_response({{"printed", count}});
}

HttpResponse RestRouter::change_faults(const HttpRequest& request) {
  if (const auto added = faults_.add(request.body); !added)
    return message_response(400, added.error().sentence);
  config_.faults_changed();
  HttpResponse response;
  response.body = faults_.to_json();
  return response;
}

} // namespace hft::simulated
