#pragma once

#include "models/indicators/rolling_window.hpp"

#include <cstdint>

namespace hft {

/// Weighted moving average of the newest `period` observations: the newest weighs `period`, the one
/// before one less, the oldest 1.
class Wma {
public:
  explicit Wma(std::int64_t period) : window_(static_cast<std::size_t>(period)) {}

  void add(double observation) {
    if (window_.full()) {
      weighted_ += static_cast<double>(window_.size()) * observation - sum_;
      sum_ += observation - window_.oldest();
      window_.add(observation);
      if (++since_sum_ == window_.size()) sum_up(); // so that rounding never adds up
    } else {
      window_.add(observation);
      sum_up();
    }
  }
  /// Of what there is so far; zero before the first observation.
  double value() const {
    const auto count = static_cast<double>(window_.size());
    return count == 0 ? 0 : weighted_ / (count * (count + 1) / 2);
  }
  bool ready() const { return window_.full(); }
  void clear() {
    window_.clear();
    weighted_ = sum_ = 0;
    since_sum_ = 0;
  }
  template <class Visit>
  void fields(Visit& visit) {
    visit(window_, weighted_, sum_, since_sum_);
  }

private:
  void sum_up() {
    weighted_ = sum_ = 0;
    since_sum_ = 0;
    for (std::size_t i = 0; i < window_.size(); ++i) {
      sum_ += window_[i];
      weighted_ += static_cast<double>(i + 1) * window_[i];
    }
  }

  RollingWindow window_;
  double weighted_ = 0;
  double sum_ = 0;
  std::size_t since_sum_ = 0;
};

} // namespace hft
