#pragma once

#include "models/indicators/welford.hpp"

#include <cstdint>

namespace hft {

/// The mean price of what was traded this session, each print by its size, and so many deviations
/// of it above and below. It begins anew with another `session` (any number that tells sessions
/// apart, a date's days among them).
class SessionVwap {
public:
  explicit SessionVwap(double deviations = 2) : deviations_(deviations) {}

  void add(double price, double volume, std::int64_t session = 0) {
    if (session != session_) prices_.clear();
    session_ = session;
    prices_.add(price, volume);
  }
  double value() const { return prices_.mean(); }
  double deviation() const { return prices_.population_deviation(); }
  double upper() const { return value() + deviations_ * deviation(); }
  double lower() const { return value() - deviations_ * deviation(); }
  double volume() const { return prices_.weight(); }
  bool ready() const { return volume() > 0; }
  void clear() { prices_.clear(); }
  template <class Visit>
  void fields(Visit& visit) {
    visit(prices_, session_);
  }

private:
  double deviations_;
  Welford prices_;
  std::int64_t session_ = 0;
};

} // namespace hft
