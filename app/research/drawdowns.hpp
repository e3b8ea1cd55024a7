#pragma once

#include "app/research/returns.hpp"

#include <optional>
#include <span>
#include <vector>

namespace hft::research {

/// How far the compounded returns stand below their highest so far after each day: 0, or negative
/// (-0.1 is ten percent under water). The start counts as the first high.
std::vector<double> underwater(std::span<const double> returns);

/// From a high to the day the high is reached again.
struct Drawdown {
  std::optional<Date> peak; ///< last day at the high; empty: the start of the run
  Date trough;
  std::optional<Date> recovered; ///< empty: it still lasts
  double depth = 0;              ///< negative
  int days = 0;                  ///< sessions from the high to the recovery, or to the end
};

/// The deepest first, at most `count`; of equal ones the earlier. Source: Magdon-Ismail and Atiya,
/// Maximum Drawdown (2004), for the depth.
std::vector<Drawdown> worst_drawdowns(std::span<const DailyReturn> returns, std::size_t count);

/// Depth of the deepest: 0 when there is none.
double max_drawdown(std::span<const double> returns);

/// Annual return over the size of the deepest drawdown. Source: Young, Calmar Ratio (1991), over
/// the whole run. Empty without a drawdown.
std::optional<double> calmar_ratio(std::span<const double> returns);

} // namespace hft::research
