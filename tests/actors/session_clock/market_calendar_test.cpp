#define CAF_SUITE market_calendar
#include "tests/test.hpp"

#include "actors/session_clock/market_calendar.hpp"
#include "messages/new_york.hpp"

#include <set>

namespace market_calendar_test {

using namespace hft;

namespace {

const MarketCalendar& calendar() {
  static const MarketCalendar made;
  return made;
}

Date date(const char* text) {
  return parse_date(text).value();
}

std::string reason(const char* text) {
  const auto day = calendar().day(date(text));
  const auto* closed = std::get_if<ClosedDay>(&day);
  return closed ? closed->reason : std::string{};
}

std::string hours(const char* text) {
  const auto plan = calendar().session(date(text));
  if (!plan) return "none";
  return format_timestamp(plan->open) + " " + format_timestamp(plan->close) + " " +
         format_timestamp(plan->post_end);
}

std::size_t sessions_in(int year) {
  return calendar().sessions(make_date(year, 1, 1), make_date(year, 12, 31)).size();
}

} // namespace

CAF_TEST(a normal session follows New York through both changes of 2026) {
  CAF_CHECK_EQUAL(hours("2026-03-06"),
                  "2026-03-06T14:30:00Z 2026-03-06T21:00:00Z 2026-03-07T01:00:00Z");
  CAF_CHECK_EQUAL(hours("2026-03-09"),
                  "2026-03-09T13:30:00Z 2026-03-09T20:00:00Z 2026-03-10T00:00:00Z");
  CAF_CHECK_EQUAL(hours("2026-10-30"),
                  "2026-10-30T13:30:00Z 2026-10-30T20:00:00Z 2026-10-31T00:00:00Z");
  CAF_CHECK_EQUAL(hours("2026-11-02"),
                  "2026-11-02T14:30:00Z 2026-11-02T21:00:00Z 2026-11-03T01:00:00Z");
}

CAF_TEST(the changes before 2007 lie in April and October) {
  CAF_CHECK_EQUAL(hours("2006-03-31"),
                  "2006-03-31T14:30:00Z 2006-03-31T21:00:00Z 2006-04-01T01:00:00Z");
  CAF_CHECK_EQUAL(hours("2006-04-03"),
                  "2006-04-03T13:30:00Z 2006-04-03T20:00:00Z 2006-04-04T00:00:00Z");
  CAF_CHECK_EQUAL(hours("1990-10-26"),
                  "1990-10-26T13:30:00Z 1990-10-26T20:00:00Z 1990-10-27T00:00:00Z");
  CAF_CHECK_EQUAL(hours("1990-10-29"),
                  "1990-10-29T14:30:00Z 1990-10-29T21:00:00Z 1990-10-30T01:00:00Z");
}

CAF_TEST(from Friday close to Monday open an hour is gained or lost) {
  int short_weekends = 0;
  int long_weekends = 0;
  const auto all = calendar().sessions(calendar().first_date(), calendar().last_date());
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (all[i].date - 3 != all[i - 1].date || all[i - 1].early_close) continue;
    const auto gap = all[i].open - all[i - 1].close;
    short_weekends += gap == std::chrono::minutes{64 * 60 + 30};
    long_weekends += gap == std::chrono::minutes{66 * 60 + 30};
    CAF_CHECK(gap >= std::chrono::minutes{64 * 60 + 30} &&
              gap <= std::chrono::minutes{66 * 60 + 30});
  }
  // One of each a year, but for springs whose change fell on Easter and the Good Friday before it.
  CAF_CHECK_EQUAL(long_weekends, 40);
  CAF_CHECK(short_weekends >= 36 && short_weekends <= 40);
}

CAF_TEST(early closes end at one and their evening at five) {
  CAF_CHECK_EQUAL(hours("2026-11-27"),
                  "2026-11-27T14:30:00Z 2026-11-27T18:00:00Z 2026-11-27T22:00:00Z");
  CAF_CHECK_EQUAL(hours("2024-07-03"),
                  "2024-07-03T13:30:00Z 2024-07-03T17:00:00Z 2024-07-03T21:00:00Z");
  CAF_CHECK(calendar().session(date("2024-07-03"))->early_close);
  CAF_CHECK(!calendar().session(date("2026-07-02"))->early_close);
}

