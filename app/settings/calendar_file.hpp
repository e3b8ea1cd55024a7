#pragma once

#include "actors/session_clock/market_calendar.hpp"

#include <memory>
#include <string>

namespace hft {

/// The exchange's calendar with the overrides in `file` (see `parse_overrides`) on top; an empty
/// name means none. All or nothing: a Failure names the file and the line that is wrong.
Result<std::shared_ptr<const MarketCalendar>> load_calendar(const std::string& file);

} // namespace hft
