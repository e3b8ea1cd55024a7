#pragma once

#include "app/settings/options.hpp"

namespace hft {

/// `hft calendar`: the sessions of a span of dates. Answers the exit code.
int run_calendar(const CalendarOptions& options);
/// `hft clock`: the phase now or at a time, and the next change. Answers the exit code.
int run_clock(const ClockOptions& options);

} // namespace hft