CAF_TEST(early closes before 1993 were at two) {
  CAF_CHECK_EQUAL(hours("1992-11-27"),
                  "1992-11-27T14:30:00Z 1992-11-27T19:00:00Z 1992-11-27T23:00:00Z");
  CAF_CHECK(calendar().session(date("1992-12-24"))->early_close);
  CAF_CHECK(!calendar().session(date("1991-11-29"))->early_close);
}

CAF_TEST(days no rule gives are known) {
  for (const auto* day :
       {"1994-04-27", "2001-09-11", "2001-09-12", "2001-09-13", "2001-09-14", "2004-06-11",
        "2007-01-02", "2012-10-29", "2012-10-30", "2018-12-05", "2025-01-09"}) {
    const auto known = calendar().day(date(day));
    CAF_REQUIRE(std::holds_alternative<ClosedDay>(known));
    CAF_CHECK(std::get<ClosedDay>(known).kind == ClosureKind::Adhoc);
  }
  for (const auto* day : {"1997-12-26", "1999-12-31", "2003-12-26"}) {
    CAF_REQUIRE(calendar().is_session(date(day)));
    CAF_CHECK(calendar().session(date(day))->early_close);
  }
}

CAF_TEST(days that only look like holidays are full sessions) {
  for (const auto* day :
       {"2021-06-18", "2022-10-10", "2022-11-11", "2024-04-01", "2021-12-31", "2010-12-31",
        "2008-12-26", "2014-12-26", "2025-12-26", "2026-03-06", "2002-09-11", "2026-07-02"}) {
    CAF_REQUIRE(calendar().is_session(date(day)));
    CAF_CHECK(!calendar().session(date(day))->early_close);
  }
}

CAF_TEST(closed days say why) {
  CAF_CHECK_EQUAL(reason("2026-04-03"), "Good Friday");
  CAF_CHECK_EQUAL(reason("2026-07-03"), "Independence Day (observed)");
  CAF_CHECK_EQUAL(reason("2026-11-26"), "Thanksgiving Day");
  CAF_CHECK_EQUAL(reason("2026-03-07"), "weekend");
  CAF_CHECK_EQUAL(reason("2012-10-29"), "Hurricane Sandy");
}

CAF_TEST(years have the sessions they are known for) {
  CAF_CHECK_EQUAL(sessions_in(1990), 253u);
  CAF_CHECK_EQUAL(sessions_in(1996), 254u);
  CAF_CHECK_EQUAL(sessions_in(2001), 248u);
  CAF_CHECK_EQUAL(sessions_in(2012), 250u);
  CAF_CHECK_EQUAL(sessions_in(2020), 253u);
  CAF_CHECK_EQUAL(sessions_in(2025), 250u);
}

CAF_TEST(outside the covered years the answer is unknown and not closed) {
  for (const auto* day : {"1989-12-29", "2030-01-02"}) {
    CAF_CHECK(std::holds_alternative<UnknownDay>(calendar().day(date(day))));
    CAF_CHECK(!calendar().is_session(date(day)));
  }
  CAF_CHECK(!calendar().next_session(date("2029-12-31")).has_value());
  CAF_CHECK(!calendar().next_session(date("1980-01-01")).has_value());
  CAF_CHECK(!calendar().previous_session(date("1990-01-02")).has_value());
  CAF_CHECK(!calendar().previous_session(date("2040-01-01")).has_value());
  CAF_CHECK(!calendar().session_at_or_after(parse_timestamp("1989-12-29T15:00:00Z").value()));
  CAF_CHECK(!calendar().session_at_or_after(parse_timestamp("2030-01-02T15:00:00Z").value()));
}

CAF_TEST(the year past the published ones is a projection) {
  CAF_CHECK(!calendar().is_projection(date("2028-12-29")));
  CAF_CHECK(calendar().is_projection(date("2029-01-02")));
  CAF_CHECK(!calendar().is_projection(date("2030-01-02")));
}

CAF_TEST(neighbours skip weekends and holidays) {
  CAF_CHECK(calendar().next_session(date("2026-04-02"))->date == date("2026-04-06"));
  CAF_CHECK(calendar().previous_session(date("2026-04-06"))->date == date("2026-04-02"));
  CAF_CHECK(calendar().next_session(date("2001-09-10"))->date == date("2001-09-17"));
  CAF_CHECK(calendar().next_session(date("2026-03-02"))->date == date("2026-03-03"));
}

