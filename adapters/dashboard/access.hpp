#pragma once

#include "adapters/net/http_server.hpp"
#include "messages/result.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace hft::dashboard {

/// What a request wants, as far as it decides who may ask it.
enum class Door : std::uint8_t {
  Page,    ///< the page's own files: nothing secret is in them
  Token,   ///< exchanging the token for a cookie
  Read,    ///< state
  Events,  ///< the stream of events
  Command, ///< commands
  Metrics, ///< for Prometheus
};

/// Who may ask what.
struct AccessRules {
  std::uint16_t port = 0;
  std::string token;
  bool commands = false;     ///< commands are taken at all
  bool open_metrics = false; ///< without a token
};

/// Why not, with the status to answer.
struct Denial {
  int status = 403;
  std::string sentence;
};

/// None: the request may pass. Pure; compares secrets in constant time.
std::optional<Denial> denial_of(const AccessRules& rules, Door door,
                                const net::ServerRequest& request);

/// A header that only a page of our own origin can send.
inline constexpr std::string_view own_header = "x-hft-dashboard";

/// The cookie's name, one a port: cookies know no ports.
std::string cookie_name(std::uint16_t port);
/// What the cookie holds: made of the token, not the token, and the same after a restart.
std::string cookie_value(std::string_view token);
/// The value of `Set-Cookie`.
std::string session_cookie(const AccessRules& rules);
/// Whether this is the token.
bool is_token(const AccessRules& rules, std::string_view given);

/// The token in this file, made new when it is not there, is not one, or others could have read it.
Result<std::string> token_in(const std::filesystem::path& file);

} // namespace hft::dashboard
