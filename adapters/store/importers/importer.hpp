#pragma once

#include "adapters/store/importers/import_sink.hpp"

#include <memory>
#include <string>
#include <vector>

namespace hft::store {

/// Brings market data of other forms into a store. What a file holds is told by its content, of
/// whom and when by its content, else its name, else the settings. What cannot be read or is of no
/// form we know is a Failure that names the file and the place.
///
/// Forms: ticks, minute bars, daily bars, factor and map files of the LEAN engine; saved answers of
/// the broker (JSON); daily files of Massive (Polygon); our own csv and store files. Each plain,
/// packed (gzip, bzip2, xz, zstd) or in a zip or tar archive.
class Importer {
public:
  Importer(const Catalog& catalog, ImportSettings settings);
  /// One file, whole. What was read of it before a Failure is not written.
  Result<void> import_file(const std::string& file);
  /// The same from memory, for tests and fuzzing; `name` is read like a file's name.
  Result<void> import_bytes(const std::string& name, std::shared_ptr<const std::string> bytes);
  /// Takes the rows of a file of the store that are not of the days from `from` to `to`, to be
  /// written together with what else comes of its symbol and year.
  Result<void> keep_stored(StoreReader reader, Date from, Date to);
  /// Writes what pages of several files have in common; to be called once, at the end.
  Result<ImportResult> finish();

private:
  Catalog catalog_;
  ImportSettings settings_;
  ImportSink sink_;
  std::vector<std::string> seen_; ///< hashes and names' content of the files so far
};

} // namespace hft::store
