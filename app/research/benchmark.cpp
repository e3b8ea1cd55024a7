#include "app/research/benchmark.hpp"

#include "app/research/performance.hpp"

#include <cmath>
#include <map>
#include <vector>

namespace hft::research {

BenchmarkFigures against_benchmark(std::span<const DailyReturn> run,
                                   std::span<const DailyReturn> benchmark) {
  std::map<Date, double> by_date;
  for (const auto& one : benchmark) by_date[one.date] = one.value;
  std::vector<double> ours;
  std::vector<double> theirs;
  std::vector<double> differences;
  for (const auto& one : run) {
    const auto found = by_date.find(one.date);
    if (found == by_date.end()) continue;
    ours.push_back(one.value);
    theirs.push_back(found->second);
    differences.push_back(one.value - found->second);
  }
  BenchmarkFigures figures;
  figures.days = ours.size();
  const auto our_spread = standard_deviation(ours);
  const auto their_spread = standard_deviation(theirs);
  if (!our_spread || !their_spread) return figures;
  const double our_mean = mean(ours);
  const double their_mean = mean(theirs);
  double products = 0;
  for (std::size_t i = 0; i < ours.size(); ++i)
    products += (ours[i] - our_mean) * (theirs[i] - their_mean);
  const double covariance = products / static_cast<double>(ours.size() - 1);
  if (*their_spread > 0) {
    figures.beta = covariance / (*their_spread * *their_spread);
    figures.alpha = (our_mean - *figures.beta * their_mean) * days_a_year;
    if (*our_spread > 0) figures.correlation = covariance / (*our_spread * *their_spread);
  }
  figures.tracking_error = *standard_deviation(differences) * std::sqrt(days_a_year);
  if (*figures.tracking_error > 1e-12)
    figures.information_ratio = mean(differences) * days_a_year / *figures.tracking_error;
  return figures;
}

} // namespace hft::research
