#pragma once

#include "app/settings/options.hpp"

#include <string>

namespace CLI {
class App;
} // namespace CLI

namespace hft {

/// `hft backtest`: what a run takes that makes sense without a clock, and the matcher's rules.
struct BacktestOptions {
  RunOptions run;
  std::string profile = "touch";
  std::string fees = "paper";
  std::string cash = "1000000";
  std::string out; ///< a folder; empty: nothing is written
};

CLI::App* add_backtest(CLI::App& app, BacktestOptions& options);
/// Runs it and shows the summary; the exit code.
int run_backtest(const BacktestOptions& options);

} // namespace hft
