#pragma once

#include "actors/supervisor/run_outcome.hpp"
#include "app/wiring/lane.hpp"
#include "messages/timestamp.hpp"

#include <atomic>
#include <optional>
#include <string>

namespace hft {

/// How a run ends when something does not. C++ cannot end a thread that is stuck in a call, so the
/// process ends around it, once all else is closed and written.
class ShutdownDeadline {
public:
  explicit ShutdownDeadline(const Lane& lane) : lane_(lane) {}

  /// In all: ten seconds for the desk's orders, two for the report, ten for models that do not
  /// stop, and as long again. Less than the service manager's patience (`TimeoutStopSec`).
  static constexpr Duration limit = std::chrono::seconds{45};

  /// The end is asked for; the first time counts. Any thread.
  void ask(MonotonicTime now);
  bool asked() const { return asked_at_ != 0; }
  /// Whose turn on the lane is under way, in words; empty: nobody's.
  std::string on_the_lane() const;
  /// The end was asked for and has not come within the limit: how the run ends then.
  std::optional<RunOutcome> overdue(MonotonicTime now) const;

private:
  const Lane& lane_;
  std::atomic<std::int64_t> asked_at_ = 0; ///< zero: it was not
};

/// Waits until the lane's turn under way is over, a second at most.
void wait_for_lane(net::IoLoop& loop);

} // namespace hft
