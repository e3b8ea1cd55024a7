#pragma once

#include <array>

namespace hft {

/// The line `y = intercept + slope * x` by recursive least squares with forgetting: an observation
/// `k` steps back weighs `forgetting^k`. Haykin, "Adaptive Filter Theory", chapter on RLS. It
/// begins at slope 1 through the origin, with little trust in it.
class RecursiveRegression {
public:
  /// `forgetting` within (0, 1]; 1 forgets nothing.
  explicit RecursiveRegression(double forgetting) : forgetting_(forgetting) {}

  /// Takes the observation in and answers how far `y` was from what the line said before.
  double add(double x, double y) {
    const auto error = y - at(x);
    const auto p0 = covariance_[0] + covariance_[1] * x; // P * (1, x)
    const auto p1 = covariance_[1] + covariance_[2] * x;
    const auto scale = forgetting_ + p0 + p1 * x;
    intercept_ += p0 / scale * error;
    slope_ += p1 / scale * error;
    covariance_[0] = (covariance_[0] - p0 * p0 / scale) / forgetting_;
    covariance_[1] = (covariance_[1] - p0 * p1 / scale) / forgetting_;
    covariance_[2] = (covariance_[2] - p1 * p1 / scale) / forgetting_;
    return error;
  }
  double at(double x) const { return intercept_ + slope_ * x; }
  double intercept() const { return intercept_; }
  double slope() const { return slope_; }
  /// Symmetric: the first diagonal element, the other one, the last.
  const std::array<double, 3>& covariance() const { return covariance_; }
  void resume(double intercept, double slope, const std::array<double, 3>& covariance) {
    intercept_ = intercept;
    slope_ = slope;
    covariance_ = covariance;
  }
  void clear() { resume(0, 1, {start, 0, start}); }

private:
  static constexpr double start = 1e6; ///< variance of the first guess: soon overruled
  double forgetting_;
  double intercept_ = 0;
  double slope_ = 1;
  std::array<double, 3> covariance_{start, 0, start};
};

} // namespace hft
