#pragma once

#include "models/indicators/wilder_average.hpp"

#include <algorithm>
#include <cmath>

namespace hft {

/// Wilder's average directional index, 0 to 100: how strongly prices trend, either way; `plus` and
/// `minus` are the directional indicators, up and down.
class Adx {
public:
  explicit Adx(std::int64_t period = 14)
    : up_(period),
      down_(period),
      range_(period),
      index_(period) {}

  void add(double high, double low, double close) {
    if (begun_) {
      const auto rise = high - high_;
      const auto fall = low_ - low;
      up_.add(rise > fall && rise > 0 ? rise : 0);
      down_.add(fall > rise && fall > 0 ? fall : 0);
      range_.add(std::max({high - low, std::abs(high - close_), std::abs(low - close_)}));
      if (range_.ready()) {
        const auto both = plus() + minus();
        index_.add(both > 0 ? 100 * std::abs(plus() - minus()) / both : 0);
      }
    }
    begun_ = true;
    high_ = high;
    low_ = low;
    close_ = close;
  }
  double plus() const { return range_.value() > 0 ? 100 * up_.value() / range_.value() : 0; }
  double minus() const { return range_.value() > 0 ? 100 * down_.value() / range_.value() : 0; }
  double value() const { return index_.value(); }
  bool ready() const { return index_.ready(); }
  void clear() {
    for (auto* average : {&up_, &down_, &range_, &index_}) average->clear();
    begun_ = false;
  }
  template <class Visit>
  void fields(Visit& visit) {
    visit(up_, down_, range_, index_, high_, low_, close_, begun_);
  }

private:
  WilderAverage up_;
  WilderAverage down_;
  WilderAverage range_;
  WilderAverage index_;
  double high_ = 0;
  double low_ = 0;
  double close_ = 0;
  bool begun_ = false;
};

} // namespace hft
