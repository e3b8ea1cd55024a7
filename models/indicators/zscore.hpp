#pragma once

#include "models/indicators/rolling_stats.hpp"

namespace hft {

/// How many sample deviations the newest observation is from the mean of the newest `period`,
/// itself among them. Zero where they are all alike.
class ZScore {
public:
  explicit ZScore(std::int64_t period) : stats_(static_cast<std::size_t>(period)) {}

  void add(double observation) { stats_.add(observation); }
  double value() const {
    const auto deviation = stats_.sample_deviation();
    return deviation > 0 ? (stats_.window().newest() - stats_.mean()) / deviation : 0;
  }
  double mean() const { return stats_.mean(); }
  double deviation() const { return stats_.sample_deviation(); }
  bool ready() const { return stats_.ready(); }
  void clear() { stats_.clear(); }
  template <class Visit>
  void fields(Visit& visit) {
    visit(stats_);
  }

private:
  RollingStats stats_;
};

} // namespace hft
