#pragma once

#include "messages/result.hpp"
#include "messages/roster.hpp"

#include <filesystem>

namespace hft::storage {

/// Writes it as JSON beside the old one and renames: a reader finds the old or the new, never half.
Result<void> write_roster(const std::filesystem::path& file, const Roster& roster);
/// An empty one when there is none; a Failure that names the file when it cannot be read.
Result<Roster> read_roster(const std::filesystem::path& file);

} // namespace hft::storage
