#pragma once

#include "adapters/report/result_json.hpp"
#include "app/research/report_page.hpp"
#include "messages/result.hpp"

#include <filesystem>
#include <optional>

namespace hft::research {

/// Writes what people and programs read of a run into a folder, which is made: `report.html`,
/// `orders.csv`, `fills.csv`, `round_trips.csv`, `returns.csv`, `positions.csv`,
/// `transactions.csv`.
Result<void> write_report(const std::filesystem::path& folder, const JudgedRun& run,
                          const JudgedRun* against = nullptr);

/// The same with `run.json`, from which `hft report` makes the report again, and `result.json`: all
/// that a backtest leaves.
Result<void> write_run_folder(const std::filesystem::path& folder, const JudgedRun& run,
                              const std::optional<report::RunSpeed>& speed);

/// `result.json` as text.
std::string result_text(const JudgedRun& run, const std::optional<report::RunSpeed>& speed);

} // namespace hft::research
