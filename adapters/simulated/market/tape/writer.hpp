#pragma once

#include "adapters/simulated/market/source.hpp"
#include "messages/result.hpp"

#include <string>
#include <vector>

namespace hft::simulated {

/// Which files `write_tape` makes.
enum class TapeKinds : std::uint8_t { Trades, TradesAndQuotes };

/// Writes what is left of `source` as recorded days of ticks that `open_tape` reads: one
/// `FOLDER/SYMBOL_YYYYMMDD_trade.csv.gz` (and `_quote.csv.gz`) a symbol, in the LEAN engine's
/// lines. Returns the files' paths, by symbol. The format holds milliseconds, prices of 1/10'000
/// dollar and one exchange a quote; what is finer is cut off. A file appears whole or not at all.
/// Errors: the folder cannot be made or a file cannot be written.
Result<std::vector<std::string>> write_tape(MarketSource& source, const std::string& folder,
                                            TapeKinds kinds);

} // namespace hft::simulated
