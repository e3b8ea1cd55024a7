#include "messages/new_york.hpp"

#include <date/tz.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <vector>

namespace hft {

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t day = 86'400 * second;

/// From `since` on (UTC nanoseconds) the wall shows UTC plus `offset`.
struct Regime {
  std::int64_t since;
  std::int64_t offset;
};

// One table for 1970 to 2100: a look-up is a binary search, with no lock and no zone library.
std::vector<Regime> load_regimes() try {
  const auto* zone = date::locate_zone("America/New_York");
  std::vector<Regime> regimes;
  const date::sys_seconds end{date::sys_days{date::year{2100} / 1 / 1}};
  for (date::sys_seconds at{date::sys_days{date::year{1970} / 1 / 1}}; at < end;) {
    const auto info = zone->get_info(at);
    regimes.push_back({at.time_since_epoch().count() * second, info.offset.count() * second});
    if (info.end <= at) break;
    at = info.end;
  }
  return regimes;
} catch (const std::exception&) {
  throw std::runtime_error{"the time zone America/New_York cannot be read: install tzdata"};
}

const std::vector<Regime>& regimes() {
  static const auto table = load_regimes();
  return table;
}

std::int64_t offset_at(std::int64_t utc) {
  const auto& table = regimes();
  auto after = std::upper_bound(table.begin(), table.end(), utc,
                                [](std::int64_t t, const Regime& r) { return t < r.since; });
  return after == table.begin() ? table.front().offset : std::prev(after)->offset;
}

std::int64_t floor_days(std::int64_t nanoseconds) {
  return nanoseconds >= 0 ? nanoseconds / day : -((-nanoseconds + day - 1) / day);
}

} // namespace

Duration new_york_offset(Timestamp time) {
  return Duration{offset_at(time.nanoseconds)};
}

Date new_york_date(Timestamp time) {
  return {static_cast<std::int32_t>(floor_days(time.nanoseconds + offset_at(time.nanoseconds)))};
}

Duration new_york_time_of_day(Timestamp time) {
  const auto local = time.nanoseconds + offset_at(time.nanoseconds);
  return Duration{local - floor_days(local) * day};
}

Timestamp from_new_york(Date date, Duration time_of_day) {
  const auto local = std::int64_t{date.days} * day + time_of_day.count();
  // Offsets lie within a few hours: the one in force shortly before decides gap and overlap.
  const auto before = offset_at(local - 5 * 3'600 * second - 3 * 3'600 * second);
  const auto first = local - before;
  if (offset_at(first) == before) return {first};
  const auto second_guess = local - offset_at(first);
  return {offset_at(second_guess) == offset_at(first) ? second_guess : first};
}

std::string format_new_york(Timestamp time) {
  const auto offset = new_york_offset(time).count() / second;
  auto text = format_timestamp(time + Duration{offset * second});
  text.pop_back();
  const auto minutes = (offset < 0 ? -offset : offset) / 60;
  char zone[48];
  std::snprintf(zone, sizeof zone, "%c%02d:%02d", offset < 0 ? '-' : '+',
                static_cast<int>(minutes / 60), static_cast<int>(minutes % 60));
  return text + zone;
}

std::string format_new_york_clock(Timestamp time) {
  const auto seconds = new_york_time_of_day(time).count() / second;
  char text[48];
  std::snprintf(text, sizeof text, "%02d:%02d:%02d", static_cast<int>(seconds / 3'600),
                static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  return text;
}

} // namespace hft
