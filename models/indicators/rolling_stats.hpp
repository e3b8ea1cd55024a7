#pragma once

#include "models/indicators/rolling_window.hpp"
#include "models/indicators/welford.hpp"

#include <algorithm>
#include <cmath>

namespace hft {

/// Mean and variance of the newest `window` observations in constant time: Welford's update, and
/// once the window is full an exchange of the oldest for the newest. A second sum of only the
/// newest replaces the first whenever it has seen a whole window, so that rounding never adds up.
class RollingStats {
public:
  explicit RollingStats(std::size_t window) : window_(window) {}

  void add(double observation) {
    if (!window_.full()) {
      const auto count = static_cast<double>(window_.size() + 1);
      const auto delta = observation - mean_;
      mean_ += delta / count;
      squares_ += delta * (observation - mean_);
    } else {
      const auto oldest = window_.oldest();
      const auto before = mean_;
      const auto delta = observation - oldest;
      mean_ += delta / static_cast<double>(window_.size());
      squares_ += delta * (observation - mean_ + oldest - before);
      squares_ = std::max(0.0, squares_);
    }
    window_.add(observation);
    fresh_.add(observation);
    if (fresh_.weight() < static_cast<double>(window_.capacity())) return;
    mean_ = fresh_.mean();
    squares_ = fresh_.squares();
    fresh_.clear();
  }
  bool ready() const { return window_.full(); }
  std::size_t count() const { return window_.size(); }
  /// Zero before the first observation.
  double mean() const { return mean_; }
  /// Divided by the count less one; zero below two observations.
  double sample_variance() const {
    return count() < 2 ? 0.0 : squares_ / static_cast<double>(count() - 1);
  }
  double sample_deviation() const { return std::sqrt(sample_variance()); }
  /// Divided by the count.
  double population_deviation() const {
    return count() == 0 ? 0.0 : std::sqrt(squares_ / static_cast<double>(count()));
  }
  const RollingWindow& window() const { return window_; }
  void clear() {
    window_.clear();
    fresh_.clear();
    mean_ = squares_ = 0;
  }
  template <class Visit>
  void fields(Visit& visit) {
    visit(window_, mean_, squares_, fresh_);
  }
  /// Starts afresh from these observations, oldest first.
  void resume(const std::vector<double>& observations) {
    clear();
    for (const auto observation : observations) add(observation);
  }

private:
  RollingWindow window_;
  double mean_ = 0;
  double squares_ = 0;
  Welford fresh_; ///< of what came since the last exchange of sums
};

} // namespace hft
