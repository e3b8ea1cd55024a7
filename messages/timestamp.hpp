#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hft {

using Duration = std::chrono::nanoseconds;

/// A moment: nanoseconds since 1970-01-01T00:00:00Z, without leap seconds.
struct Timestamp {
  std::int64_t nanoseconds = 0;
  auto operator<=>(const Timestamp&) const = default;
  template <class Inspector>
  friend auto inspect(Inspector& f, Timestamp& x) {
    return f(x.nanoseconds);
  }
};

inline Timestamp operator+(Timestamp t, Duration d) {
  return {t.nanoseconds + d.count()};
}
inline Timestamp operator-(Timestamp t, Duration d) {
  return {t.nanoseconds - d.count()};
}
inline Duration operator-(Timestamp a, Timestamp b) {
  return Duration{a.nanoseconds - b.nanoseconds};
}

/// Nanoseconds of CLOCK_MONOTONIC: for ages and latencies inside one process, never for dates.
struct MonotonicTime {
  std::int64_t nanoseconds = 0;
  auto operator<=>(const MonotonicTime&) const = default;
  template <class Inspector>
  friend auto inspect(Inspector& f, MonotonicTime& x) {
    return f(x.nanoseconds);
  }
};

inline Duration operator-(MonotonicTime a, MonotonicTime b) {
  return Duration{a.nanoseconds - b.nanoseconds};
}
inline MonotonicTime operator+(MonotonicTime t, Duration d) {
  return {t.nanoseconds + d.count()};
}

/// RFC 3339 with 0 to 9 fractional digits and `Z` or an offset; empty when it is anything else or
/// lies outside 1678 to 2261.
std::optional<Timestamp> parse_timestamp(std::string_view text);
/// RFC 3339 in UTC, trailing zeros of the fraction trimmed: `2026-03-02T15:00:00.1Z`.
std::string format_timestamp(Timestamp time);

/// A calendar date without a zone: days since 1970-01-01.
struct Date {
  std::int32_t days = 0;
  auto operator<=>(const Date&) const = default;
  template <class Inspector>
  friend auto inspect(Inspector& f, Date& x) {
    return f(x.days);
  }
};

inline Date operator+(Date date, int days) {
  return {date.days + days};
}
inline Date operator-(Date date, int days) {
  return {date.days - days};
}

Date make_date(int year, unsigned month, unsigned day);
std::chrono::year_month_day civil(Date date);
/// 0 is Sunday, as in `std::chrono::weekday::c_encoding`.
unsigned weekday(Date date);
/// `YYYY-MM-DD` of a day that exists; empty when it is anything else or lies outside 1678 to 2261,
/// so that every date read has its instants.
std::optional<Date> parse_date(std::string_view text);
std::string format_date(Date date);

} // namespace hft
