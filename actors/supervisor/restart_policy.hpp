#pragma once

#include "messages/timestamp.hpp"

#include <deque>
#include <optional>

namespace hft {

/// How often a child may fall before it stays down, and how long it waits to come back.
struct RestartLimits {
  int budget = 5; ///< restarts allowed within `window`
  Duration window = std::chrono::minutes{10};
  Duration first_delay = std::chrono::milliseconds{1};
  Duration longest_delay = std::chrono::seconds{30};
};

/// One child's falls: answers whether and when it may come back. Pure; time comes in.
class RestartPolicy {
public:
  explicit RestartPolicy(RestartLimits limits = {}) : limits_(limits) {}

  /// The child fell at `now`: the delay before it is started again, eight times longer with each
  /// fall in the window; empty when the budget is spent (quarantine).
  std::optional<Duration> on_fall(MonotonicTime now);
  /// Restarts granted since the beginning.
  std::uint64_t restarts() const { return restarts_; }

private:
  RestartLimits limits_;
  std::deque<MonotonicTime> falls_;
  std::uint64_t restarts_ = 0;
};

} // namespace hft
