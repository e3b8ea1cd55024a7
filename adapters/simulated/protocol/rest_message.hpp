#pragma once

#include "adapters/simulated/protocol/data_stream_client.hpp"
#include "messages/timestamp.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hft::simulated {

/// One HTTP request, taken apart: percent signs decoded, header names in lower case.
struct HttpRequest {
  std::string method;
  std::string path;
  std::map<std::string, std::string> query;
  std::map<std::string, std::string> headers;
  std::string body;

  /// Empty when absent.
  std::string_view header(const std::string& name) const;
  std::string_view parameter(const std::string& name) const;
  /// The key pair, a bearer token or basic credentials; empty when the request has none.
  std::optional<ApiKeys> keys() const;
};

/// Why a request on a loopback port is not answered: it was sent by a page of some web site, not by
/// a program of this machine's user. `Host` must be 127.0.0.1, localhost or [::1] with the venue's
/// `port` (a name that a site lets point here is another), `Origin` absent or one of these, and a
/// body none of the two kinds a page may send anywhere without being asked (plain text and forms in
/// parts). Empty: it may come in.
std::string page_refusal(const HttpRequest& request, std::uint16_t port);

struct HttpResponse {
  enum class Delivery { Normal, Never, Cut };

  int status = 200;
  std::string body;
  std::string content_type = "application/json; charset=UTF-8";
  std::vector<std::pair<std::string, std::string>> headers;
  Duration delay{0}; ///< real time before it is written
  Delivery delivery = Delivery::Normal;
};

/// Splits `/v2/orders?status=all` and decodes it; `+` is a space in the query only.
void parse_target(std::string_view target, HttpRequest& request);
std::string percent_decoded(std::string_view text, bool plus_is_space);
/// Both alphabets, padded or not; empty when it is not base64.
std::optional<std::string> base64_decoded(std::string_view text);
/// In the alphabet that needs no escapes in a URL, without padding.
std::string base64_encoded(std::string_view bytes);

} // namespace hft::simulated
