#pragma once

#include "models/indicators/rolling_stats.hpp"

namespace hft {

/// Bollinger's bands: the mean of the newest `period` prices, and so many deviations (divided by
/// the count) above and below it.
class Bollinger {
public:
  explicit Bollinger(std::int64_t period = 20, double deviations = 2)
    : stats_(static_cast<std::size_t>(period)),
      deviations_(deviations) {}

  void add(double price) { stats_.add(price); }
  double value() const { return stats_.mean(); }
  double upper() const { return value() + width(); }
  double lower() const { return value() - width(); }
  bool ready() const { return stats_.ready(); }
  void clear() { stats_.clear(); }
  template <class Visit>
  void fields(Visit& visit) {
    visit(stats_);
  }

private:
  double width() const { return deviations_ * stats_.population_deviation(); }
  RollingStats stats_;
  double deviations_;
};

} // namespace hft
