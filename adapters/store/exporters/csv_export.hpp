#pragma once

#include "adapters/store/exporters/exporter.hpp"

namespace hft::store {

/// A head line, then a row a line.
Result<void> export_csv(StoreReader& reader, const Output& out);
/// The LEAN engine's lines, as they were imported.
Result<void> export_lean(StoreReader& reader, const Output& out);

} // namespace hft::store
