#include "actors/session_clock/holiday_rules.hpp"

#include <algorithm>
#include <limits>

namespace hft {

namespace {

using std::chrono::hours;

constexpr int always = std::numeric_limits<int>::min();
constexpr int for_ever = std::numeric_limits<int>::max();
constexpr unsigned sunday = 0, monday = 1, tuesday = 2, wednesday = 3, thursday = 4, friday = 5,
                   saturday = 6;

Date thanksgiving(int year) {
  return nth_weekday(year, 11, thursday, 4);
}

/// A holiday on a date that may fall on a weekend.
struct FixedHoliday {
  const char* name;
  unsigned month;
  unsigned day;
  int first_year;
  int last_year;
};

constexpr FixedHoliday fixed_holidays[] = {
  {"New Year's Day", 1, 1, always, for_ever},
  {"Juneteenth", 6, 19, 2022, for_ever},
  {"Independence Day", 7, 4, always, for_ever},
  {"Christmas Day", 12, 25, always, for_ever},
};

/// A holiday that is defined by its weekday.
struct FloatingHoliday {
  const char* name;
  Date (*date)(int year);
  int first_year;
  int last_year;
};

constexpr FloatingHoliday floating_holidays[] = {
  {"Martin Luther King Jr. Day", [](int y) { return nth_weekday(y, 1, monday, 3); }, 1998,
   for_ever},
  {"Washington's Birthday", [](int y) { return nth_weekday(y, 2, monday, 3); }, 1971, for_ever},
  {"Good Friday", [](int y) { return easter_sunday(y) - 2; }, always, for_ever},
  {"Memorial Day", [](int y) { return last_weekday(y, 5, monday); }, 1971, for_ever},
  {"Labor Day", [](int y) { return nth_weekday(y, 9, monday, 1); }, always, for_ever},
  {"Thanksgiving Day", thanksgiving, always, for_ever},
};

/// Where a fixed holiday is kept: a Sunday's on Monday, a Saturday's on Friday, unless that Friday
/// ends a month (and so an accounting period).
std::optional<Date> observed(Date date) {
  if (weekday(date) == sunday) return date + 1;
  if (weekday(date) != saturday) return date;
  if (civil(date).day() == std::chrono::day{1}) return std::nullopt;
  return date - 1;
}

constexpr unsigned on(unsigned day) {
  return 1U << day;
}

struct EarlyCloseRule {
  Date (*date)(int year);
  unsigned weekdays; ///< holds only when the date falls on one of these
  int first_year;
  int last_year;
  int close_hour;
};

Date christmas_eve(int year) {
  return make_date(year, 12, 24);
}
Date day_after_thanksgiving(int year) {
  return thanksgiving(year) + 1;
}
Date july_third(int year) {
  return make_date(year, 7, 3);
}
Date july_fifth(int year) {
  return make_date(year, 7, 5);
}

constexpr unsigned monday_to_thursday = on(monday) | on(tuesday) | on(wednesday) | on(thursday);

constexpr EarlyCloseRule early_close_rules[] = {
  {day_after_thanksgiving, on(friday), 1992, 1992, 14},
  {day_after_thanksgiving, on(friday), 1993, for_ever, 13},
  {christmas_eve, monday_to_thursday, 1990, 1992, 14},
  {christmas_eve, monday_to_thursday, 1993, for_ever, 13},
  {july_third, on(monday) | on(tuesday) | on(thursday), 1995, for_ever, 13},
  {july_third, on(wednesday), 2013, for_ever, 13},
  {july_fifth, on(friday), 1995, 2012, 13},
};

template <class Rule>
bool in_force(const Rule& rule, int year) {
  return rule.first_year <= year && year <= rule.last_year;
}

} // namespace

Date easter_sunday(int year) {
  // The anonymous Gregorian computus (Meeus/Jones/Butcher).
  const int golden = year % 19, century = year / 100, rest = year % 100;
  const int leap_centuries = century / 4, moon_lag = (century - (century + 8) / 25 + 1) / 3;
  const int full_moon = (19 * golden + century - leap_centuries - moon_lag + 15) % 30;
  const int to_sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - full_moon - rest % 4) % 7;
  const int late = (golden + 11 * full_moon + 22 * to_sunday) / 451;
  const int day_of_march = full_moon + to_sunday - 7 * late + 22; // counted on into April
  return make_date(year, 3, 1) + (day_of_march - 1);
}

Date nth_weekday(int year, unsigned month, unsigned wanted, int number) {
  const auto first = make_date(year, month, 1);
  const auto ahead = static_cast<int>((wanted + 7 - weekday(first)) % 7);
  return first + ahead + 7 * (number - 1);
}

Date last_weekday(int year, unsigned month, unsigned wanted) {
  const auto last = (month == 12 ? make_date(year + 1, 1, 1) : make_date(year, month + 1, 1)) - 1;
  return last - static_cast<int>((weekday(last) + 7 - wanted) % 7);
}

std::vector<RuleHoliday> rule_holidays(int year) {
  std::vector<RuleHoliday> holidays;
  for (const auto& rule : fixed_holidays) {
    const auto nominal = make_date(year, rule.month, rule.day);
    const auto kept = in_force(rule, year) ? observed(nominal) : std::nullopt;
    if (!kept) continue;
    holidays.push_back({*kept, std::string{rule.name} + (*kept == nominal ? "" : " (observed)")});
  }
  for (const auto& rule : floating_holidays)
    if (in_force(rule, year)) holidays.push_back({rule.date(year), rule.name});
  std::sort(holidays.begin(), holidays.end(),
            [](const auto& a, const auto& b) { return a.date < b.date; });
  return holidays;
}

std::vector<RuleEarlyClose> rule_early_closes(int year) {
  std::vector<RuleEarlyClose> closes;
  for (const auto& rule : early_close_rules) {
    const auto date = rule.date(year);
    if (in_force(rule, year) && (rule.weekdays & on(weekday(date))) != 0)
      closes.push_back({date, hours{rule.close_hour}});
  }
  std::sort(closes.begin(), closes.end(),
            [](const auto& a, const auto& b) { return a.date < b.date; });
  return closes;
}

} // namespace hft
