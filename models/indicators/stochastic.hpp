#pragma once

#include "models/indicators/donchian.hpp"
#include "models/indicators/sma.hpp"

namespace hft {

/// The stochastic oscillator, 0 to 100: where the close lies within the range of the newest
/// `period` bars, averaged over `smooth` of them (`value`, %K), and that over `signal` (%D).
/// 50 where there is no range.
class Stochastic {
public:
  explicit Stochastic(std::int64_t period = 14, std::int64_t smooth = 3, std::int64_t signal = 3)
    : range_(period),
      k_(smooth),
      d_(signal) {}

  void add(double high, double low, double close) {
    range_.add(high, low);
    if (!range_.ready()) return;
    const auto width = range_.upper() - range_.lower();
    k_.add(width > 0 ? 100 * (close - range_.lower()) / width : 50);
    if (k_.ready()) d_.add(k_.value());
  }
  double value() const { return k_.value(); }
  double signal() const { return d_.value(); }
  bool ready() const { return d_.ready(); }
  void clear() {
    range_.clear();
    k_.clear();
    d_.clear();
  }
  template <class Visit>
  void fields(Visit& visit) {
    visit(range_, k_, d_);
  }

private:
  Donchian range_;
  Sma k_;
  Sma d_;
};

} // namespace hft
