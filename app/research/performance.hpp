#pragma once

#include <optional>
#include <span>

namespace hft::research {

/// Figures of a series of daily returns. All are plain numbers (0.01 is one percent); a figure that
/// the series does not define (too short, no spread) is empty, never zero. Interest is not
/// deducted: the risk-free rate is zero throughout.

double mean(std::span<const double> values);
/// Of a sample (divided by n - 1). Empty for fewer than two.
std::optional<double> standard_deviation(std::span<const double> values);

/// (1 + total)^(252 / days) - 1. Source: CAGR over trading days, as empyrical's `annual_return`.
/// Empty without a day, or when all is lost.
std::optional<double> annual_return(std::span<const double> returns);

/// Standard deviation times sqrt(252). Source: Hull, Options, Futures and Other Derivatives,
/// chapter on estimating volatility.
std::optional<double> annual_volatility(std::span<const double> returns);

/// Mean over standard deviation, times sqrt(252). Source: Sharpe, The Sharpe Ratio (1994), ex post,
/// with a rate of zero.
std::optional<double> sharpe_ratio(std::span<const double> returns);

/// Standard error of the yearly Sharpe ratio: sqrt((1 + s^2/2 - g s + (k - 3)/4 s^2) / (n - 1)) of
/// the daily one s, with skewness g and kurtosis k. Source: Mertens (2002); Lo (2002) for g = 0,
/// k = 3. Empty under three days.
std::optional<double> sharpe_error(std::span<const double> returns);

/// Mean over the root of the mean of squared losses, times sqrt(252); days with a gain count as
/// zero loss. Source: Sortino and van der Meer (1991), target zero. Empty without a loss.
std::optional<double> sortino_ratio(std::span<const double> returns);

/// Third and fourth standardized moments (population); 0 and 3 for a normal distribution.
std::optional<double> skewness(std::span<const double> values);
std::optional<double> kurtosis(std::span<const double> values);

/// Linear between the two nearest ranks; `share` from 0 to 1. Source: Hyndman and Fan (1996),
/// type 7, numpy's default. Empty without values.
std::optional<double> quantile(std::span<const double> values, double share);

} // namespace hft::research
