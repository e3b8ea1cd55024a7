#pragma once

#include "adapters/simulated/market_source.hpp"
#include "messages/result.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hft::simulated {

/// Which recordings to play. Symbols and date given here win over those in the file names.
struct TapeOptions {
  std::vector<std::string> files;
  std::vector<Symbol>
    symbols; ///< one: the symbol of files whose name does not say; several: a filter
  std::optional<Date> date;
};

/// Opens recorded ticks: the engine's format (`.csv`, `.csv.gz`, `.zip`: milliseconds since New
/// York midnight, prices times 10'000) or saved JSON pages of the broker's historical trades and
/// quotes. `spy_20131007_trade.csv.gz`, `.../spy/20131007_trade.zip` and its entry
/// `20131007_spy_Trade_Tick.csv` say symbol, date and kind. Files are merged by time, equal times
/// in the order of the files. Where a symbol has trades and no quotes, a quote a cent around each
/// new price is made up just before it. A file that cannot be read, or whose name or date does not
/// fit, is a Failure of one sentence; a malformed line is counted (`troubles()`) and skipped.
/// Engine files are decompressed as they play.
Result<std::unique_ptr<MarketSource>> open_tape(const TapeOptions& options);

/// The same from memory, for tests and fuzzing: `name` is read like a file's name.
Result<std::unique_ptr<MarketSource>> open_tape_bytes(const std::string& name, std::string bytes,
                                                      const TapeOptions& options);

/// The date a tape is of without playing it, from names or content.
Result<Date> tape_date(const TapeOptions& options);

} // namespace hft::simulated
