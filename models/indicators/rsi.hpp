#pragma once

#include "models/indicators/wilder_average.hpp"

#include <algorithm>

namespace hft {

/// Relative strength index, 0 to 100: Wilder's average of rises against that of rises and falls.
/// Ready after `period` changes, so after one observation more. 50 where nothing moved.
class Rsi {
public:
  explicit Rsi(std::int64_t period) : rises_(period), falls_(period) {}

  void add(double price) {
    if (begun_) {
      const auto change = price - before_;
      rises_.add(std::max(0.0, change));
      falls_.add(std::max(0.0, -change));
    }
    begun_ = true;
    before_ = price;
  }
  double value() const {
    const auto moved = rises_.value() + falls_.value();
    return moved > 0 ? 100 * rises_.value() / moved : 50;
  }
  bool ready() const { return rises_.ready(); }
  void clear() {
    rises_.clear();
    falls_.clear();
    begun_ = false;
  }
  template <class Visit>
  void fields(Visit& visit) {
    visit(rises_, falls_, before_, begun_);
  }

private:
  WilderAverage rises_;
  WilderAverage falls_;
  double before_ = 0;
  bool begun_ = false;
};

} // namespace hft
