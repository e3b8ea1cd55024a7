#include "adapters/simulated/protocol/rest_message.hpp"

#include <array>

namespace hft::simulated {

namespace {

int hex_digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return -1;
}

constexpr std::string_view base64_letters =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string_view found_in(const std::map<std::string, std::string>& map, const std::string& name) {
  const auto found = map.find(name);
  return found == map.end() ? std::string_view{} : std::string_view{found->second};
}

} // namespace

std::string percent_decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const auto high = hex_digit(text[i + 1]);
      const auto low = hex_digit(text[i + 2]);
      if (high >= 0 && low >= 0) {
        out.push_back(static_cast<char>(high * 16 + low));
        i += 2;
        continue;
      }
    }
    out.push_back(plus_is_space && text[i] == '+' ? ' ' : text[i]);
  }
  return out;
}

void parse_target(std::string_view target, HttpRequest& request) {
  const auto mark = target.find('?');
  request.path = percent_decoded(target.substr(0, mark), false);
  if (mark == std::string_view::npos) return;
  auto rest = target.substr(mark + 1);
  while (!rest.empty()) {
    const auto end = rest.find('&');
    const auto pair = rest.substr(0, end);
    const auto equals = pair.find('=');
    auto name = percent_decoded(pair.substr(0, equals), true);
    auto value = equals == std::string_view::npos ? std::string{}
                                                  : percent_decoded(pair.substr(equals + 1), true);
    // Repeated parameters (symbols=A&symbols=B, symbols[]=A) make one list.
    if (name.ends_with("[]")) name.resize(name.size() - 2);
    auto& slot = request.query[name];
    slot = slot.empty() ? std::move(value) : slot + "," + value;
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
}

std::string_view HttpRequest::header(const std::string& name) const {
  return found_in(headers, name);
}

std::string_view HttpRequest::parameter(const std::string& name) const {
  return found_in(query, name);
}

std::optional<ApiKeys> HttpRequest::keys() const {
  if (const auto id = header("apca-api-key-id"); !id.empty())
    return ApiKeys{std::string{id}, std::string{header("apca-api-secret-key")}};
  const auto authorization = header("authorization");
  constexpr std::string_view bearer = "Bearer ";
  constexpr std::string_view basic = "Basic ";
  if (authorization.starts_with(bearer)) {
    const std::string token{authorization.substr(bearer.size())};
    return ApiKeys{token, token};
  }
  if (authorization.starts_with(basic)) {
    const auto pair = base64_decoded(authorization.substr(basic.size()));
    const auto colon = pair ? pair->find(':') : std::string::npos;
    if (colon != std::string::npos) return ApiKeys{pair->substr(0, colon), pair->substr(colon + 1)};
  }
  return std::nullopt;
}

std::string page_refusal(const HttpRequest& request, std::uint16_t port) {
  const auto is_own = [&](std::string_view host) {
    const auto suffix = ":" + std::to_string(port);
    for (const std::string_view name : {"127.0.0.1", "localhost", "[::1]"})
      if (host == std::string{name} + suffix || (port == 80 && host == name)) return true;
    return false;
  };
  const auto host = request.header("host");
  if (!is_own(host))
    return "the venue is asked as 127.0.0.1, localhost or [::1] with its port, not as another host";
  if (const auto found = request.headers.find("origin"); found != request.headers.end()) {
    constexpr std::string_view scheme = "http://";
    const std::string_view origin = found->second;
    if (!origin.starts_with(scheme) || !is_own(origin.substr(scheme.size())))
      return "the venue takes no requests from web pages";
  }
  if (const auto site = request.header("sec-fetch-site");
      !site.empty() && site != "same-origin" && site != "none")
    return "the venue takes no requests from web pages";
  return {};
}

std::string base64_encoded(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned block = 0;
    for (std::size_t k = 0; k < 3; ++k)
      block = block << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4 && i + k <= bytes.size(); ++k)
      out.push_back(base64_letters[block >> (18 - 6 * k) & 63]);
  }
  return out;
}

std::optional<std::string> base64_decoded(std::string_view text) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  std::string out;
  unsigned block = 0;
  int bits = 0;
  for (const char letter : text) {
    const auto digit = base64_letters.find(letter == '+' ? '-' : letter == '/' ? '_' : letter);
    if (digit == std::string_view::npos) return std::nullopt;
    block = (block << 6 | static_cast<unsigned>(digit)) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<char>(block >> bits & 0xff));
    }
  }
  return out;
}

} // namespace hft::simulated
