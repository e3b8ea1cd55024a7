#pragma once

#include "models/indicators/rolling_window.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace hft {

/// How the newest `period` pairs move together: `value` is their correlation, `beta` how much `y`
/// changes with `x` (the slope of the least squares line of y on x).
///
/// Sums are of distances from an early pair and are taken anew once a period, so that they neither
/// cancel nor drift.
class RollingCorrelation {
public:
  explicit RollingCorrelation(std::int64_t period)
    : xs_(static_cast<std::size_t>(period)),
      ys_(static_cast<std::size_t>(period)) {}

  void add(double x, double y) {
    if (xs_.full()) count(xs_.oldest(), ys_.oldest(), -1);
    xs_.add(x);
    ys_.add(y);
    if (++since_sum_ >= xs_.size())
      sum_up();
    else
      count(x, y, 1);
  }
  /// -1 to 1; zero where one of them does not move.
  double value() const {
    const auto spread = variance(sum_x_, sum_xx_) * variance(sum_y_, sum_yy_);
    return spread > 0 ? std::clamp(covariance() / std::sqrt(spread), -1.0, 1.0) : 0;
  }
  /// Zero where x does not move.
  double beta() const {
    const auto spread = variance(sum_x_, sum_xx_);
    return spread > 0 ? covariance() / spread : 0;
  }
  bool ready() const { return xs_.full(); }
  void clear() {
    xs_.clear();
    ys_.clear();
    since_sum_ = 0;
    sum_up();
  }
  template <class Visit>
  void fields(Visit& visit) {
    visit(xs_, ys_, base_x_, base_y_, sum_x_, sum_y_, sum_xx_, sum_yy_, sum_xy_, since_sum_);
  }

private:
  double size() const { return static_cast<double>(std::max<std::size_t>(1, xs_.size())); }
  double variance(double sum, double squares) const {
    return std::max(0.0, squares / size() - sum / size() * (sum / size()));
  }
  double covariance() const { return sum_xy_ / size() - sum_x_ / size() * (sum_y_ / size()); }
  void count(double x, double y, double sign) {
    const auto dx = x - base_x_;
    const auto dy = y - base_y_;
    sum_x_ += sign * dx;
    sum_y_ += sign * dy;
    sum_xx_ += sign * dx * dx;
    sum_yy_ += sign * dy * dy;
    sum_xy_ += sign * dx * dy;
  }
  void sum_up() {
    since_sum_ = 0;
    base_x_ = xs_.size() > 0 ? xs_.newest() : 0;
    base_y_ = ys_.size() > 0 ? ys_.newest() : 0;
    sum_x_ = sum_y_ = sum_xx_ = sum_yy_ = sum_xy_ = 0;
    for (std::size_t i = 0; i < xs_.size(); ++i) count(xs_[i], ys_[i], 1);
  }

  RollingWindow xs_;
  RollingWindow ys_;
  double base_x_ = 0;
  double base_y_ = 0;
  double sum_x_ = 0;
  double sum_y_ = 0;
  double sum_xx_ = 0;
  double sum_yy_ = 0;
  double sum_xy_ = 0;
  std::size_t since_sum_ = 0;
};

} // namespace hft
