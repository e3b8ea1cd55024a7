#pragma once

#include "messages/timestamp.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hft::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

enum class Method : std::uint8_t { Get, Post, Patch, Put, Delete };
std::string_view to_string(Method method);

struct HttpRequest {
  Method method = Method::Get;
  std::string url;
  Headers headers{};
  std::string body{};
  Duration timeout{std::chrono::seconds{10}}; ///< for the whole exchange
  Duration connect_timeout{std::chrono::seconds{5}};
};

struct HttpResponse {
  int status = 0;
  Headers headers;
  std::string body;
  /// The header's value whatever the case of its name; empty when there is none.
  std::string_view header(std::string_view name) const;
};

} // namespace hft::net
