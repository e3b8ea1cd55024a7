#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace hft::report {

struct SessionListing {
  std::string text;
  std::vector<std::string> failures; ///< a sentence for each file or folder that cannot be read
};

/// The reports in `folder`, oldest first: a table, or the files' objects in an array. Empty when
/// the folder cannot be read.
SessionListing sessions_text(const std::filesystem::path& folder);
SessionListing sessions_json(const std::filesystem::path& folder);

} // namespace hft::report
