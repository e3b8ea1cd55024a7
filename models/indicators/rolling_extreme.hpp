#pragma once

#include "models/indicators/rolling_window.hpp"

#include <deque>
#include <utility>

namespace hft {

/// The highest and the lowest of the newest `window` values, in constant work on average: a value
/// is dropped as soon as a newer one beats it.
class RollingExtreme {
public:
  explicit RollingExtreme(std::size_t window) : window_(window) {}

  void add(double value) {
    window_.add(value);
    ++count_;
    push(value, count_);
  }
  bool ready() const { return window_.full(); }
  /// Zero before the first value.
  double highest() const { return high_.empty() ? 0 : high_.front().second; }
  double lowest() const { return low_.empty() ? 0 : low_.front().second; }
  void clear() {
    window_.clear();
    high_.clear();
    low_.clear();
    count_ = 0;
  }
  template <class Visit>
  void fields(Visit& visit) {
    visit(window_);
    if constexpr (Visit::reads) {
      high_.clear();
      low_.clear();
      count_ = 0;
      for (const auto value : window_.values()) push(value, ++count_);
    }
  }

private:
  void push(double value, std::size_t at) {
    while (!high_.empty() && high_.back().second <= value) high_.pop_back();
    while (!low_.empty() && low_.back().second >= value) low_.pop_back();
    high_.emplace_back(at, value);
    low_.emplace_back(at, value);
    if (high_.front().first + window_.capacity() <= at) high_.pop_front();
    if (low_.front().first + window_.capacity() <= at) low_.pop_front();
  }

  RollingWindow window_;
  std::size_t count_ = 0;
  std::deque<std::pair<std::size_t, double>> high_;
  std::deque<std::pair<std::size_t, double>> low_;
};

} // namespace hft
