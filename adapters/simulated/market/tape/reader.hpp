#pragma once

#include "adapters/simulated/market/source.hpp"
#include "messages/result.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hft::simulated {

/// Which recordings to play, and what to think of files whose name does not say.
struct TapeOptions {
  std::vector<std::string> files;
  /// For files whose name and content say no symbol: one for all of them, or one a file.
  std::vector<Symbol> symbols;
  /// For files that say no date; of pages with several dates, the one to play.
  std::optional<Date> date;
};

/// Opens recorded ticks: the engine's format (`.csv`, also packed by gzip, bzip2, xz or zstd, and
/// in
/// `.zip` or `.tar` archives: milliseconds since New
/// York midnight, prices times 10'000) or saved JSON pages (`.json`, `.json.gz`) of the broker's
/// historical trades and quotes. `spy_20131007_trade.csv.gz`, `.../spy/20131007_trade.zip` and its
/// entry `20131007_spy_Trade_Tick.csv` say symbol, date and kind; what a name says wins over the
/// options. A kind no name says is told from the first line. Files are merged by time, equal times
/// in the order of the files, quotes before trades. Where a symbol has trades and no quotes, a
/// quote a cent around each new price is made up just before it. A file that cannot be read whole,
/// that says neither symbol nor date, of which no line can be read, or that is of another date than
/// the first is a Failure of one sentence; so is a tape without any event; a malformed line is
/// counted (`troubles()`) and skipped. Engine files stay packed in memory and are unpacked as they
/// play.
Result<std::unique_ptr<MarketSource>> open_tape(const TapeOptions& options);

/// The same from memory, for tests and fuzzing: `name` is read like a file's name.
Result<std::unique_ptr<MarketSource>> open_tape_bytes(const std::string& name, std::string bytes,
                                                      const TapeOptions& options);

/// The date the tape would play, from names or content.
Result<Date> tape_date(const TapeOptions& options);

} // namespace hft::simulated
