#pragma once

#include "adapters/store/store_file.hpp"
#include "messages/result.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace hft::store {

/// Takes what is written, piece by piece; false when it cannot.
using Output = std::function<bool(std::string_view)>;

/// The forms a file of the store can be given on in.
enum class ExportFormat : std::uint8_t {
  Csv,  ///< a head line, then a row a line; exact, and `import` reads it back
  Lean, ///< the LEAN engine's lines, as they were imported
  Dbn,  ///< Databento's binary encoding, version 1
  Npz,  ///< numpy's arrays, one a column, stored in a zip
};
std::optional<ExportFormat> export_format_from(std::string_view text);

/// Writes all rows. What the form cannot hold exactly is a Failure that names the row.
Result<void> export_rows(StoreReader& reader, ExportFormat format, const Output& out);

} // namespace hft::store
