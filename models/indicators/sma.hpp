#pragma once

#include "models/indicators/rolling_stats.hpp"

namespace hft {

/// Simple moving average of the newest `period` observations.
class Sma {
public:
  explicit Sma(std::int64_t period) : stats_(static_cast<std::size_t>(period)) {}

  void add(double observation) { stats_.add(observation); }
  /// Of what there is so far; zero before the first observation.
  double value() const { return stats_.mean(); }
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
