#pragma once

#include "messages/market.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hft {

/// The newest `capacity` trades of one symbol, oldest first, each field a column without a gap, so
/// that statistics run over it as it is. What a column answers is good until the next trade.
///
/// Columns are twice as long as what is kept: the newest move to the front once in `capacity`
/// trades.
class TradeHistory {
public:
  explicit TradeHistory(std::size_t capacity) : capacity_(capacity < 1 ? 1 : capacity) {
    prices_.reserve(2 * capacity_); // they never move
    sizes_.reserve(2 * capacity_);
    times_.reserve(2 * capacity_);
  }

  void add(const Trade& trade) {
    if (prices_.size() == 2 * capacity_) {
      const auto old = static_cast<std::ptrdiff_t>(capacity_);
      prices_.erase(prices_.begin(), prices_.begin() + old);
      sizes_.erase(sizes_.begin(), sizes_.begin() + old);
      times_.erase(times_.begin(), times_.begin() + old);
    }
    prices_.push_back(to_double(trade.price));
    sizes_.push_back(to_double(trade.size));
    times_.push_back(trade.time.nanoseconds);
  }

  std::size_t size() const { return prices_.size() < capacity_ ? prices_.size() : capacity_; }
  std::size_t capacity() const { return capacity_; }
  bool full() const { return size() == capacity_; }
  std::span<const double> price() const { return newest(prices_); }
  std::span<const double> volume() const { return newest(sizes_); }
  /// When each was made, in nanoseconds since 1970 UTC.
  std::span<const std::int64_t> time() const { return newest(times_); }

  /// Prices of before a split compare with those after it.
  void convert(double price_factor) {
    for (auto& price : prices_) price *= price_factor;
    if (price_factor > 0)
      for (auto& volume : sizes_) volume /= price_factor;
  }

private:
  template <class T>
  std::span<const T> newest(const std::vector<T>& column) const {
    return {column.data() + (column.size() - size()), size()};
  }

  std::size_t capacity_;
  std::vector<double> prices_;
  std::vector<double> sizes_;
  std::vector<std::int64_t> times_;
};

} // namespace hft
