#include "messages/timestamp.hpp"

#include <cstdio>

namespace hft {

namespace {

/// Reads exactly `count` digits at `at` and moves past them; -1 when one is no digit.
int read_digits(std::string_view text, std::size_t& at, int count) {
  int value = 0;
  for (int i = 0; i < count; ++i, ++at) {
    if (at >= text.size() || text[at] < '0' || text[at] > '9') return -1;
    value = value * 10 + (text[at] - '0');
  }
  return value;
}

bool read_char(std::string_view text, std::size_t& at, char wanted) {
  if (at >= text.size() || text[at] != wanted) return false;
  ++at;
  return true;
}

std::optional<Date> read_date(std::string_view text, std::size_t& at) {
  const int year = read_digits(text, at, 4);
  if (year < 0 || !read_char(text, at, '-')) return std::nullopt;
  const int month = read_digits(text, at, 2);
  if (month < 0 || !read_char(text, at, '-')) return std::nullopt;
  const int day = read_digits(text, at, 2);
  if (day < 0) return std::nullopt;
  const auto date = std::chrono::year_month_day{std::chrono::year{year},
                                                std::chrono::month{static_cast<unsigned>(month)},
                                                std::chrono::day{static_cast<unsigned>(day)}};
  // Whole years that nanoseconds since 1970 in 64 bits reach.
  if (!date.ok() || year < 1678 || year > 2261) return std::nullopt;
  return Date{static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count())};
}

} // namespace

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  std::size_t at = 0;
  const auto date = read_date(text, at);
  if (!date || (!read_char(text, at, 'T') && !read_char(text, at, 't'))) return std::nullopt;
  const int hour = read_digits(text, at, 2);
  if (hour < 0 || hour > 23 || !read_char(text, at, ':')) return std::nullopt;
  const int minute = read_digits(text, at, 2);
  if (minute < 0 || minute > 59 || !read_char(text, at, ':')) return std::nullopt;
  const int second = read_digits(text, at, 2);
  if (second < 0 || second > 59) return std::nullopt;
  std::int64_t nanoseconds = 0;
  if (read_char(text, at, '.')) {
    int digits = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++digits) {
      if (digits == 9) return std::nullopt;
      nanoseconds = nanoseconds * 10 + (text[at] - '0');
    }
    if (digits == 0) return std::nullopt;
    for (; digits < 9; ++digits) nanoseconds *= 10;
  }
  std::int64_t offset_minutes = 0;
  if (!read_char(text, at, 'Z') && !read_char(text, at, 'z')) {
    const bool west = at < text.size() && text[at] == '-';
    if (!west && !(at < text.size() && text[at] == '+')) return std::nullopt;
    ++at;
    const int hours = read_digits(text, at, 2);
    if (hours < 0 || hours > 23 || !read_char(text, at, ':')) return std::nullopt;
    const int minutes = read_digits(text, at, 2);
    if (minutes < 0 || minutes > 59) return std::nullopt;
    offset_minutes = (west ? -1 : 1) * (hours * 60 + minutes);
  }
  if (at != text.size()) return std::nullopt;
  const std::int64_t seconds =
    std::int64_t{date->days} * 86'400 + hour * 3'600 + minute * 60 + second - offset_minutes * 60;
  return Timestamp{seconds * 1'000'000'000 + nanoseconds};
}

std::string format_timestamp(Timestamp time) {
  constexpr std::int64_t day = 86'400'000'000'000;
  auto days = time.nanoseconds / day;
  auto rest = time.nanoseconds % day;
  if (rest < 0) {
    rest += day;
    --days;
  }
  const auto date = civil(Date{static_cast<std::int32_t>(days)});
  const auto seconds = rest / 1'000'000'000;
  char text[40];
  int length = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d",
                             static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                             static_cast<unsigned>(date.day()), static_cast<int>(seconds / 3'600),
                             static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  if (const auto fraction = rest % 1'000'000'000; fraction != 0) {
    length += std::snprintf(text + length, sizeof text - static_cast<std::size_t>(length), ".%09d",
                            static_cast<int>(fraction));
    while (text[length - 1] == '0') --length;
  }
  return std::string{text, static_cast<std::size_t>(length)} + 'Z';
}

Date make_date(int year, unsigned month, unsigned day) {
  const std::chrono::sys_days days{std::chrono::year{year} / std::chrono::month{month} /
                                   std::chrono::day{day}};
  return {static_cast<std::int32_t>(days.time_since_epoch().count())};
}

std::chrono::year_month_day civil(Date date) {
  return std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{date.days}}};
}

unsigned weekday(Date date) {
  return std::chrono::weekday{std::chrono::sys_days{std::chrono::days{date.days}}}.c_encoding();
}

std::optional<Date> parse_date(std::string_view text) {
  std::size_t at = 0;
  auto date = read_date(text, at);
  if (at != text.size()) return std::nullopt;
  return date;
}

std::string format_date(Date date) {
  const auto day = civil(date);
  char text[24];
  const int length =
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()),
                  static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return {text, static_cast<std::size_t>(length)};
}

} // namespace hft
