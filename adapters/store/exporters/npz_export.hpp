#pragma once

#include "adapters/store/exporters/exporter.hpp"

namespace hft::store {

/// numpy's arrays, one a column, stored in a zip.
Result<void> export_npz(StoreReader& reader, const Output& out);

} // namespace hft::store
