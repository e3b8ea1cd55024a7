#pragma once

#include "messages/timestamp.hpp"

#include <string>

namespace hft {

/// New York wall time over the system's zone data (read once, at first use; thread-safe). A missing
/// zone throws `std::runtime_error` naming the tzdata package.

/// What to add to UTC to get New York time: -5 h or -4 h in our days.
Duration new_york_offset(Timestamp time);
/// The calendar date in New York: the trading date of whatever happens at `time`.
Date new_york_date(Timestamp time);
/// Time since midnight on the New York wall.
Duration new_york_time_of_day(Timestamp time);
/// The moment the New York wall shows `time_of_day` on `date`. US changes happen on Sundays at
/// 02:00; a time that does not exist counts on from before the gap, one that exists twice is the
/// first.
Timestamp from_new_york(Date date, Duration time_of_day);
/// RFC 3339 with the New York offset: `2026-03-02T09:30:00-05:00`.
std::string format_new_york(Timestamp time);
/// `HH:MM:SS` on the New York wall, for people.
std::string format_new_york_clock(Timestamp time);

} // namespace hft
