#include "adapters/net/url.hpp"

#include <algorithm>
#include <cctype>

namespace hft::net {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_four_numbers(std::string_view host) {
  return !host.empty() &&
         std::all_of(host.begin(), host.end(), [](char c) { return is_digit(c) || c == '.'; });
}

bool good_port(std::string_view port) {
  if (port.empty() || port.size() > 5 || !std::all_of(port.begin(), port.end(), is_digit))
    return false;
  const int number = std::stoi(std::string{port});
  return number > 0 && number < 65'536;
}

std::string_view own_port(std::string_view scheme) {
  return scheme == "https" || scheme == "wss" ? "443" : "80";
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
  auto rest = text.substr(colon + 3);
  if (std::any_of(rest.begin(), rest.end(), [](char c) { return c <= ' ' || c == 0x7f; }))
    return refuse("it holds a space or a control character");
  const auto slash = rest.find_first_of("/?#");
  auto authority = rest.substr(0, slash);
  if (slash != std::string_view::npos)
    rest = rest.substr(slash);
  else
    rest = {};
  if (rest.find('#') != std::string_view::npos) return refuse("it has a fragment");
  if (authority.find('@') != std::string_view::npos) return refuse("it names a user");
  url.port = own_port(url.scheme);
  if (authority.starts_with('[')) {
    const auto close = authority.find(']');
    if (close == std::string_view::npos) return refuse("its bracket is not closed");
    url.host = authority.substr(1, close - 1);
    authority.remove_prefix(close + 1);
    if (!authority.empty() && !authority.starts_with(':')) return refuse("its port is unreadable");
  } else {
    const auto port_at = authority.find(':');
    url.host = authority.substr(0, port_at);
    authority = port_at == std::string_view::npos ? std::string_view{} : authority.substr(port_at);
  }
  if (!authority.empty()) {
    if (!good_port(authority.substr(1))) return refuse("its port is not 1 to 65535");
    url.port = authority.substr(1);
  }
  if (url.host.empty()) return refuse("it has no host");
  for (auto& c : url.host) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  url.target = rest.starts_with('/') ? std::string{rest} : '/' + std::string{rest};
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
  constexpr char digits[] = "0123456789ABCDEF";
  std::string made;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' || c == '.' ||
        c == '_' || c == '~') {
      made += c;
    } else {
      made += '%';
      made += digits[byte >> 4];
      made += digits[byte & 15];
    }
  }
  return made;
}

} // namespace hft::net
