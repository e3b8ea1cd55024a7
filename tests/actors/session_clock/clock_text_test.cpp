#define CAF_SUITE clock_text
#include "tests/test.hpp"

#include "actors/session_clock/clock_text.hpp"

namespace clock_text_test {

using namespace hft;

namespace {

SessionSchedule schedule() {
  return SessionSchedule{std::make_shared<const MarketCalendar>()};
}

Timestamp utc(const char* text) {
  return parse_timestamp(text).value();
}

} // namespace

CAF_TEST(the clock tells phase and next change in both zones) {
  CAF_CHECK_EQUAL(format_clock(schedule(), utc("2026-03-02T15:00:00Z")),
                  "phase: Regular\n"
                  "now:   2026-03-02T10:00:00-05:00 New York, 2026-03-02T15:00:00Z UTC\n"
                  "today: 2026-03-02, Monday: session 09:30 to 16:00 New York\n"
                  "next:  AfterHours at 2026-03-02T16:00:00-05:00 New York, 2026-03-02T21:00:00Z "
                  "UTC, in 6:00:00\n");
}

CAF_TEST(the clock knows why the market is closed) {
  CAF_CHECK_EQUAL(format_clock(schedule(), utc("2026-04-03T15:00:00Z")),
                  "phase: Closed\n"
                  "now:   2026-04-03T11:00:00-04:00 New York, 2026-04-03T15:00:00Z UTC\n"
                  "today: 2026-04-03, Friday: closed, Good Friday\n"
                  "next:  PreOpen at 2026-04-06T04:00:00-04:00 New York, 2026-04-06T08:00:00Z UTC, "
                  "in 65:00:00\n");
}

CAF_TEST(the clock tells Prometheus which phase there should be) {
  const auto text = clock_metrics(schedule(), utc("2019-07-03T15:00:00Z"));
  CAF_CHECK(text.find("hft_calendar_phase{phase=\"regular\"} 1\n") != std::string::npos);
  CAF_CHECK(text.find("hft_calendar_phase{phase=\"closed\"} 0\n") != std::string::npos);
  CAF_CHECK(text.find("hft_calendar_written_timestamp_seconds 1562166000\n") != std::string::npos);
  const auto holiday = clock_metrics(schedule(), utc("2019-07-04T15:00:00Z"));
  CAF_CHECK(holiday.find("hft_calendar_phase{phase=\"closed\"} 1\n") != std::string::npos);
}

CAF_TEST(the clock admits where the calendar ends) {
  CAF_CHECK_EQUAL(format_clock(schedule(), utc("2030-06-03T15:00:00Z")),
                  "phase: Closed\n"
                  "now:   2030-06-03T11:00:00-04:00 New York, 2030-06-03T15:00:00Z UTC\n"
                  "today: 2030-06-03, Monday: unknown, the calendar ends here: not tradable\n"
                  "next:  unknown, the calendar ends here\n");
}

CAF_TEST(times are read as people write them) {
  const auto now = utc("2026-07-02T01:00:00Z"); // July 1 in New York
  CAF_CHECK(parse_clock_time("2026-03-02T15:00:00Z", now) == utc("2026-03-02T15:00:00Z"));
  CAF_CHECK(parse_clock_time("2026-03-02T10:00:00-05:00", now) == utc("2026-03-02T15:00:00Z"));
  CAF_CHECK(parse_clock_time("2026-03-02T10:00", now) == utc("2026-03-02T15:00:00Z"));
  CAF_CHECK(parse_clock_time("2026-03-02 10:00:30", now) == utc("2026-03-02T15:00:30Z"));
  CAF_CHECK(parse_clock_time("09:30", now) == utc("2026-07-01T13:30:00Z"));
  for (const auto* text : {"", "noon", "2026-02-30T10:00", "24:00", "09:60", "9:30", "2026-03-02"})
    CAF_CHECK(!parse_clock_time(text, now).has_value());
}

} // namespace clock_text_test
