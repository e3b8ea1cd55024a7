#pragma once

#include "messages/control.hpp"
#include "messages/facts.hpp"
#include "messages/timestamp.hpp"

#include <array>
#include <cstdint>

namespace hft {

/// Counts durations in logarithmic buckets, 32 to a doubling: quantiles within about 3 %, no
/// allocation, a few nanoseconds an observation. From 0 to 18 minutes; longer ones count as that.
class LatencyHistogram {
public:
  void record(Duration duration);
  /// The duration that `share` (0 to 1) of the observations do not exceed; zero when there are
  /// none.
  Duration quantile(double share) const;
  std::uint64_t count() const { return count_; }
  Duration max() const { return max_; }
  /// In microseconds.
  LatencyReport report() const;
  /// By `latency_edges`, within 3 % of each edge.
  LatencyCounts counts() const;

private:
  static constexpr unsigned steps = 32;
  static constexpr unsigned doublings = 36;
  std::array<std::uint64_t, steps * doublings> buckets_{};
  std::uint64_t count_ = 0;
  Duration max_{0};
  Duration sum_{0};
};

} // namespace hft
