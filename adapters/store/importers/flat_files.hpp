#pragma once

#include "adapters/store/importers/import_sink.hpp"
#include "adapters/store/importers/text_lines.hpp"

#include <string_view>

namespace hft::store {

/// Whether a first line names the columns of Massive's (Polygon's) daily files.
bool is_flat_file(std::string_view line);
/// Reads one, whose first line the reader has just given: trades, quotes or bars of a day or of
/// minutes, of all symbols of the market; those not wanted are passed over.
Result<void> import_flat_file(std::string_view first_line, TextLines& lines, ImportSink& sink);

/// Whether a first line names the columns of our own `export --format=csv`.
bool is_store_csv(std::string_view line);
Result<void> import_store_csv(std::string_view first_line, TextLines& lines, ImportSink& sink);

} // namespace hft::store
