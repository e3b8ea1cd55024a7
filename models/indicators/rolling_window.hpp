#pragma once

#include <cstddef>
#include <vector>

namespace hft {

/// The newest `capacity` values, oldest first; adding to a full window drops the oldest.
class RollingWindow {
public:
  explicit RollingWindow(std::size_t capacity) : capacity_(capacity) { values_.reserve(capacity); }

  void add(double value) {
    if (values_.size() < capacity_) {
      values_.push_back(value);
    } else {
      values_[oldest_] = value;
      oldest_ = oldest_ + 1 == capacity_ ? 0 : oldest_ + 1;
    }
  }
  bool full() const { return values_.size() == capacity_; }
  std::size_t size() const { return values_.size(); }
  std::size_t capacity() const { return capacity_; }
  /// `0` is the oldest; less than `size()`.
  double operator[](std::size_t i) const {
    const auto at = oldest_ + i;
    return values_[at < values_.size() ? at : at - values_.size()];
  }
  double oldest() const { return values_[oldest_]; }
  double newest() const { return (*this)[values_.size() - 1]; }
  void clear() {
    values_.clear();
    oldest_ = 0;
  }
  template <class Visit>
  void fields(Visit& visit) {
    auto all = values();
    auto count = all.size();
    visit(count);
    if constexpr (Visit::reads) {
      clear();
      if (count > capacity_) visit.good = false;
      all.assign(visit.good ? count : 0, 0);
    }
    for (auto& value : all) visit(value);
    if constexpr (Visit::reads) values_ = all;
  }
  std::vector<double> values() const {
    std::vector<double> all;
    for (std::size_t i = 0; i < size(); ++i) all.push_back((*this)[i]);
    return all;
  }

private:
  std::size_t capacity_;
  std::size_t oldest_ = 0;
  std::vector<double> values_;
};

} // namespace hft
