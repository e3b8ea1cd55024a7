#pragma once

namespace hft {

/// On-balance volume: the volume of bars that closed higher less that of those that closed lower,
/// from the first bar's volume on.
class Obv {
public:
  void add(double close, double volume) {
    if (!begun_)
      value_ = volume;
    else if (close > before_)
      value_ += volume;
    else if (close < before_)
      value_ -= volume;
    begun_ = true;
    before_ = close;
  }
  double value() const { return value_; }
  bool ready() const { return begun_; }
  void clear() { *this = {}; }
  template <class Visit>
  void fields(Visit& visit) {
    visit(value_, before_, begun_);
  }

private:
  double value_ = 0;
  double before_ = 0;
  bool begun_ = false;
};

} // namespace hft
