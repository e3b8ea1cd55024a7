#pragma once

#include "messages/market.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hft {

/// The newest `capacity` bars of one symbol and size, oldest first, each field a column without a
/// gap, so that statistics run over it as it is. What a column answers is good until the next bar.
///
/// Columns are twice as long as what is kept: the newest move to the front once in `capacity` bars.
class BarHistory {
public:
  explicit BarHistory(std::size_t capacity) : capacity_(capacity < 1 ? 1 : capacity) {
    for (auto* column : columns()) column->reserve(2 * capacity_); // they never move
    ends_.reserve(2 * capacity_);
  }

  void add(const Bar& bar) {
    if (size_ == capacity_) {
      if (++first_ == capacity_) {
        for (auto* column : columns())
          column->erase(column->begin(), column->begin() + static_cast<std::ptrdiff_t>(first_));
        ends_.erase(ends_.begin(), ends_.begin() + static_cast<std::ptrdiff_t>(first_));
        first_ = 0;
      }
      --size_;
    }
    open_.push_back(to_double(bar.open));
    high_.push_back(to_double(bar.high));
    low_.push_back(to_double(bar.low));
    close_.push_back(to_double(bar.close));
    vwap_.push_back(to_double(bar.vwap));
    volume_.push_back(to_double(bar.volume));
    ends_.push_back(end_of(bar).nanoseconds);
    ++size_;
  }

  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  bool full() const { return size_ == capacity_; }
  std::span<const double> open() const { return kept(open_); }
  std::span<const double> high() const { return kept(high_); }
  std::span<const double> low() const { return kept(low_); }
  std::span<const double> close() const { return kept(close_); }
  std::span<const double> vwap() const { return kept(vwap_); }
  std::span<const double> volume() const { return kept(volume_); }
  /// When each was complete, in nanoseconds since 1970 UTC.
  std::span<const std::int64_t> end() const { return {ends_.data() + first_, size_}; }

  /// Prices of before a split compare with those after it.
  void convert(double price_factor) {
    for (auto* column : {&open_, &high_, &low_, &close_, &vwap_})
      for (auto& price : *column) price *= price_factor;
    if (price_factor > 0)
      for (auto& volume : volume_) volume /= price_factor;
  }
  void clear() {
    for (auto* column : columns()) column->clear();
    ends_.clear();
    first_ = size_ = 0;
  }

private:
  std::span<const double> kept(const std::vector<double>& column) const {
    return {column.data() + first_, size_};
  }
  std::vector<std::vector<double>*> columns() {
    return {&open_, &high_, &low_, &close_, &vwap_, &volume_};
  }

  std::size_t capacity_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
  std::vector<double> open_, high_, low_, close_, vwap_, volume_;
  std::vector<std::int64_t> ends_;
};

} // namespace hft
