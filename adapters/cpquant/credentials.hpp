#pragma once

#include "messages/result.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace hft::cpquant {

/// A key pair. The secret is never printed, and wiped when the last use of the object ends.
class Credentials {
public:
  Credentials(std::string key, std::string secret)
    : key_(std::move(key)),
      secret_(std::move(secret)) {}
  Credentials(const Credentials&) = default;
  Credentials(Credentials&& other) noexcept;
  Credentials& operator=(Credentials other) noexcept;
  ~Credentials();

  const std::string& key() const { return key_; }
  const std::string& secret() const { return secret_; }
  /// For sentences and logs: the key's first four characters.
  std::string masked() const;

private:
  std::string key_;
  std::string secret_;
};

/// Which of the two pairs.
enum class KeyPair { Data, Trade };

/// Where keys are looked for, in this order: the environment's `ALPACA_DATA_PUBLIC_KEY` and its
/// kin, the same in the `.env` file, `APCA_API_KEY_ID` and `APCA_API_SECRET_KEY` in either, and
/// files of either name in systemd's `$CREDENTIALS_DIRECTORY`.
struct KeySources {
  std::filesystem::path env_file = ".env"; ///< empty: none; absent is no error
  /// The environment; for tests. Empty: the process's own.
  std::function<std::optional<std::string>(const std::string&)> variable{};
};

/// BadCredentials, naming the variables, when a half or both are nowhere; BadArgument when the file
/// is no regular one or too large.
Result<Credentials> load_credentials(KeyPair pair, const KeySources& sources = {});

} // namespace hft::cpquant
