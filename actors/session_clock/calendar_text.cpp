#include "actors/session_clock/calendar_text.hpp"

#include "messages/new_york.hpp"

namespace hft {

namespace {

Result<void> check_range(const MarketCalendar& calendar, Date from, Date to) {
  if (to < from)
    return fail(ErrorKind::BadArgument, "the calendar cannot run backwards: " + format_date(from) +
                                          " is after " + format_date(to));
  for (const auto date : {from, to})
    if (!calendar.covers(date))
      return fail(ErrorKind::BadArgument,
                  "the calendar covers " + format_date(calendar.first_date()) + " to " +
                    format_date(calendar.last_date()) + ": " + format_date(date) + " is outside");
  return {};
}

std::string short_clock(Timestamp time) {
  return format_new_york_clock(time).substr(0, 5);
}

std::string session_line(const MarketCalendar& calendar, const SessionPlan& plan) {
  auto line = format_date(plan.date) + "  " + short_clock(plan.open) + " to " +
              short_clock(plan.close) + " New York  " + format_timestamp(plan.open) + " to " +
              format_timestamp(plan.close);
  if (plan.early_close) line += "  early close";
  if (calendar.is_projection(plan.date)) line += "  projected";
  return line + "\n";
}

} // namespace

Result<std::string> calendar_csv(const MarketCalendar& calendar, Date from, Date to) {
  if (auto checked = check_range(calendar, from, to); !checked)
    return tl::unexpected{checked.error()};
  std::string text = "date,open_utc,close_utc,early_close\n";
  for (const auto& plan : calendar.sessions(from, to))
    text += format_date(plan.date) + "," + format_timestamp(plan.open) + "," +
            format_timestamp(plan.close) + "," + (plan.early_close ? "true" : "false") + "\n";
  return text;
}

Result<std::string> calendar_text(const MarketCalendar& calendar, Date from, Date to) {
  if (auto checked = check_range(calendar, from, to); !checked)
    return tl::unexpected{checked.error()};
  std::string text;
  for (auto date = from; date <= to; date = date + 1) {
    const auto day = calendar.day(date);
    if (const auto* plan = std::get_if<SessionPlan>(&day))
      text += session_line(calendar, *plan);
    else if (const auto* closed = std::get_if<ClosedDay>(&day);
             closed != nullptr && closed->kind != ClosureKind::Weekend)
      text += format_date(date) + "  closed: " + closed->reason + "\n";
  }
  return text;
}

} // namespace hft
