#pragma once

#include "messages/timestamp.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hft {

/// A weekday without a session, by rule.
struct RuleHoliday {
  Date date;
  std::string name; ///< with " (observed)" when it stands in for a date on a weekend
};

/// A session that ends early, by rule.
struct RuleEarlyClose {
  Date date;
  Duration close; ///< New York time of day
};

/// The Gregorian Easter Sunday.
Date easter_sunday(int year);
/// The `number`th (from 1) such weekday of a month; 0 is Sunday.
Date nth_weekday(int year, unsigned month, unsigned weekday, int number);
/// The last such weekday of a month.
Date last_weekday(int year, unsigned month, unsigned weekday);

/// The NYSE's full-day holidays of one year, by date; each rule holds for its own years only.
std::vector<RuleHoliday> rule_holidays(int year);
/// The NYSE's regular early closes of one year, by date. None of them is a holiday.
std::vector<RuleEarlyClose> rule_early_closes(int year);

} // namespace hft
