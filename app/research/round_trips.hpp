#pragma once

#include "adapters/report/run_record.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hft::research {

/// Shares that were bought and sold again, or sold short and bought back, by one model.
struct RoundTrip {
  std::string model;
  Symbol symbol;
  bool is_long = true;
  bool held_before = false; ///< from before the run: its entry time is the run's beginning
  Timestamp entry;
  Price entry_price;
  Timestamp exit;
  Price exit_price;
  Quantity quantity; ///< positive
  Money profit;      ///< before fees
  Money fees;        ///< of both sides, by quantity
  /// The worst and best the position stood at in between, in dollars: never above, never below
  /// zero. Over the bars that lie wholly inside the trip, and the exit; empty without bars of the
  /// symbol.
  std::optional<Money> worst;
  std::optional<Money> best;
  std::string entry_order;
  std::string exit_order;

  Money net() const { return profit - fees; }
  Duration held() const { return exit - entry; }
};

/// What is still open at the end.
struct OpenLot {
  std::string model;
  Symbol symbol;
  Quantity quantity; ///< negative: short
  Price price;
  Money fees; ///< of its entry
};

struct RoundTrips {
  std::vector<RoundTrip> closed; ///< by exit
  std::vector<OpenLot> open;
};

/// Matches each closing fill with the oldest open ones of the same model and symbol (first in,
/// first out): one trip for each pair. Source: LEAN's TradeBuilder, FillToFill and FIFO; its MAE
/// and MFE are `worst` and `best`. Fees of trips and lots add up to the fees of the fills, to the
/// unit.
RoundTrips round_trips(const report::RunRecord& record);

/// Figures over round trips, after fees.
struct TripFigures {
  std::size_t count = 0;
  std::size_t won = 0;            ///< more than zero
  std::optional<double> hit_rate; ///< won over all
  /// What the winners made over what the losers lost. Empty without a loser. Source: Schwager,
  /// Getting Started in Technical Analysis.
  std::optional<double> profit_factor;
  std::optional<double> average_win;   ///< dollars
  std::optional<double> average_loss;  ///< dollars, negative
  std::optional<double> average;       ///< dollars a trip: the expectancy
  std::optional<double> mean_held;     ///< seconds
  std::optional<double> median_held;   ///< seconds
  std::optional<double> average_worst; ///< dollars
  std::optional<double> average_best;  ///< dollars
};
TripFigures figures_of(const std::vector<RoundTrip>& trips);

} // namespace hft::research
