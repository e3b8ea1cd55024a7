#pragma once

#include <cstdint>

namespace hft {

/// Wilder's smoothing: the mean of the first `period` observations, then each newer one weighs
/// `1 / period`. Wilder, "New Concepts in Technical Trading Systems", 1978.
class WilderAverage {
public:
  explicit WilderAverage(std::int64_t period) : period_(period) {}

  void add(double observation) {
    ++count_;
    if (count_ <= period_)
      value_ += (observation - value_) / static_cast<double>(count_);
    else
      value_ += (observation - value_) / static_cast<double>(period_);
  }
  double value() const { return value_; }
  bool ready() const { return count_ >= period_; }
  void clear() {
    value_ = 0;
    count_ = 0;
  }
  template <class Visit>
  void fields(Visit& visit) {
    visit(value_, count_);
  }

private:
  std::int64_t period_;
  double value_ = 0;
  std::int64_t count_ = 0;
};

} // namespace hft
