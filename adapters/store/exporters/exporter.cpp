#include "adapters/store/exporters/exporter.hpp"
#include "adapters/store/exporters/csv_export.hpp"
#include "adapters/store/exporters/dbn_export.hpp"
#include "adapters/store/exporters/npz_export.hpp"

namespace hft::store {

std::optional<ExportFormat> export_format_from(std::string_view text) {
  if (text == "csv") return ExportFormat::Csv;
  if (text == "lean") return ExportFormat::Lean;
  if (text == "dbn") return ExportFormat::Dbn;
  if (text == "npz") return ExportFormat::Npz;
  return std::nullopt;
}

Result<void> export_rows(StoreReader& reader, ExportFormat format, const Output& out) {
  switch (format) {
    case ExportFormat::Csv: return export_csv(reader, out);
    case ExportFormat::Lean: return export_lean(reader, out);
    case ExportFormat::Dbn: return export_dbn(reader, out);
    case ExportFormat::Npz: break;
  }
  return export_npz(reader, out);
}

} // namespace hft::store
