#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace hft {

/// An estimate of one quantile of all observations so far from five markers, without keeping them:
/// Jain and Chlamtac, "The P2 algorithm for dynamic calculation of quantiles and histograms without
/// storing observations", CACM 28(10), 1985. Exact up to five observations.
class P2Quantile {
public:
  /// `quantile` within (0, 1): 0.5 is the median.
  explicit P2Quantile(double quantile);

  void add(double observation);
  /// Zero before the first observation.
  double value() const;
  std::int64_t count() const { return count_; }
  bool ready() const { return count_ > 0; }
  void clear() { *this = P2Quantile{quantile_}; }
  template <class Visit>
  void fields(Visit& visit) {
    visit(count_);
    for (auto* numbers : {&heights_, &places_, &wished_})
      for (auto& number : *numbers) visit(number);
  }

private:
  double parabolic(std::size_t i, double step) const;
  double linear(std::size_t i, int step) const;

  double quantile_;
  std::int64_t count_ = 0;
  std::array<double, 5> heights_{};
  std::array<double, 5> places_{1, 2, 3, 4, 5}; ///< where the markers stand among the observations
  std::array<double, 5> wished_{};              ///< where they should stand
  std::array<double, 5> steps_{};
};

inline P2Quantile::P2Quantile(double quantile)
  : quantile_(quantile),
    wished_{1, 1 + 2 * quantile, 1 + 4 * quantile, 3 + 2 * quantile, 5},
    steps_{0, quantile / 2, quantile, (1 + quantile) / 2, 1} {}

inline double P2Quantile::parabolic(std::size_t i, double step) const {
  const auto& n = places_;
  const auto& q = heights_;
  return q[i] + step / (n[i + 1] - n[i - 1]) *
                  ((n[i] - n[i - 1] + step) * (q[i + 1] - q[i]) / (n[i + 1] - n[i]) +
                   (n[i + 1] - n[i] - step) * (q[i] - q[i - 1]) / (n[i] - n[i - 1]));
}

inline double P2Quantile::linear(std::size_t i, int step) const {
  const auto j = step > 0 ? i + 1 : i - 1;
  return heights_[i] + step * (heights_[j] - heights_[i]) / (places_[j] - places_[i]);
}

inline void P2Quantile::add(double observation) {
  if (count_ < 5) {
    heights_[static_cast<std::size_t>(count_++)] = observation;
    std::sort(heights_.begin(), heights_.begin() + count_);
    return;
  }
  ++count_;
  heights_.front() = std::min(heights_.front(), observation);
  heights_.back() = std::max(heights_.back(), observation);
  std::size_t cell = 0;
  while (cell < 3 && observation >= heights_[cell + 1]) ++cell;
  for (auto i = cell + 1; i < 5; ++i) ++places_[i];
  for (std::size_t i = 0; i < 5; ++i) wished_[i] += steps_[i];
  for (std::size_t i = 1; i < 4; ++i) {
    const auto off = wished_[i] - places_[i];
    const bool up = off >= 1 && places_[i + 1] - places_[i] > 1;
    const bool down = off <= -1 && places_[i - 1] - places_[i] < -1;
    if (!up && !down) continue;
    const int step = up ? 1 : -1;
    const auto height = parabolic(i, step);
    const bool between = heights_[i - 1] < height && height < heights_[i + 1];
    heights_[i] = between ? height : linear(i, step);
    places_[i] += step;
  }
}

inline double P2Quantile::value() const {
  if (count_ == 0) return 0;
  if (count_ > 5) return heights_[2];
  const auto rank = quantile_ * static_cast<double>(count_ - 1);
  return heights_[static_cast<std::size_t>(std::lround(rank))];
}

} // namespace hft
