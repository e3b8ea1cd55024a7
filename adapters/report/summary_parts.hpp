#pragma once

#include "messages/control.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace hft::report {

using Json = nlohmann::ordered_json;

/// The summary as an object: shared by `--summary` and the session's report. Inside this folder
/// only.
Json summary_object(const StatusSnapshot& status, const std::vector<std::string>& phases);

} // namespace hft::report
