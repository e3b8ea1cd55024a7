#pragma once

#include <array>
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

} // namespace hft
