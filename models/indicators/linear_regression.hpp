#pragma once

#include "models/indicators/rolling_window.hpp"

#include <cstdint>

namespace hft {

/// The least squares line through the newest `period` observations, one step apart: `value` is the
/// line at the newest, `slope` its rise a step, `intercept` the line at the oldest.
class LinearRegression {
public:
  explicit LinearRegression(std::int64_t period) : window_(static_cast<std::size_t>(period)) {}

  void add(double observation) {
    if (window_.full()) {
      // Every place moves one down: the oldest leaves, the newest comes in at the end.
      const auto end = static_cast<double>(window_.size() - 1);
      sum_ -= window_.oldest() - base_;
      weighted_ += end * (observation - base_) - sum_;
      sum_ += observation - base_;
      window_.add(observation);
      if (++since_sum_ == window_.size()) sum_up(); // so that rounding never adds up
    } else {
      window_.add(observation);
      sum_up();
    }
  }
  double slope() const {
    const auto n = static_cast<double>(window_.size());
    if (n < 2) return 0;
    const auto x = n * (n - 1) / 2;
    const auto xx = (n - 1) * n * (2 * n - 1) / 6;
    return (n * weighted_ - x * sum_) / (n * xx - x * x);
  }
  double intercept() const {
    const auto n = static_cast<double>(window_.size());
    return n == 0 ? 0 : base_ + (sum_ - slope() * (n * (n - 1) / 2)) / n;
  }
  double value() const {
    const auto n = static_cast<double>(window_.size());
    return n == 0 ? 0 : intercept() + slope() * (n - 1);
  }
  bool ready() const { return window_.full(); }
  void clear() {
    window_.clear();
    sum_up();
  }
  template <class Visit>
  void fields(Visit& visit) {
    visit(window_, base_, sum_, weighted_, since_sum_);
  }

private:
  void sum_up() {
    since_sum_ = 0;
    sum_ = weighted_ = 0;
    base_ = window_.size() > 0 ? window_.newest() : 0;
    for (std::size_t i = 0; i < window_.size(); ++i) {
      sum_ += window_[i] - base_;
      weighted_ += static_cast<double>(i) * (window_[i] - base_);
    }
  }

  RollingWindow window_;
  double base_ = 0; ///< sums are of distances from it
  double sum_ = 0;
  double weighted_ = 0; ///< by place, the oldest 0
  std::size_t since_sum_ = 0;
};

} // namespace hft
