#include "adapters/simulated/protocol/rest_router.hpp"

#include "adapters/simulated/protocol/rest_account.hpp"
#include "adapters/simulated/protocol/rest_corporate.hpp"
#include "adapters/simulated/protocol/rest_data.hpp"
#include "adapters/simulated/protocol/rest_orders.hpp"

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

std::int64_t whole_seconds(Duration time) {
  return std::max<std::int64_t>(1, (time.count() + units_per_whole - 1) / units_per_whole);
}

/// What the broker says with a status, whatever was asked.
HttpResponse failure_response(int status) {
  switch (status) {
    case 400: return error_response({400, 40010000, "request body format is invalid", {}});
    case 401: return message_response(401, "unauthorized.");
    case 403: return error_response({403, 40310000, "forbidden.", {}});
    case 404: return error_response({404, 40410000, "not found", {}});
    case 422: return error_response({422, 42210000, "unprocessable request", {}});
    default:
      return error_response(
        {status, status * 100'000L + 10'000, "internal server error occurred", {}});
  }
}

HttpResponse too_many_requests(std::int64_t seconds) {
  auto response = error_response({429, 42910000, "rate limit exceeded", {}});
  response.headers.emplace_back("Retry-After", std::to_string(seconds));
  return response;
}

/// A strike on an answer that was already made.
void spoil(HttpResponse& response, Faults& faults, const FaultSubject& subject) {
  if (const auto rule = faults.strike(FaultKind::AnswerError, subject)) {
    response = rule->code == 429 ? too_many_requests(whole_seconds(rule->delay))
                                 : failure_response(rule->code ? rule->code : 500);
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
  // Whatever a request brings about, the venue answers the next one too.
  auto response = [&] {
    try {
      return guarded(request);
    } catch (const std::exception&) {
      return failure_response(500);
    }
  }();
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
    auto answer = control_.answer(call);
    return answer ? std::move(*answer) : message_response(404, "endpoint not found");
  }
  const auto keys = request.keys();
  if (!keys) return message_response(401, "unauthorized.");
  if (!accepts(*keys)) return message_response(403, "forbidden.");
  call.key = keys->id;
  ++counts_[request.method + " " + counted_path(call)];
  if (!within_rate(call.key)) return too_many_requests(seconds_to_next_minute());
  const FaultSubject subject{request.method, request.path, {}, {}};
  if (const auto rule = faults_.strike(FaultKind::RefuseRequest, subject)) {
    if (rule->code == 429) return too_many_requests(whole_seconds(rule->delay));
    return failure_response(rule->code ? rule->code : 500);
  }
  auto response = routed(call);
  spoil(response, faults_, subject);
  return response;
}

HttpResponse RestRouter::routed(const RestCall& call) {
  if (auto answer = orders_answer(call, foreign_)) return std::move(*answer);
  if (auto answer = positions_answer(call, faults_, foreign_)) return std::move(*answer);
  if (auto answer = account_answer(call, foreign_)) return std::move(*answer);
  if (auto answer = corporate_actions_answer(call)) return std::move(*answer);
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

std::int64_t RestRouter::seconds_to_next_minute() const {
  const auto rest = minute - engine_.now().nanoseconds % minute;
  // The minute is one of venue time, the seconds are the client's.
  return whole_seconds(Duration{static_cast<std::int64_t>(
    static_cast<double>(rest) / std::max(1.0, config_.speed ? config_.speed() : 1.0))});
}

Json RestRouter::requests() const {
  auto requests = Json::object();
  for (const auto& [name, count] : counts_) requests[name] = count;
  return requests;
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
  const auto left = response.status == 429 ? 0 : std::max(0, limit - used);
  headers.emplace_back("X-RateLimit-Remaining", std::to_string(left));
  headers.emplace_back("X-RateLimit-Reset", std::to_string(reset));
  headers.emplace_back("X-Request-ID", request_id(++request_number_));
  headers.emplace_back("X-Venue-Speed", config_.speed_text());
  if (config_.held()) headers.emplace_back("X-Venue-Held", "true");
  headers.emplace_back("Access-Control-Allow-Origin", "*");
  headers.emplace_back("Access-Control-Allow-Headers", "*");
  headers.emplace_back("Access-Control-Allow-Methods", "GET, POST, PATCH, PUT, DELETE, OPTIONS");
}

} // namespace hft::simulated
