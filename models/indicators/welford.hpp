#pragma once

#include <cmath>

namespace hft {

/// Weighted mean and variance of all observations so far, without cancellation: Welford,
/// "Note on a method for calculating corrected sums of squares and products", Technometrics 4(3),
/// 1962; with weights as in West, "Updating mean and variance estimates", CACM 22(9), 1979.
class Welford {
public:
  void add(double observation, double weight = 1.0) {
    if (weight <= 0) return;
    weight_ += weight;
    const auto delta = observation - mean_;
    mean_ += delta * weight / weight_;
    squares_ += weight * delta * (observation - mean_);
  }
  /// The sum of the weights: without weights the count.
  double weight() const { return weight_; }
  /// Zero before the first observation.
  double mean() const { return mean_; }
  /// Divided by the weight: of the observations themselves, not of what they are a sample of.
  double population_variance() const { return weight_ > 0 ? squares_ / weight_ : 0.0; }
  double population_deviation() const { return std::sqrt(population_variance()); }
  /// Divided by the count less one; without weights only. Zero below two observations.
  double sample_variance() const { return weight_ > 1 ? squares_ / (weight_ - 1) : 0.0; }
  double squares() const { return squares_; }
  void clear() { resume(0, 0, 0); }
  template <class Visit>
  void fields(Visit& visit) {
    visit(weight_, mean_, squares_);
  }
  void resume(double weight, double mean, double squares) {
    weight_ = weight;
    mean_ = mean;
    squares_ = squares;
  }

private:
  double weight_ = 0;
  double mean_ = 0;
  double squares_ = 0; ///< weighted squared distances from the mean
};

} // namespace hft
