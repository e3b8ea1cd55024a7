#pragma once

#include <string>

namespace hft {

/// Sets the process's log up: standard error, `level` from trace to off, as text or one JSON object
/// a line.
void set_up_logging(const std::string& level, const std::string& format);

} // namespace hft
