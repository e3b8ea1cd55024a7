#pragma once

#include "adapters/simulated/engine/engine.hpp"
#include "adapters/simulated/protocol/json.hpp"
#include "adapters/simulated/protocol/rest_message.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hft::simulated {

/// What a group of paths needs to answer. `key` names the account.
struct RestCall {
  VenueEngine& engine;
  const HttpRequest& request;
  std::vector<std::string> path; ///< between the slashes: `v2`, `orders`
  std::string key;

  bool is(std::string_view method, std::initializer_list<std::string_view> pattern) const;
};

/// A pattern's part that any one part of a path fits.
inline constexpr std::string_view any_part = "*";

/// Nothing for a path that is not known here.
using RestAnswer = std::optional<HttpResponse>;

HttpResponse json_response(const Json& body, int status = 200);
HttpResponse error_response(const VenueError& error);
/// `{"message":...}` alone, as the data side answers.
HttpResponse message_response(int status, std::string_view message);

std::vector<std::string> path_parts(std::string_view path);
/// The comma list of a parameter, without empty parts.
std::vector<std::string> listed(std::string_view text);
/// A time or a date (its New York midnight; for an end, the last moment of the day).
std::optional<Timestamp> time_parameter(std::string_view text, bool end_of_day = false);
std::optional<std::size_t> count_parameter(std::string_view text);

} // namespace hft::simulated
