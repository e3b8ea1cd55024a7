#pragma once

#include "messages/timestamp.hpp"

#include <cstdint>
#include <optional>

namespace hft::cpquant {

/// Whether a refusal of our keys is final. Keys that never worked are wrong at once; keys that
/// worked may be refused for a while by a broker in trouble, so they are tried again until the
/// refusals have lasted too long. Each door of the broker (data stream, order stream, REST) has
/// one. Pure: told the time.
class AuthenticationJudge {
public:
  /// What is known about the keys before the first answer.
  enum class Keys : std::uint8_t {
    Unproven,
    TakenElsewhere, ///< another door of the broker took them a moment ago
    Taken,          ///< this one did
  };
  struct Patience {
    Duration elsewhere{std::chrono::seconds{5}};
    Duration taken{std::chrono::minutes{2}};
    /// Between two refusals no more than this counts as refused: we may not have asked.
    Duration longest_step{std::chrono::seconds{90}};
  };

  AuthenticationJudge() = default;
  explicit AuthenticationJudge(Keys keys) : keys_(keys) {}
  AuthenticationJudge(Keys keys, const Patience& patience) : keys_(keys), patience_(patience) {}

  void accepted();
  /// True: trying again cannot help.
  bool refused(MonotonicTime now);
  Keys keys() const { return keys_; }

private:
  Keys keys_ = Keys::Unproven;
  Patience patience_;
  Duration lasted_{0};
  std::optional<MonotonicTime> last_;
};

} // namespace hft::cpquant
