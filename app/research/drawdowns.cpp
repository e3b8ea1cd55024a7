#include "app/research/drawdowns.hpp"

#include "app/research/performance.hpp"

#include <algorithm>

namespace hft::research {

std::vector<double> underwater(std::span<const double> returns) {
  std::vector<double> depths;
  depths.reserve(returns.size());
  double growth = 1;
  double high = 1;
  for (const double value : returns) {
    growth *= 1 + value;
    high = std::max(high, growth);
    depths.push_back(growth / high - 1);
  }
  return depths;
}

std::vector<Drawdown> worst_drawdowns(std::span<const DailyReturn> returns, std::size_t count) {
  const auto depths = underwater(values_of(returns));
  std::vector<Drawdown> found;
  std::optional<Drawdown> now;
  std::optional<Date> high;
  for (std::size_t i = 0; i < depths.size(); ++i) {
    const auto date = returns[i].date;
    if (depths[i] < 0) {
      if (!now) now = Drawdown{high, date, std::nullopt, 0, 0};
      ++now->days;
      if (depths[i] < now->depth) {
        now->depth = depths[i];
        now->trough = date;
      }
      continue;
    }
    if (now) {
      ++now->days;
      now->recovered = date;
      found.push_back(*now);
      now.reset();
    }
    high = date;
  }
  if (now) found.push_back(*now);
  std::stable_sort(found.begin(), found.end(),
                   [](const Drawdown& a, const Drawdown& b) { return a.depth < b.depth; });
  if (found.size() > count) found.resize(count);
  return found;
}

double max_drawdown(std::span<const double> returns) {
  const auto depths = underwater(returns);
  return depths.empty() ? 0 : *std::min_element(depths.begin(), depths.end());
}

std::optional<double> calmar_ratio(std::span<const double> returns) {
  const auto yearly = annual_return(returns);
  const double depth = max_drawdown(returns);
  if (!yearly || depth >= 0) return std::nullopt;
  return *yearly / -depth;
}

} // namespace hft::research
