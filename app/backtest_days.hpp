#pragma once

#include "adapters/report/run_record.hpp"
#include "app/research/backtest_runner.hpp"
#include "app/run_settings.hpp"
#include "messages/result.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hft {

/// Which days a backtest is to play, as the command line has it.
struct DaysOptions {
  std::string from; ///< YYYY-MM-DD; empty: no store
  std::string to;
  std::string data_dir;
  std::string feed;
};

/// The days of a backtest, whichever they come from, with what its report says of them.
struct BacktestDays {
  research::MarketDays days; ///< empty: one made-up day, or one day of tapes
  std::string data;          ///< what was played, in words
  std::string feed;
  std::vector<report::DataWarning> warnings;
  std::vector<report::RunSplit> splits;
  std::vector<report::Remark> remarks;
};

/// The tapes' days by date; files of one day alone are left to the venue.
Result<std::vector<std::pair<Date, std::vector<std::string>>>>
tapes_by_date(const MarketOptions& market);

/// What `--from` and `--to` say.
struct DayRange {
  Date from;
  Date to;
};
Result<DayRange> read_range(const DaysOptions& options, const MarketCalendar& calendar);

/// The store's days of all that the models watch.
Result<BacktestDays> stored_days(const DaysOptions& options, const RunSettings& run);
/// Days of tapes.
Result<BacktestDays> tape_days(const std::vector<std::pair<Date, std::vector<std::string>>>& tapes,
                               const RunSettings& run);

} // namespace hft
