#include "app/cli/calendar_command.hpp"

#include "actors/session_clock/calendar_text.hpp"
#include "actors/session_clock/clock_text.hpp"
#include "actors/session_clock/market_calendar.hpp"
#include "actors/session_clock/session_schedule.hpp"
#include "app/settings/calendar_file.hpp"
#include "app/wall_clock.hpp"

#include <cstdio>

namespace hft {

namespace {

int complain(const std::string& sentence) {
  std::fprintf(stderr, "hft: %s\n", sentence.c_str());
  return exit_code::usage;
}

} // namespace

int run_calendar(const CalendarOptions& options) {
  const auto from = parse_date(options.from);
  if (!from) return complain("--from=" + options.from + " is no date: give YYYY-MM-DD");
  const auto to = parse_date(options.to);
  if (!to) return complain("--to=" + options.to + " is no date: give YYYY-MM-DD");
  const auto calendar = load_calendar(options.overrides);
  if (!calendar) return complain(calendar.error().sentence);
  const auto text = calendar_csv(**calendar, *from, *to);
  if (!text) return complain(text.error().sentence);
  std::fputs(text->c_str(), stdout);
  return exit_code::done;
}

int run_clock(const ClockOptions& options) {
  auto at = wall_clock_now();
  at.nanoseconds -= at.nanoseconds % 1'000'000'000; // people read whole seconds
  if (!options.at.empty()) {
    const auto given = parse_clock_time(options.at, at);
    if (!given) return complain(given.error().sentence);
    at = *given;
  }
  const auto calendar = load_calendar(options.overrides);
  if (!calendar) return complain(calendar.error().sentence);
  const SessionSchedule schedule{*calendar};
  const auto text =
    options.format == "metrics" ? clock_metrics(schedule, at) : format_clock(schedule, at);
  std::fputs(text.c_str(), stdout);
  return exit_code::done;
}

} // namespace hft
