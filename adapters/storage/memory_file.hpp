#pragma once

#include "messages/result.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace hft::storage {

/// A model's memory between two lives, as it is kept: whose, in which version, and what.
struct KeptMemory {
  std::string model;
  int version = 1;
  std::map<std::string, std::string> values;
  bool operator==(const KeptMemory&) const = default;
};

/// Writes it as JSON beside the old one and renames: a reader finds the old or the new, never half.
Result<void> write_memory(const std::filesystem::path& file, const KeptMemory& memory);
/// Empty when there is none; a Failure that names the file when it cannot be read.
Result<std::optional<KeptMemory>> read_memory(const std::filesystem::path& file);

} // namespace hft::storage
