#pragma once

#include "messages/control.hpp"

#include <string>

namespace hft::control {

/// What operators read, as JSON on one line for programs and as text for people. Quantities, prices
/// and money are exact decimal strings, times RFC 3339 in UTC, null where there is none yet. What
/// is not known because its actor was asked in vain is null, in text `?` or `unknown`; models'
/// counts are as last known.

std::string status_json(const StatusSnapshot& status);
std::string status_text(const StatusSnapshot& status);

/// The status in short, at most 80 columns wide, to be drawn again and again.
std::string watch_text(const StatusSnapshot& status);

/// The `models` member of the status alone.
std::string models_json(const StatusSnapshot& status);
std::string models_text(const StatusSnapshot& status);

} // namespace hft::control
