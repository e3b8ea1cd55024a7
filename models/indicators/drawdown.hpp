#pragma once

#include <algorithm>

namespace hft {

/// How far a price or an equity is below its highest so far, as a part of that: 0.1 is a tenth.
class Drawdown {
public:
  void add(double level) {
    peak_ = begun_ ? std::max(peak_, level) : level;
    begun_ = true;
    value_ = peak_ > 0 ? (peak_ - level) / peak_ : 0;
    largest_ = std::max(largest_, value_);
  }
  double value() const { return value_; }
  double largest() const { return largest_; }
  double peak() const { return peak_; }
  bool ready() const { return begun_; }
  void clear() { *this = {}; }
  template <class Visit>
  void fields(Visit& visit) {
    visit(value_, largest_, peak_, begun_);
  }

private:
  double value_ = 0;
  double largest_ = 0;
  double peak_ = 0;
  bool begun_ = false;
};

} // namespace hft
