#pragma once

#include "adapters/store/exporters/exporter.hpp"

namespace hft::store {

/// Databento's binary encoding, version 1.
Result<void> export_dbn(StoreReader& reader, const Output& out);

} // namespace hft::store
