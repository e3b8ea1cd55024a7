#include "adapters/cpquant/credentials.hpp"

#include "adapters/storage/bounded_file.hpp"

#include <openssl/crypto.h>

#include <cstdlib>
#include <map>
#include <sstream>
#include <utility>

namespace hft::cpquant {

namespace {

using Lookup = std::function<std::optional<std::string>(const std::string&)>;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// `NAME=value`, `export NAME="value"`, `# comment`.
Result<std::map<std::string, std::string>> read_env_file(const std::filesystem::path& path) {
  std::map<std::string, std::string> values;
  if (path.empty()) return values;
  const auto read = storage::read_bounded(path, storage::largest_written_file);
  if (!read) return fail(ErrorKind::BadArgument, "the file of keys " + read.error().sentence);
  std::istringstream file{read->value_or("")};
  for (std::string line; std::getline(file, line);) {
    auto text = trimmed(line);
    if (text.starts_with('#')) continue;
    if (text.starts_with("export ")) text = trimmed(text.substr(7));
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    auto value = trimmed(text.substr(equals + 1));
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
        value.back() == value.front())
      value = value.substr(1, value.size() - 2);
    else if (const auto comment = value.find(" #"); comment != std::string_view::npos)
      value = trimmed(value.substr(0, comment));
    values.insert_or_assign(std::string{trimmed(text.substr(0, equals))}, std::string{value});
  }
  return values;
}

std::optional<std::string> environment(const std::string& name) {
  const auto* value = std::getenv(name.c_str()); // NOLINT(concurrency-mt-unsafe): nobody sets them
  return value ? std::optional<std::string>{value} : std::nullopt;
}

std::optional<std::string> credential_file(const Lookup& variable, const std::string& name) {
  const auto directory = variable("CREDENTIALS_DIRECTORY");
  if (!directory || directory->empty()) return std::nullopt;
  const auto text =
    storage::read_bounded(std::filesystem::path{*directory} / name, storage::largest_written_file);
  if (!text || !*text || (*text)->empty()) return std::nullopt;
  return std::string{trimmed((*text)->substr(0, (*text)->find('\n')))};
}

std::optional<Credentials> pair_from(const Lookup& lookup, const std::string& key_name,
                                     const std::string& secret_name) {
  auto key = lookup(key_name);
  auto secret = lookup(secret_name);
  if (!key || !secret || key->empty() || secret->empty()) return std::nullopt;
  return Credentials{std::move(*key), std::move(*secret)};
}

/// A header's value holds neither blanks nor control characters.
bool usable(const std::string& text) {
  for (const char c : text)
    if (c <= ' ' || c == 0x7f) return false;
  return true;
}

} // namespace

Credentials::Credentials(Credentials&& other) noexcept
  : key_(other.key_),
    secret_(other.secret_) {} // Copies: a moved-from short string keeps its bytes.

Credentials& Credentials::operator=(Credentials other) noexcept {
  key_.swap(other.key_);
  secret_.swap(other.secret_);
  return *this;
}

Credentials::~Credentials() {
  OPENSSL_cleanse(secret_.data(), secret_.size());
}

std::string Credentials::masked() const {
  return key_.substr(0, 4) + "...";
}

Result<Credentials> load_credentials(KeyPair pair, const KeySources& sources) {
  const std::string kind = pair == KeyPair::Data ? "DATA" : "TRADE";
  const auto key_name = "ALPACA_" + kind + "_PUBLIC_KEY";
  const auto secret_name = "ALPACA_" + kind + "_SECRET_KEY";
  const Lookup variable = sources.variable ? sources.variable : Lookup{environment};
  const auto file = read_env_file(sources.env_file);
  if (!file) return tl::unexpected{file.error()};
  const Lookup either = [&](const std::string& name) -> std::optional<std::string> {
    if (auto value = variable(name); value && !value->empty()) return value;
    const auto at = file->find(name);
    return at == file->end() ? std::nullopt : std::optional{at->second};
  };
  const Lookup files = [&](const std::string& name) { return credential_file(variable, name); };
  auto found = pair_from(either, key_name, secret_name);
  if (!found) found = pair_from(either, "APCA_API_KEY_ID", "APCA_API_SECRET_KEY");
  if (!found) found = pair_from(files, key_name, secret_name);
  if (!found) found = pair_from(files, "APCA_API_KEY_ID", "APCA_API_SECRET_KEY");
  if (!found)
    return fail(ErrorKind::BadCredentials,
                "no keys were found: set " + key_name + " and " + secret_name +
                  ", or APCA_API_KEY_ID and APCA_API_SECRET_KEY, in the environment, a .env "
                  "file or systemd credentials");
  if (!usable(found->key()) || !usable(found->secret()))
    return fail(ErrorKind::BadCredentials,
                "the keys of " + key_name + " and " + secret_name +
                  " cannot be used: they hold blanks or control characters");
  return *found;
}

} // namespace hft::cpquant
