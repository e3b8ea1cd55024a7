#pragma once

#include "messages/result.hpp"

#include <filesystem>
#include <string_view>

namespace hft::report {

/// Writes a file that somebody asked for, beside and renamed: whole or not at all. Folders above it
/// are made.
Result<void> write_output(const std::filesystem::path& file, std::string_view text);

} // namespace hft::report
