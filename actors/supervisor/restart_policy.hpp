#pragma once

#include "messages/timestamp.hpp"

#include <deque>
#include <optional>

namespace hft {

/// How often a child may fall before it stays down, and how long it waits to come back. Without
/// other limits: 1 ms, 8 ms, 64 ms, 512 ms and 4.1 s after the first five falls within ten minutes;
/// with the sixth it stays down.
struct RestartLimits {
  int budget = 5; ///< restarts allowed within `window`; one more fall is quarantine
  Duration window = std::chrono::minutes{10};
  Duration first_delay = std::chrono::milliseconds{1}; ///< after the first fall in `window`
  int growth = 8;                                      ///< from one fall to the next
  Duration longest_delay = std::chrono::seconds{30};
};

/// One child's falls: answers whether and when it may come back. Pure; time comes in.
class RestartPolicy {
public:
  explicit RestartPolicy(RestartLimits limits = {}) : limits_(limits) {}

  /// The child fell at `now`: the delay before it is started again; empty when the budget is spent
  /// (quarantine).
  std::optional<Duration> on_fall(MonotonicTime now);
  /// Restarts granted since the beginning.
  std::uint64_t restarts() const { return restarts_; }

private:
  RestartLimits limits_;
  std::deque<MonotonicTime> falls_;
  std::uint64_t restarts_ = 0;
};

} // namespace hft
