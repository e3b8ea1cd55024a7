#pragma once

#include "models/indicators/ema.hpp"

namespace hft {

/// Moving average convergence and divergence: the fast exponential average less the slow one, the
/// exponential average of that (`signal`), and their difference. Each average starts at its first
/// observation (as `Ema`).
class Macd {
public:
  explicit Macd(std::int64_t fast = 12, std::int64_t slow = 26, std::int64_t signal = 9)
    : fast_(fast),
      slow_(slow),
      signal_(signal) {}

  void add(double price) {
    fast_.add(price);
    slow_.add(price);
    if (slow_.ready() && fast_.ready()) signal_.add(value());
  }
  double value() const { return fast_.value() - slow_.value(); }
  double signal() const { return signal_.value(); }
  double histogram() const { return value() - signal(); }
  bool ready() const { return signal_.ready(); }
  void clear() {
    fast_.clear();
    slow_.clear();
    signal_.clear();
  }
  template <class Visit>
  void fields(Visit& visit) {
    visit(fast_, slow_, signal_);
  }

private:
  Ema fast_;
  Ema slow_;
  Ema signal_;
};

} // namespace hft
