#define CAF_SUITE holiday_rules
#include "tests/test.hpp"

#include "actors/session_clock/holiday_rules.hpp"

#include <algorithm>

namespace holiday_rules_test {

using namespace hft;

namespace {

std::string holiday_on(int year, unsigned month, unsigned day) {
  for (const auto& holiday : rule_holidays(year))
    if (holiday.date == make_date(year, month, day)) return holiday.name;
  return {};
}

bool early_on(int year, unsigned month, unsigned day) {
  const auto closes = rule_early_closes(year);
  return std::any_of(closes.begin(), closes.end(),
                     [&](const auto& x) { return x.date == make_date(year, month, day); });
}

} // namespace

CAF_TEST(Easter is found from March to late April) {
  CAF_CHECK(easter_sunday(1990) == make_date(1990, 4, 15));
  CAF_CHECK(easter_sunday(2000) == make_date(2000, 4, 23));
  CAF_CHECK(easter_sunday(2008) == make_date(2008, 3, 23));
  CAF_CHECK(easter_sunday(2011) == make_date(2011, 4, 24));
  CAF_CHECK(easter_sunday(2024) == make_date(2024, 3, 31));
  CAF_CHECK(easter_sunday(2026) == make_date(2026, 4, 5));
  CAF_CHECK(easter_sunday(2038) == make_date(2038, 4, 25));
}

CAF_TEST(weekdays are counted from both ends of a month) {
  CAF_CHECK(nth_weekday(2026, 11, 4, 4) == make_date(2026, 11, 26));
  CAF_CHECK(nth_weekday(2023, 11, 4, 4) == make_date(2023, 11, 23));
  CAF_CHECK(last_weekday(2023, 11, 4) == make_date(2023, 11, 30));
  CAF_CHECK(last_weekday(2021, 5, 1) == make_date(2021, 5, 31));
  CAF_CHECK(last_weekday(2021, 12, 5) == make_date(2021, 12, 31));
}

CAF_TEST(a holiday on a Sunday is kept on Monday) {
  CAF_CHECK_EQUAL(holiday_on(2021, 7, 5), "Independence Day (observed)");
  CAF_CHECK_EQUAL(holiday_on(2022, 6, 20), "Juneteenth (observed)");
  CAF_CHECK_EQUAL(holiday_on(2022, 12, 26), "Christmas Day (observed)");
  CAF_CHECK_EQUAL(holiday_on(2023, 1, 2), "New Year's Day (observed)");
}

CAF_TEST(a holiday on a Saturday is kept on Friday) {
  CAF_CHECK_EQUAL(holiday_on(2020, 7, 3), "Independence Day (observed)");
  CAF_CHECK_EQUAL(holiday_on(2021, 12, 24), "Christmas Day (observed)");
  CAF_CHECK_EQUAL(holiday_on(2027, 6, 18), "Juneteenth (observed)");
}

CAF_TEST(a New Year on a Saturday is not kept at all) {
  for (const int year : {1994, 2000, 2005, 2011, 2022, 2028}) {
    CAF_CHECK(holiday_on(year, 1, 1).empty());
    CAF_CHECK(holiday_on(year, 1, 3).empty());
    CAF_CHECK(holiday_on(year - 1, 12, 31).empty());
  }
}

CAF_TEST(rules begin in their first year) {
  CAF_CHECK(holiday_on(1997, 1, 20).empty());
  CAF_CHECK_EQUAL(holiday_on(1998, 1, 19), "Martin Luther King Jr. Day");
  CAF_CHECK(holiday_on(2021, 6, 18).empty());
  CAF_CHECK_EQUAL(holiday_on(2023, 6, 19), "Juneteenth");
}

CAF_TEST(the third of July is early on the right weekdays in the right years) {
  CAF_CHECK(early_on(1995, 7, 3));  // Monday
  CAF_CHECK(early_on(2001, 7, 3));  // Tuesday
  CAF_CHECK(early_on(2003, 7, 3));  // Thursday
  CAF_CHECK(early_on(2013, 7, 3));  // Wednesday
  CAF_CHECK(early_on(2024, 7, 3));  // Wednesday
  CAF_CHECK(!early_on(2002, 7, 3)); // Wednesday before 2013
  CAF_CHECK(!early_on(1996, 7, 3));
  CAF_CHECK(!early_on(1990, 7, 3));
  CAF_CHECK(!early_on(2020, 7, 3)); // Friday: closed
}

CAF_TEST(the fifth of July was early twice) {
  CAF_CHECK(early_on(1996, 7, 5));
  CAF_CHECK(early_on(2002, 7, 5));
  CAF_CHECK(!early_on(2013, 7, 5));
  CAF_CHECK(!early_on(2019, 7, 5));
}

CAF_TEST(Christmas Eve and the day after Thanksgiving are early since their years) {
  CAF_CHECK(!early_on(1991, 11, 29));
  CAF_CHECK(early_on(1992, 11, 27));
  CAF_CHECK(early_on(2025, 11, 28));
  CAF_CHECK(early_on(1990, 12, 24));
  CAF_CHECK(early_on(2026, 12, 24));
  CAF_CHECK(!early_on(2021, 12, 24)); // Friday: the holiday is kept on it
  CAF_CHECK(rule_early_closes(1992).back().close == std::chrono::hours{14});
  CAF_CHECK(rule_early_closes(1993).back().close == std::chrono::hours{13});
}

CAF_TEST(no early close is a holiday in any year) {
  int clashes = 0;
  for (int year = 1990; year <= 2029; ++year)
    for (const auto& close : rule_early_closes(year))
      for (const auto& holiday : rule_holidays(year)) clashes += holiday.date == close.date;
  CAF_CHECK_EQUAL(clashes, 0);
}

} // namespace holiday_rules_test
