#pragma once

#include "messages/timestamp.hpp"

#include <algorithm>
#include <vector>

namespace hft::bench {

// The sessions of 2024, written out: the stand-in knows no rules.
inline bool is_holiday(Date date) {
  static const std::vector<Date> holidays{
    make_date(2024, 1, 1),   make_date(2024, 1, 15), make_date(2024, 2, 19),
    make_date(2024, 3, 29),  make_date(2024, 5, 27), make_date(2024, 6, 19),
    make_date(2024, 7, 4),   make_date(2024, 9, 2),  make_date(2024, 11, 28),
    make_date(2024, 12, 25), make_date(2025, 1, 1)};
  return std::find(holidays.begin(), holidays.end(), date) != holidays.end();
}

inline bool closes_early(Date date) {
  return date == make_date(2024, 7, 3) || date == make_date(2024, 11, 29) ||
         date == make_date(2024, 12, 24);
}

inline bool is_session(Date date) {
  return weekday(date) != 0 && weekday(date) != 6 && !is_holiday(date);
}

} // namespace hft::bench
