#pragma once

#include "messages/control.hpp"

#include <string>
#include <vector>

namespace hft::report {

/// What `--summary=FILE` holds: counts, positions and profit a model, latency in microseconds and
/// the session's phases. Money and shares are exact decimal strings.
std::string summary_json(const StatusSnapshot& status, const std::vector<std::string>& phases);

} // namespace hft::report
