#pragma once

#include "actors/session_clock/session_schedule.hpp"
#include "messages/result.hpp"

#include <string>
#include <string_view>

namespace hft {

/// What `hft clock` prints: the phase at `now`, the next change and when, in New York time and UTC.
std::string format_clock(const SessionSchedule& schedule, Timestamp now);

/// The same for Prometheus: the phase that the calendar calls for at `now`, said by nobody who
/// trades, and the time this was written.
std::string clock_metrics(const SessionSchedule& schedule, Timestamp now);

/// Reads `--at`: RFC 3339, or a New York wall time `YYYY-MM-DDTHH:MM[:SS]` (a blank instead of the
/// `T` is fine), or `HH:MM[:SS]` today in New York, where `now` says what today is.
Result<Timestamp> parse_clock_time(std::string_view text, Timestamp now);

} // namespace hft
