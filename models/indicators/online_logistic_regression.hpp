#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace hft {

/// The chance of "yes" as `1 / (1 + exp(-weights * features))`, learned one label at a time: the
/// gradient of the log loss with an L2 penalty, each weight with a step of its own (AdaGrad: Duchi,
/// Hazan and Singer, Journal of Machine Learning Research 12, 2011).
template <std::size_t Features>
class OnlineLogisticRegression {
public:
  using Vector = std::array<double, Features>;

  OnlineLogisticRegression(double rate, double penalty) : rate_(rate), penalty_(penalty) {}

  double chance(const Vector& features) const {
    double score = 0;
    for (std::size_t i = 0; i < Features; ++i) score += weights_[i] * features[i];
    return 1 / (1 + std::exp(-score));
  }
  void learn(const Vector& features, bool yes) {
    const auto error = chance(features) - (yes ? 1.0 : 0.0);
    for (std::size_t i = 0; i < Features; ++i) {
      const auto gradient = error * features[i] + penalty_ * weights_[i];
      squares_[i] += gradient * gradient;
      if (squares_[i] > 0) weights_[i] -= rate_ * gradient / std::sqrt(squares_[i]);
    }
    ++count_;
  }
  std::int64_t count() const { return count_; }
  const Vector& weights() const { return weights_; }
  const Vector& squares() const { return squares_; }
  void resume(const Vector& weights, const Vector& squares, std::int64_t count) {
    weights_ = weights;
    squares_ = squares;
    count_ = count;
  }

private:
  double rate_;
  double penalty_;
  Vector weights_{};
  Vector squares_{}; ///< sums of squared gradients
  std::int64_t count_ = 0;
};

} // namespace hft
