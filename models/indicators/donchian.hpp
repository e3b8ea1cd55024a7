#pragma once

#include "models/indicators/rolling_extreme.hpp"

#include <cstdint>

namespace hft {

/// Donchian's channel: the highest high and the lowest low of the newest `period` bars.
class Donchian {
public:
  explicit Donchian(std::int64_t period = 20)
    : highs_(static_cast<std::size_t>(period)),
      lows_(static_cast<std::size_t>(period)) {}

  void add(double high, double low) {
    highs_.add(high);
    lows_.add(low);
  }
  double upper() const { return highs_.highest(); }
  double lower() const { return lows_.lowest(); }
  /// The middle between them.
  double value() const { return (upper() + lower()) / 2; }
  bool ready() const { return highs_.ready(); }
  void clear() {
    highs_.clear();
    lows_.clear();
  }
  template <class Visit>
  void fields(Visit& visit) {
    visit(highs_, lows_);
  }

private:
  RollingExtreme highs_;
  RollingExtreme lows_;
};

} // namespace hft
