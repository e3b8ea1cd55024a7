#pragma once

#include "adapters/store/importers/import_sink.hpp"
#include "adapters/store/importers/text_lines.hpp"

#include <string>
#include <string_view>

namespace hft::store {

/// The files of the LEAN engine: prices in 1/10'000 dollar, New York times.
enum class EngineFile : std::uint8_t {
  Trades,     ///< `milliseconds,price,size,exchange,flags,suspicious`
  Quotes,     ///< `milliseconds,bid,size,ask,size,exchange,flags,suspicious`
  MinuteBars, ///< `milliseconds,open,high,low,close,volume`
  DailyBars,  ///< `YYYYMMDD HH:MM,open,high,low,close,volume`
  QuoteBars,  ///< eleven fields; not kept
  Factors,    ///< `YYYYMMDD,price factor,split factor[,reference price]`
  Map,        ///< `YYYYMMDD,ticker[,exchange]`
};
/// By the fields of a line; empty when it is none of them.
std::optional<EngineFile> engine_file_of(std::string_view line);

/// Whose the file is and of which day, by its name.
struct EngineName {
  std::optional<Symbol> symbol;
  std::optional<Date> date;
};
/// `entry` is a path inside an archive, or empty.
EngineName engine_name(std::string_view file, std::string_view entry);

/// Reads a text line by line into the sink, whose `begin` was called. What no line can be read of
/// is a Failure; a malformed line is counted.
Result<void> import_engine(EngineFile kind, TextLines& lines, const Symbol& symbol,
                           std::optional<Date> date, ImportSink& sink);

} // namespace hft::store
