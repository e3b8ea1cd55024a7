#pragma once

#include "messages/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace hft {

/// What `--model-path` names; refuses what is no directory.
Result<std::vector<std::filesystem::path>> model_directories(const std::vector<std::string>& names);

} // namespace hft
