#pragma once

#include "models/indicators/rolling_stats.hpp"

#include <cmath>

namespace hft {

/// The sample deviation of the newest `period` logarithmic returns, for a whole year: times the
/// root of how many observations a year has (252 of days, 98280 of minutes).
class RealizedVolatility {
public:
  explicit RealizedVolatility(std::int64_t period, double a_year = 252)
    : returns_(static_cast<std::size_t>(period)),
      a_year_(a_year) {}

  /// A price that is not positive is left out.
  void add(double price) {
    if (!(price > 0)) return;
    if (before_ > 0) returns_.add(std::log(price / before_));
    before_ = price;
  }
  double value() const { return returns_.sample_deviation() * std::sqrt(a_year_); }
  bool ready() const { return returns_.ready(); }
  void clear() {
    returns_.clear();
    before_ = 0;
  }
  template <class Visit>
  void fields(Visit& visit) {
    visit(returns_, before_);
  }

private:
  RollingStats returns_;
  double a_year_;
  double before_ = 0;
};

} // namespace hft
