#pragma once

#include "models/indicators/wilder_average.hpp"

#include <algorithm>
#include <cmath>

namespace hft {

/// Average true range: Wilder's average of how far prices went, gaps from the close before
/// included. Ready after `period` ranges, so after one bar more.
class Atr {
public:
  explicit Atr(std::int64_t period) : average_(period) {}

  void add(double high, double low, double close) {
    if (begun_)
      average_.add(std::max({high - low, std::abs(high - before_), std::abs(low - before_)}));
    begun_ = true;
    before_ = close;
  }
  double value() const { return average_.value(); }
  bool ready() const { return average_.ready(); }
  void clear() {
    average_.clear();
    begun_ = false;
  }
  template <class Visit>
  void fields(Visit& visit) {
    visit(average_, before_, begun_);
  }

private:
  WilderAverage average_;
  double before_ = 0;
  bool begun_ = false;
};

} // namespace hft
