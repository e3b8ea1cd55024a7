#include "adapters/dashboard/access.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hft::dashboard {

namespace {

constexpr std::size_t token_bytes = 16;

std::string hex_of(const unsigned char* bytes, std::size_t count) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += digits[bytes[i] >> 4];
    text += digits[bytes[i] & 15];
  }
  return text;
}

bool is_well_formed(std::string_view token) {
  return token.size() == 2 * token_bytes &&
         token.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && !a.empty() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

/// Exactly the names under which we are served: any other is somebody's who points at us.
bool is_own_authority(std::string_view authority, std::uint16_t port) {
  const auto colon = ":" + std::to_string(port);
  for (const std::string_view host : {"127.0.0.1", "localhost", "[::1]"})
    if (authority == std::string{host} + colon) return true;
  return false;
}

std::string_view cookie_in(const net::ServerRequest& request, const std::string& name) {
  for (const auto& [header, value] : request.headers) {
    if (header != "cookie") continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const auto end = rest.find(';');
      auto part = rest.substr(0, end);
      rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
      while (part.starts_with(' ')) part.remove_prefix(1);
      if (part.size() > name.size() && part.starts_with(name) && part[name.size()] == '=')
        return part.substr(name.size() + 1);
    }
  }
  return {};
}

bool has_bearer(const AccessRules& rules, const net::ServerRequest& request) {
  constexpr std::string_view scheme = "Bearer ";
  const auto given = request.header("authorization");
  return given.starts_with(scheme) && is_token(rules, given.substr(scheme.size()));
}

bool has_cookie(const AccessRules& rules, const net::ServerRequest& request) {
  return same_secret(cookie_in(request, cookie_name(rules.port)), cookie_value(rules.token));
}

bool is_json(std::string_view type) {
  const auto end = type.find(';');
  auto media = type.substr(0, end);
  while (media.ends_with(' ')) media.remove_suffix(1);
  return media == "application/json";
}

} // namespace

std::string cookie_name(std::uint16_t port) {
  return "hft_dashboard_" + std::to_string(port);
}

std::string cookie_value(std::string_view token) {
  constexpr std::string_view purpose = "hft dashboard session";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  ::HMAC(EVP_sha256(), token.data(), static_cast<int>(token.size()),
         reinterpret_cast<const unsigned char*>(purpose.data()), purpose.size(), digest.data(),
         &length);
  return hex_of(digest.data(), length);
}

std::string session_cookie(const AccessRules& rules) {
  return cookie_name(rules.port) + '=' + cookie_value(rules.token) +
         "; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict";
}

bool is_token(const AccessRules& rules, std::string_view given) {
  return same_secret(given, rules.token);
}

std::optional<Denial> denial_of(const AccessRules& rules, Door door,
                                const net::ServerRequest& request) {
  if (request.count("host") != 1 || !is_own_authority(request.header("host"), rules.port))
    return Denial{421, "this address is not served here: it is 127.0.0.1 or localhost, with port " +
                         std::to_string(rules.port)};
  const auto origin = request.header("origin");
  const bool of_us = origin == "http://" + std::string{request.header("host")};
  if (request.count("origin") > 1 || (request.count("origin") == 1 && !of_us))
    return Denial{403, "another page may not ask this"};
  const bool posted = door == Door::Token || door == Door::Command;
  const auto site = request.header("sec-fetch-site");
  const bool from_elsewhere = !site.empty() && site != "same-origin";
  if (door != Door::Page && from_elsewhere && (posted || site != "none"))
    return Denial{403, "another page may not ask this"};
  if (door == Door::Page) return std::nullopt;
  if (door == Door::Metrics && rules.open_metrics) return std::nullopt;
  const bool bearer = has_bearer(rules, request);
  if (door != Door::Token && !bearer && !has_cookie(rules, request))
    return Denial{401, "the token is missing or wrong: it is in dashboard.token of the state "
                       "directory"};
  if (!posted) return std::nullopt;
  if (!is_json(request.header("content-type")))
    return Denial{415, "the body is to be application/json"};
  // A form or a script of another page can send none of these two.
  if (!bearer && (request.header(own_header).empty() || !of_us))
    return Denial{403, "only the page itself may ask this"};
  if (door == Door::Command && !rules.commands)
    return Denial{403, "commands are not taken here: start with --dashboard=control"};
  return std::nullopt;
}

Result<std::string> token_in(const std::filesystem::path& file) {
  const auto cannot = [&](int error) {
    return fail(ErrorKind::Storage,
                "the token " + file.string() + " cannot be written: " + std::strerror(error));
  };
  if (const int kept = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
      kept >= 0) {
    struct stat found {};
    std::array<char, 2 * token_bytes + 1> text{};
    const bool ours = ::fstat(kept, &found) == 0 && S_ISREG(found.st_mode) &&
                      found.st_uid == ::geteuid() && (found.st_mode & 0777) == 0600;
    const auto size = ours ? ::read(kept, text.data(), text.size()) : -1;
    ::close(kept);
    const std::string_view token{text.data(), 2 * token_bytes};
    if (size >= static_cast<ssize_t>(token.size()) && is_well_formed(token))
      return std::string{token};
  }
  std::array<unsigned char, token_bytes> bytes{};
  if (::RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return cannot(EIO);
  const auto token = hex_of(bytes.data(), bytes.size());
  if (::unlink(file.c_str()) != 0 && errno != ENOENT) return cannot(errno);
  const int made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (made < 0) return cannot(errno);
  const auto line = token + '\n';
  const bool whole = ::fchmod(made, 0600) == 0 &&
                     ::write(made, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  const int error = errno;
  if (::close(made) != 0 || !whole) return cannot(error);
  return token;
}

} // namespace hft::dashboard
