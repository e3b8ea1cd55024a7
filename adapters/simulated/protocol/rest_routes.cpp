#include "adapters/simulated/protocol/rest_routes.hpp"

#include "messages/new_york.hpp"

#include <algorithm>
#include <charconv>

namespace hft::simulated {

bool RestCall::is(std::string_view method, std::initializer_list<std::string_view> pattern) const {
  return request.method == method && path.size() == pattern.size() &&
         std::equal(path.begin(), path.end(), pattern.begin(),
                    [](const std::string& part, std::string_view wanted) {
                      return wanted == any_part || part == wanted;
                    });
}

HttpResponse json_response(const Json& body, int status) {
  HttpResponse response;
  response.status = status;
  response.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  return response;
}

HttpResponse error_response(const VenueError& error) {
  return json_response(to_json(error), error.http);
}

HttpResponse message_response(int status, std::string_view message) {
  return json_response({{"message", message}}, status);
}

std::vector<std::string> path_parts(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    const auto end = path.find('/');
    if (end != 0) parts.emplace_back(path.substr(0, end));
    path = end == std::string_view::npos ? std::string_view{} : path.substr(end + 1);
  }
  return parts;
}

std::vector<std::string> listed(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto end = text.find(',');
    if (end != 0) parts.emplace_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return parts;
}

std::optional<Timestamp> time_parameter(std::string_view text, bool end_of_day) {
  if (const auto date = parse_date(text)) {
    if (!end_of_day) return from_new_york(*date, Duration{0});
    return from_new_york(*date + 1, Duration{0}) - Duration{1};
  }
  std::string whole{text};
  // A plus sign that was not escaped has become a space on its way.
  std::replace(whole.begin(), whole.end(), ' ', '+');
  return parse_timestamp(whole);
}

std::optional<std::size_t> count_parameter(std::string_view text) {
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return count;
}

} // namespace hft::simulated
