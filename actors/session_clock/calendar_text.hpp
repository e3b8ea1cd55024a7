#pragma once

#include "actors/session_clock/market_calendar.hpp"
#include "messages/result.hpp"

#include <string>

namespace hft {

/// `date,open_utc,close_utc,early_close` and one line a session in [from, to], as
/// `hft calendar --format=csv` prints it. Fails when the range is reversed or not covered.
Result<std::string> calendar_csv(const MarketCalendar& calendar, Date from, Date to);
/// The same for people: New York hours, early closes and closed weekdays with their reasons.
Result<std::string> calendar_text(const MarketCalendar& calendar, Date from, Date to);

} // namespace hft
