#pragma once

#include "models/indicators/atr.hpp"
#include "models/indicators/ema.hpp"

namespace hft {

/// Keltner's channel: the exponential average of closes, and so many average true ranges above and
/// below it.
class Keltner {
public:
  explicit Keltner(std::int64_t period = 20, double ranges = 2)
    : average_(period),
      range_(period),
      ranges_(ranges) {}

  void add(double high, double low, double close) {
    average_.add(close);
    range_.add(high, low, close);
  }
  double value() const { return average_.value(); }
  double upper() const { return value() + ranges_ * range_.value(); }
  double lower() const { return value() - ranges_ * range_.value(); }
  bool ready() const { return average_.ready() && range_.ready(); }
  void clear() {
    average_.clear();
    range_.clear();
  }
  template <class Visit>
  void fields(Visit& visit) {
    visit(average_, range_);
  }

private:
  Ema average_;
  Atr range_;
  double ranges_;
};

} // namespace hft
