#pragma once

#include <cstdint>

namespace hft {

/// Exponential moving average over a count of observations: the weight of the newest is
/// `2 / (period + 1)`. It starts at the first observation and is `ready` after `period` of them.
class Ema {
public:
  explicit Ema(std::int64_t period)
    : period_(period),
      weight_(2.0 / (static_cast<double>(period) + 1.0)) {}

  void add(double observation) {
    value_ = count_ == 0 ? observation : value_ + weight_ * (observation - value_);
    ++count_;
  }
  /// Zero before the first observation.
  double value() const { return value_; }
  std::int64_t count() const { return count_; }
  bool ready() const { return count_ >= period_; }
  void clear() { resume(0, 0); }
  template <class Visit>
  void fields(Visit& visit) {
    visit(value_, count_);
  }
  /// Goes on from where another average of the same period stood.
  void resume(double value, std::int64_t count) {
    value_ = value;
    count_ = count;
  }

private:
  std::int64_t period_;
  double weight_;
  double value_ = 0;
  std::int64_t count_ = 0;
};

} // namespace hft
