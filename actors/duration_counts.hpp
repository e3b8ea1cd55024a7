#pragma once

#include "messages/facts.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace hft {

/// Counts durations by `latency_edges`: exact at the edges, a few nanoseconds an observation, no
/// allocation. One thread.
class DurationCounts {
public:
  /// Less than nothing counts as nothing.
  void record(Duration duration) {
    duration = std::max(duration, Duration{0});
    std::size_t place = 0;
    for (const auto edge : latency_edges) place += duration > edge ? 1 : 0;
    ++counts_[place];
    sum_ += duration;
  }

  LatencyCounts counts() const {
    LatencyCounts told;
    told.sum = sum_;
    for (std::size_t place = 0; place < counts_.size(); ++place) {
      told.count += counts_[place];
      if (place < told.up_to.size()) told.up_to[place] = told.count;
    }
    return told;
  }

private:
  std::array<std::uint64_t, latency_edges.size() + 1> counts_{}; ///< the last: longer than all
  Duration sum_{0};
};

} // namespace hft
