#pragma once

#include "adapters/report/run_record.hpp"

#include <optional>

namespace hft::research {

/// How much of the account was in the market, and how often it was turned over.
struct ExposureFigures {
  /// Mean of (long + short) / equity, over the marks within regular sessions, or over the closes
  /// where there are none. Source: Grinold and Kahn's gross exposure.
  std::optional<double> gross;
  std::optional<double> net;        ///< mean of (long - short) / equity, over the same
  std::optional<double> gross_peak; ///< the highest
  /// Part of the regular sessions' time in which anything was held, 0 to 1: exact, from the fills.
  std::optional<double> time_in_market;
  /// Half of all dollars traded over the mean closing equity, a year: 252 / sessions. Source:
  /// pyfolio's turnover (mean of purchases and sales), over the whole run.
  std::optional<double> turnover;
};
ExposureFigures exposure_figures(const report::RunRecord& record);

} // namespace hft::research
