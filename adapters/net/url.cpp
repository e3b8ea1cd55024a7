#include "adapters/net/url.hpp"

#include <algorithm>
#include <cctype>
#include <curl/curl.h>
#include <memory>
#include <new>

namespace hft::net {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_four_numbers(std::string_view host) {
  return !host.empty() &&
         std::all_of(host.begin(), host.end(), [](char c) { return is_digit(c) || c == '.'; });
}

std::string_view own_port(std::string_view scheme) {
  return scheme == "https" || scheme == "wss" ? "443" : "80";
}

struct CurlUrlDeleter {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

/// A part of an address, empty when it has none.
std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  std::string made{text};
  curl_free(text);
  return made;
}

/// Why libcurl does not take an address, in our words where they are plainer.
const char* reason_of(CURLUcode code) {
  switch (code) {
    case CURLUE_BAD_PORT_NUMBER: return "its port is not 1 to 65535";
    case CURLUE_NO_HOST: return "it has no host";
    case CURLUE_BAD_IPV6: return "its bracket is not closed or holds no address";
    case CURLUE_USER_NOT_ALLOWED: return "it names a user";
    case CURLUE_MALFORMED_INPUT: return "it holds a space or a control character";
    default: return curl_url_strerror(code);
  }
}

} // namespace

bool Url::loopback() const {
  return host == "localhost" || host == "::1" ||
         (host.starts_with("127.") && is_four_numbers(host));
}

std::string Url::authority() const {
  auto text = host.find(':') == std::string::npos ? host : '[' + host + ']';
  if (port != own_port(scheme)) text += ':' + port;
  return text;
}

std::string Url::str() const {
  return scheme + "://" + authority() + target;
}

Result<Url> parse_url(std::string_view text) {
  const auto refuse = [&](const char* reason) {
    return fail(ErrorKind::BadArgument,
                "URL \"" + std::string{text.substr(0, 200)} + "\" is not usable: " + reason);
  };
  Url url;
  const auto colon = text.find("://");
  if (colon == std::string_view::npos) return refuse("it has no scheme");
  url.scheme = text.substr(0, colon);
  if (url.scheme != "http" && url.scheme != "https" && url.scheme != "ws" && url.scheme != "wss")
    return refuse("its scheme is not http, https, ws or wss");
  if (std::any_of(text.begin(), text.end(), [](char c) { return c <= ' ' || c == 0x7f; }))
    return refuse("it holds a space or a control character");
  if (text.find('#') != std::string_view::npos) return refuse("it has a fragment");
  if (text.substr(colon + 3).starts_with('/')) return refuse("it has no host"); // libcurl forgives
  const std::unique_ptr<CURLU, CurlUrlDeleter> parsed{curl_url()};
  constexpr unsigned flags =
    CURLU_NON_SUPPORT_SCHEME | CURLU_DISALLOW_USER | CURLU_PATH_AS_IS; // ws and wss are ours
  const auto code = curl_url_set(parsed.get(), CURLUPART_URL, std::string{text}.c_str(), flags);
  if (code != CURLUE_OK) return refuse(reason_of(code));
  url.host = part_of(parsed.get(), CURLUPART_HOST);
  if (url.host.starts_with('[')) url.host = url.host.substr(1, url.host.size() - 2);
  if (url.host.empty()) return refuse("it has no host");
  for (auto& c : url.host) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  url.port = part_of(parsed.get(), CURLUPART_PORT);
  if (url.port == "0") return refuse("its port is not 1 to 65535");
  if (url.port.empty()) url.port = own_port(url.scheme);
  const auto query = part_of(parsed.get(), CURLUPART_QUERY);
  url.target = part_of(parsed.get(), CURLUPART_PATH) + (query.empty() ? "" : '?' + query);
  return url;
}

Result<Url> parse_safe_url(std::string_view text) {
  auto url = parse_url(text);
  if (url && !url->tls() && !url->loopback())
    return fail(ErrorKind::BadArgument, "URL \"" + url->str() +
                                          "\" is refused: plain connections are "
                                          "for this machine only, use " +
                                          (url->scheme == "ws" ? "wss" : "https"));
  return url;
}

std::string percent_encoded(std::string_view text) {
  if (text.empty()) return {}; // libcurl would count it
  char* const encoded = curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size()));
  if (encoded == nullptr) throw std::bad_alloc{};
  std::string made{encoded};
  curl_free(encoded);
  return made;
}

} // namespace hft::net
