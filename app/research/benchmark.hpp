#pragma once

#include "app/research/returns.hpp"

#include <optional>
#include <span>

namespace hft::research {

/// A run beside a benchmark, over the days both have.
struct BenchmarkFigures {
  std::size_t days = 0;
  /// Slope of the least-squares line of the run's daily returns over the benchmark's. Source:
  /// Sharpe (1964), CAPM: covariance over variance.
  std::optional<double> beta;
  /// What the line has left a year: 252 (mean r - beta mean b). Source: Jensen (1968), rate zero.
  std::optional<double> alpha;
  /// Standard deviation of the daily differences times sqrt(252). Source: Grinold and Kahn, Active
  /// Portfolio Management.
  std::optional<double> tracking_error;
  /// Yearly mean difference over the tracking error. Source: the same.
  std::optional<double> information_ratio;
  std::optional<double> correlation; ///< Pearson's, of the daily returns
};
BenchmarkFigures against_benchmark(std::span<const DailyReturn> run,
                                   std::span<const DailyReturn> benchmark);

} // namespace hft::research
