#pragma once

#include "actors/model/warm_up.hpp"
#include "actors/session_clock/market_calendar.hpp"

#include <vector>

namespace hft {

/// Where the last `needs.warm_up` of session time before `now` lies, oldest first: today's regular
/// session (extended hours too for a model that asks for them), then the sessions before it. The
/// last window has no end but the venue's own now: it reaches a day past `now`.
std::vector<TimeWindow> warm_up_windows(const MarketCalendar& calendar, const Needs& needs,
                                        Timestamp now);

} // namespace hft