CAF_TEST(every date is a session or a closed day or weekend and nothing twice) {
  std::size_t sessions = 0;
  std::size_t weekdays_closed = 0;
  std::size_t weekend_days = 0;
  const auto first = calendar().first_date();
  const auto last = calendar().last_date();
  for (auto day = first; day <= last; day = day + 1) {
    const auto known = calendar().day(day);
    const auto* closed = std::get_if<ClosedDay>(&known);
    sessions += std::holds_alternative<SessionPlan>(known);
    weekdays_closed += closed && closed->kind != ClosureKind::Weekend;
    weekend_days += closed && closed->kind == ClosureKind::Weekend;
  }
  CAF_CHECK_EQUAL(sessions, calendar().sessions(first, last).size());
  CAF_CHECK_EQUAL(weekdays_closed, calendar().closures(first, last).size());
  CAF_CHECK_EQUAL(sessions + weekdays_closed + weekend_days,
                  static_cast<std::size_t>(last.days - first.days + 1));
}

CAF_TEST(hours never run backwards in any year) {
  Timestamp before{};
  bool ordered = true;
  for (const auto& plan : calendar().sessions(calendar().first_date(), calendar().last_date())) {
    ordered = ordered && before < plan.pre_open && plan.pre_open < plan.open &&
              plan.open < plan.close && plan.close < plan.post_end &&
              new_york_date(plan.post_end) == plan.date;
    before = plan.post_end;
  }
  CAF_CHECK(ordered);
}

CAF_TEST(an operator can correct any day) {
  const auto corrected =
    MarketCalendar::with_overrides("date,action,open,close,post_end,reason,source,announced_at\n"
                                   "2026-03-02,closed,,,,storm,notice 1,2026-03-01\n"
                                   "2026-04-03,open,,,,held after all\n"
                                   "2026-03-03,hours,11:00,14:00\n"
                                   "2012-10-29,open\n"
                                   "2026-03-07,open,10:00,12:00,12:00\n",
                                   "overrides.csv");
  CAF_REQUIRE(corrected.has_value());
  const auto closed = corrected->day(date("2026-03-02"));
  CAF_CHECK(std::get<ClosedDay>(closed) == (ClosedDay{"storm", ClosureKind::Adhoc}));
  CAF_CHECK(corrected->is_session(date("2026-04-03")));
  CAF_CHECK(corrected->is_session(date("2012-10-29")));
  const auto moved = corrected->session(date("2026-03-03")).value();
  CAF_CHECK_EQUAL(format_timestamp(moved.open), "2026-03-03T16:00:00Z");
  CAF_CHECK_EQUAL(format_timestamp(moved.close), "2026-03-03T19:00:00Z");
  CAF_CHECK_EQUAL(format_timestamp(moved.post_end), "2026-03-03T23:00:00Z");
  CAF_CHECK(moved.early_close);
  const auto saturday = corrected->session(date("2026-03-07")).value();
  CAF_CHECK(saturday.close == saturday.post_end);
  CAF_CHECK(corrected->next_session(date("2026-03-06"))->date == date("2026-03-07"));
  CAF_CHECK(corrected->version() != calendar().version());
  CAF_CHECK_EQUAL(calendar().version(), MarketCalendar{}.version());
}

CAF_TEST(an override that makes no sense spoils the whole file) {
  const std::pair<const char*, const char*> cases[] = {
    {"2026-04-03,hours,,13:00\n",
     "o.csv cannot be used: line 1: 2026-04-03: hours are for a session, and there is none; the "
     "action open makes one"},
    {"2026-03-02,closed\n2026-03-03,hours,14:00,13:00\n",
     "o.csv cannot be used: line 2: 2026-03-03: the close is not after the open"},
    {"2026-03-03,hours,03:59\n",
     "o.csv cannot be used: line 1: 2026-03-03: the open is before 04:00"},
    {"2026-03-03,hours,,,15:00\n",
     "o.csv cannot be used: line 1: 2026-03-03: post_end is before the close"},
    {"2030-03-04,closed\n",
     "o.csv cannot be used: line 1: 2030-03-04: the calendar covers 1990 to 2029 only"},
  };
  for (const auto& [text, sentence] : cases) {
    const auto made = MarketCalendar::with_overrides(text, "o.csv");
    CAF_REQUIRE(!made.has_value());
    CAF_CHECK_EQUAL(made.error().sentence, sentence);
  }
}

} // namespace market_calendar_test
