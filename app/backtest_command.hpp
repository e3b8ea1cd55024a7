#pragma once

#include "app/backtest_days.hpp"
#include "app/options.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
} // namespace CLI

namespace hft {

/// `hft backtest`: what a run takes that makes sense without a clock, and the matcher's rules.
struct BacktestOptions {
  RunOptions run;
  DaysOptions days;
  std::string cash = "1000000";
  std::string benchmark;                   ///< a symbol; empty: SPY, else the first one watched
  std::vector<std::string> hard_to_borrow; ///< symbols that cannot be sold short
  std::string reruns = "auto";     ///< `on`, `off`, or `auto`: when it takes less than a minute
  std::vector<std::string> checks; ///< `look-ahead`, `warm-up`
  std::string out;                 ///< a folder; empty: nothing is written
};

CLI::App* add_backtest(CLI::App& app, BacktestOptions& options);
/// Runs it and shows the summary; the exit code.
int run_backtest(const CLI::App& command, const BacktestOptions& options);

} // namespace hft
