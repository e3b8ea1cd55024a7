#pragma once

#include "adapters/report/run_record.hpp"

#include <array>
#include <optional>

namespace hft::research {

/// What the price did after our fills. Positive: it went our way.
struct Markout {
  std::size_t fills = 0;              ///< with a price that long afterwards
  std::optional<double> basis_points; ///< mean, weighted by dollars traded
  Money money;                        ///< summed: (later price - fill price) x shares, signed
};

/// Where the profit went between the decision and the books. Positive costs lower it; gross less
/// the three costs is the net, to the unit.
struct CostWaterfall {
  Money gross;    ///< had every fill been free and at the price decided on
  Money spread;   ///< half the spread: fill price against the middle of the quote it filled at
  Money slippage; ///< what the middle moved between decision and fill
  Money fees;
  Money net;
  std::size_t unpriced = 0; ///< fills without a quote or a decision price: their costs are in gross
};

struct ExecutionFigures {
  double traded = 0; ///< dollars, both sides
  std::array<Markout, report::markout_delays.size()> markouts;
  /// Fill price against the price decided on, in basis points of it, weighted by dollars; positive:
  /// worse. Source: Perold, The Implementation Shortfall (1988), its execution part.
  std::optional<double> slippage;
  /// Shares filled over shares ordered, of orders that ended; each order counts alike: the mean of
  /// the parts. Empty without one.
  std::optional<double> fill_ratio;
  std::size_t stale = 0;         ///< fills on market data older than `stale_after`
  std::size_t outside_hours = 0; ///< fills outside the regular session of their date
  std::size_t unwished = 0;      ///< of those, whose order had not asked for extended hours
};

/// Data that old is no ground for a fill in a symbol that trades.
inline constexpr Duration stale_after = std::chrono::seconds{10};

ExecutionFigures execution_figures(const report::RunRecord& record);

/// `net` is the run's whole profit after `fees`.
CostWaterfall cost_waterfall(const report::RunRecord& record, Money net, Money fees);

/// Middle of the quote the fill met; empty without both sides.
std::optional<Price> middle_of(const report::RunFill& fill);

} // namespace hft::research
