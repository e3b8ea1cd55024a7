#pragma once

#include "messages/result.hpp"

#include <string>
#include <string_view>

namespace hft::net {

/// An address of http, https, ws or wss, taken apart. Without user, password and fragment.
struct Url {
  std::string scheme; ///< http, https, ws, wss
  std::string host;   ///< without brackets
  std::string port;   ///< always set: 80 or 443 when the text had none
  std::string target; ///< path and query, at least "/"
  bool operator==(const Url&) const = default;

  bool tls() const { return scheme == "https" || scheme == "wss"; }
  bool loopback() const;         ///< localhost, 127.0.0.0/8 or ::1
  std::string authority() const; ///< host, and the port unless it is the scheme's own
  std::string str() const;
};

/// Refuses anything else with one sentence.
Result<Url> parse_url(std::string_view text);
/// Also refuses a plain connection to a host that is not this machine: keys would travel in clear.
Result<Url> parse_safe_url(std::string_view text);

/// For a query's value: everything but letters, digits and `-._~` as %XX.
std::string percent_encoded(std::string_view text);

} // namespace hft::net
