#include "actors/session_clock/clock_text.hpp"

#include "messages/new_york.hpp"

#include <cstdio>

namespace hft {

namespace {

constexpr const char* weekday_names[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                         "Thursday", "Friday", "Saturday"};

std::string both_zones(Timestamp time) {
  return format_new_york(time) + " New York, " + format_timestamp(time) + " UTC";
}

std::string how_long(Duration duration) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  char text[64];
  std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", static_cast<long long>(seconds / 3600),
                static_cast<long long>(seconds / 60 % 60), static_cast<long long>(seconds % 60));
  return text;
}

std::string describe_day(const MarketCalendar& calendar, Date date) {
  const auto day = calendar.day(date);
  auto text = format_date(date) + ", " + weekday_names[weekday(date)] + ": ";
  if (std::holds_alternative<UnknownDay>(day))
    return text + "unknown, the calendar ends here: not tradable";
  if (const auto* closed = std::get_if<ClosedDay>(&day)) return text + "closed, " + closed->reason;
  const auto& plan = std::get<SessionPlan>(day);
  text += "session " + format_new_york_clock(plan.open).substr(0, 5) + " to " +
          format_new_york_clock(plan.close).substr(0, 5) + " New York";
  if (plan.early_close) text += ", early close";
  if (calendar.is_projection(date)) text += ", projected";
  return text;
}

/// `HH:MM` or `HH:MM:SS`.
std::optional<Duration> parse_wall(std::string_view text) {
  if (text.size() != 5 && text.size() != 8) return std::nullopt;
  int fields[3] = {0, 0, 0};
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % 3 == 2) {
      if (text[i] != ':') return std::nullopt;
      continue;
    }
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    fields[i / 3] = fields[i / 3] * 10 + (text[i] - '0');
  }
  if (fields[0] > 23 || fields[1] > 59 || fields[2] > 59) return std::nullopt;
  return std::chrono::hours{fields[0]} + std::chrono::minutes{fields[1]} +
         std::chrono::seconds{fields[2]};
}

} // namespace

std::string format_clock(const SessionSchedule& schedule, Timestamp now) {
  const auto present = schedule.phase_at(now);
  auto text = "phase: " + std::string{to_string(present.phase)} + "\n";
  text += "now:   " + both_zones(now) + "\n";
  text += "today: " + describe_day(schedule.calendar(), new_york_date(now)) + "\n";
  const auto next = schedule.next_boundary(now);
  if (!next) return text + "next:  unknown, the calendar ends here\n";
  return text + "next:  " + std::string{to_string(next->to)} + " at " + both_zones(next->at) +
         ", in " + how_long(next->at - now) + "\n";
}

std::string clock_metrics(const SessionSchedule& schedule, Timestamp now) {
  constexpr std::pair<SessionPhase, const char*> phases[] = {
    {SessionPhase::Closed, "closed"},
    {SessionPhase::PreOpen, "pre_open"},
    {SessionPhase::Regular, "regular"},
    {SessionPhase::AfterHours, "after_hours"}};
  const auto present = schedule.phase_at(now).phase;
  std::string text = "# HELP hft_calendar_phase 1 for the phase that the exchange's calendar calls "
                     "for, 0 for the others.\n# TYPE hft_calendar_phase gauge\n";
  for (const auto& [phase, name] : phases)
    text += "hft_calendar_phase{phase=\"" + std::string{name} +
            (phase == present ? "\"} 1\n" : "\"} 0\n");
  return text +
         "# HELP hft_calendar_written_timestamp_seconds When this was written, Unix time.\n"
         "# TYPE hft_calendar_written_timestamp_seconds gauge\n"
         "hft_calendar_written_timestamp_seconds " +
         std::to_string(now.nanoseconds / 1'000'000'000) + '\n';
}

Result<Timestamp> parse_clock_time(std::string_view text, Timestamp now) {
  if (const auto time = parse_timestamp(text)) return *time;
  if (const auto wall = parse_wall(text)) return from_new_york(new_york_date(now), *wall);
  if (text.size() > 11 && (text[10] == 'T' || text[10] == ' ')) {
    const auto date = parse_date(text.substr(0, 10));
    const auto wall = parse_wall(text.substr(11));
    if (date && wall) return from_new_york(*date, *wall);
  }
  return fail(ErrorKind::BadArgument,
              "'" + std::string{text} +
                "' is no time: write 2026-03-02T09:30 or 09:30 (New York), or "
                "2026-03-02T14:30:00Z");
}

} // namespace hft
