#pragma once

#include "adapters/report/run_record.hpp"
#include "messages/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace hft::report {

/// The record as JSON text, exact: `parse_run` of it gives the same record.
std::string run_json(const RunRecord& record);
/// Refuses what is not a whole record of this version, has a field too many or too few, or for
/// which `fault_of` answers; the sentence names the table, the row and the field.
Result<RunRecord> parse_run(std::string_view text);

/// The name of a run's record in its folder.
inline constexpr const char* run_file_name = "run.json";

Result<void> write_run(const std::filesystem::path& file, const RunRecord& record);
Result<RunRecord> read_run(const std::filesystem::path& file);

} // namespace hft::report
