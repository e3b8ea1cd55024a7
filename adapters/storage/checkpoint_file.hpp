#pragma once

#include "messages/result.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace hft::storage {

/// A model's memory between two lives, as it is kept: whose, in which version, and what.
struct StoredCheckpoint {
  std::string model;
  int version = 1;
  std::map<std::string, std::string> values;
  bool operator==(const StoredCheckpoint&) const = default;
};

/// Bytes of a file: what is larger is neither written nor read.
inline constexpr std::size_t largest_checkpoint = 64 << 20;

/// Writes it as JSON beside the old one and renames: a reader finds the old or the new, never half.
Result<void> write_checkpoint(const std::filesystem::path& file, const StoredCheckpoint& memory);
/// Empty when there is none; a Failure that names the file when it cannot be read.
Result<std::optional<StoredCheckpoint>> read_checkpoint(const std::filesystem::path& file);

} // namespace hft::storage
