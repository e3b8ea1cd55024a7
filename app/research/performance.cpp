#include "app/research/performance.hpp"

#include "app/research/returns.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace hft::research {

namespace {

/// Returns that all are the same have no spread; what is left of it is rounding.
bool is_flat(double deviation, double average) {
  return deviation <= 1e-12 * std::max(1.0, std::abs(average));
}

std::optional<double> standardized_moment(std::span<const double> values, int power) {
  if (values.size() < 2) return std::nullopt;
  const double average = mean(values);
  double second = 0;
  double wanted = 0;
  for (const double value : values) {
    second += (value - average) * (value - average);
    wanted += std::pow(value - average, power);
  }
  const auto count = static_cast<double>(values.size());
  const double deviation = std::sqrt(second / count);
  if (is_flat(deviation, average)) return std::nullopt;
  return wanted / count / std::pow(deviation, power);
}

} // namespace

double mean(std::span<const double> values) {
  if (values.empty()) return 0;
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

std::optional<double> standard_deviation(std::span<const double> values) {
  if (values.size() < 2) return std::nullopt;
  const double average = mean(values);
  double squares = 0;
  for (const double value : values) squares += (value - average) * (value - average);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

std::optional<double> annual_return(std::span<const double> returns) {
  const double growth = 1 + compounded(returns);
  if (returns.empty() || growth <= 0) return std::nullopt;
  return std::pow(growth, days_a_year / static_cast<double>(returns.size())) - 1;
}

std::optional<double> annual_volatility(std::span<const double> returns) {
  const auto deviation = standard_deviation(returns);
  return deviation ? std::optional{*deviation * std::sqrt(days_a_year)} : std::nullopt;
}

std::optional<double> sharpe_ratio(std::span<const double> returns) {
  const auto deviation = standard_deviation(returns);
  const double average = mean(returns);
  if (!deviation || is_flat(*deviation, average)) return std::nullopt;
  return average / *deviation * std::sqrt(days_a_year);
}

std::optional<double> sharpe_error(std::span<const double> returns) {
  const auto yearly = sharpe_ratio(returns);
  const auto skew = skewness(returns);
  const auto tails = kurtosis(returns);
  if (!yearly || !skew || !tails || returns.size() < 3) return std::nullopt;
  const double daily = *yearly / std::sqrt(days_a_year);
  const double variance = 1 + daily * daily / 2 - *skew * daily + (*tails - 3) / 4 * daily * daily;
  if (variance <= 0) return std::nullopt;
  return std::sqrt(variance / static_cast<double>(returns.size() - 1) * days_a_year);
}

std::optional<double> sortino_ratio(std::span<const double> returns) {
  if (returns.empty()) return std::nullopt;
  double squares = 0;
  for (const double value : returns) squares += std::min(value, 0.0) * std::min(value, 0.0);
  const double downside = std::sqrt(squares / static_cast<double>(returns.size()));
  if (is_flat(downside, 0)) return std::nullopt;
  return mean(returns) / downside * std::sqrt(days_a_year);
}

std::optional<double> skewness(std::span<const double> values) {
  return standardized_moment(values, 3);
}

std::optional<double> kurtosis(std::span<const double> values) {
  return standardized_moment(values, 4);
}

std::optional<double> quantile(std::span<const double> values, double share) {
  if (values.empty()) return std::nullopt;
  std::vector<double> sorted{values.begin(), values.end()};
  std::sort(sorted.begin(), sorted.end());
  const double place = std::clamp(share, 0.0, 1.0) * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const auto above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - static_cast<double>(below));
}

} // namespace hft::research
