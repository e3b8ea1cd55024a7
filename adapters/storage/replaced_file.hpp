#pragma once

#include "messages/result.hpp"

#include <filesystem>
#include <string_view>

namespace hft::storage {

/// How far a write must have come before it counts.
enum class Reaches : std::uint8_t {
  Cache, ///< the system has it: lost when the machine fails, not when the program does
  Disk,
};

/// Writes beside (`FILE.new`) and renames: a reader finds the old file or the new one, whole. Its
/// folder must be there. Fails with the bare reason, for the caller's own sentence; then nothing is
/// left beside. One thread a file.
Result<void> replace_file(const std::filesystem::path& file, std::string_view bytes,
                          Reaches reaches = Reaches::Cache);

} // namespace hft::storage
