#pragma once

#include "adapters/report/summary_parts.hpp"
#include "messages/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace hft::report {

/// The reports in `folder`, oldest first; none when there is no such folder. Inside this folder
/// only, as all of this header.
Result<std::vector<std::filesystem::path>> report_files(const std::filesystem::path& folder);
/// An object with a date; null when there is no such file.
Result<Json> read_object(const std::filesystem::path& file);
/// Whole or not at all.
Result<void> write_object(const std::filesystem::path& file, const Json& object);

/// The member's text, or its JSON.
std::string text_or(const Json& object, const char* key, const std::string& otherwise);

/// The member's number; zero when there is none.
std::uint64_t count_in(const Json& object, const char* key);

} // namespace hft::report
