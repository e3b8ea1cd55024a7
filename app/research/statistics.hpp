#pragma once

#include "adapters/report/run_record.hpp"
#include "app/research/benchmark.hpp"
#include "app/research/bootstrap.hpp"
#include "app/research/drawdowns.hpp"
#include "app/research/execution_quality.hpp"
#include "app/research/exposure.hpp"
#include "app/research/returns.hpp"
#include "app/research/round_trips.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hft::research {

/// Yearly figures of fewer sessions are none: they would be arithmetic, not knowledge.
inline constexpr std::size_t least_days_of_year = 5;

/// Everything computed from a run's record, once. Pure: the same record gives the same figures.
struct RunStatistics {
  std::vector<DailyReturn> returns;
  std::vector<DailyReturn> benchmark;
  std::vector<double> depths; ///< under water, by day
  std::vector<Drawdown> drawdowns;
  RoundTrips trips;
  TripFigures trip_figures;
  ExecutionFigures execution;
  ExposureFigures exposure;
  BenchmarkFigures against;
  BootstrapBands bands;
  Money profit; ///< after fees: from the account's equity, else from what the models tell
  Money fees;
  CostWaterfall waterfall;
};
RunStatistics statistics_of(const report::RunRecord& record,
                            const BootstrapSettings& settings = {});

/// Fees as the models' totals have them, which hold what a broker rounds up over a day; those of
/// the fills where the totals have none.
Money fees_of(const report::RunRecord& record);
/// Profit after fees.
Money profit_of(const report::RunRecord& record);

enum class StatisticUnit : std::uint8_t { Count, Part, Ratio, Dollars, BasisPoints, Seconds };

/// One line of the statistics table: what `result.json` calls it, what people call it, what it
/// means. `docs/report.md` has the same table.
struct Statistic {
  const char* key;
  const char* group;
  const char* label;
  StatisticUnit unit;
  const char* meaning;
  std::optional<double> (*value)(const RunStatistics&);
  /// The same of the benchmark's own returns; null where it has none.
  std::optional<double> (*of_returns)(std::span<const double>);
};
const std::vector<Statistic>& statistics_table();

/// `12.3 %`, `$1,204.50`, `1.42`, `-3.1 bp`, `2.5 min`; a dash where there is no figure.
std::string statistic_text(StatisticUnit unit, std::optional<double> value);
/// The main figures for a terminal, one a line.
std::string statistics_text(const RunStatistics& statistics);

} // namespace hft::research
