#define CAF_SUITE timestamp
#include "tests/test.hpp"

#include "messages/new_york.hpp"
#include "messages/timestamp.hpp"

namespace timestamp_test {

using namespace hft;

CAF_TEST(times are read and written to the nanosecond) {
  const auto time = parse_timestamp("2026-03-02T15:00:00.123456789Z");
  CAF_REQUIRE(time.has_value());
  CAF_CHECK_EQUAL(time->nanoseconds, 1772463600123456789);
  CAF_CHECK_EQUAL(format_timestamp(*time), "2026-03-02T15:00:00.123456789Z");
  CAF_CHECK_EQUAL(format_timestamp(parse_timestamp("2026-03-02T10:00:00.5-05:00").value()),
                  "2026-03-02T15:00:00.5Z");
}

CAF_TEST(what is no time is refused) {
  for (const auto* text :
       {"", "2026-03-02", "2026-02-30T00:00:00Z", "2026-03-02T25:00:00Z", "2026-03-02T10:00:00",
        "2026-03-02T10:00:00.Z", "2026-03-02T10:00:00.1234567891Z", "2026-03-02T10:00:00Zx"})
    CAF_CHECK(!parse_timestamp(text).has_value());
}

CAF_TEST(a date whose instants do not fit is none) {
  CAF_CHECK(parse_date("1678-01-01"));
  CAF_CHECK(parse_date("2261-12-31"));
  CAF_CHECK(!parse_date("1677-12-31"));
  CAF_CHECK(!parse_date("2262-01-01"));
  CAF_CHECK(!parse_date("3345-03-22"));
}

CAF_TEST(New York follows its zone through both changes) {
  const auto winter = parse_timestamp("2026-03-02T14:30:00Z").value();
  const auto summer = parse_timestamp("2026-07-01T13:30:00Z").value();
  const Duration open = std::chrono::hours{9} + std::chrono::minutes{30};
  CAF_CHECK(new_york_time_of_day(winter) == open);
  CAF_CHECK(new_york_time_of_day(summer) == open);
  CAF_CHECK(from_new_york(make_date(2026, 3, 2), open) == winter);
  CAF_CHECK(from_new_york(make_date(2026, 7, 1), open) == summer);
  CAF_CHECK_EQUAL(format_new_york(summer), "2026-07-01T09:30:00-04:00");
  CAF_CHECK(new_york_date(parse_timestamp("2026-07-02T01:00:00Z").value()) ==
            make_date(2026, 7, 1));
}

CAF_TEST(an hour that does not exist in New York counts on and one that exists twice is the first) {
  const auto spring = make_date(2026, 3, 8);
  const auto autumn = make_date(2026, 11, 1);
  CAF_CHECK_EQUAL(format_new_york(from_new_york(spring, std::chrono::minutes{150})),
                  "2026-03-08T03:30:00-04:00");
  CAF_CHECK_EQUAL(format_new_york(from_new_york(autumn, std::chrono::minutes{90})),
                  "2026-11-01T01:30:00-04:00");
  CAF_CHECK_EQUAL(format_new_york(from_new_york(autumn, std::chrono::minutes{120})),
                  "2026-11-01T02:00:00-05:00");
}

CAF_TEST(a date in New York is that of its wall and not of UTC) {
  const auto evening = parse_timestamp("2026-01-01T04:59:59Z").value();
  CAF_CHECK(new_york_date(evening) == make_date(2025, 12, 31));
  CAF_CHECK(new_york_date(evening + std::chrono::seconds{1}) == make_date(2026, 1, 1));
  CAF_CHECK(new_york_offset(evening) == -std::chrono::hours{5});
  CAF_CHECK_EQUAL(format_new_york_clock(evening), "23:59:59");
}

CAF_TEST(offsets and fractions of a time are read exactly) {
  const auto noon = parse_timestamp("2026-03-02T12:00:00Z").value();
  CAF_CHECK(parse_timestamp("2026-03-02T07:00:00-05:00") == noon);
  CAF_CHECK(parse_timestamp("2026-03-02T17:30:00+05:30") == noon);
  CAF_CHECK(parse_timestamp("2026-03-02T12:00:00.000000001Z") == noon + Duration{1});
  CAF_CHECK(!parse_timestamp("2026-03-02T12:00:00.0000000001Z"));
  CAF_CHECK(!parse_timestamp("2026-03-02T12:00:00"));
  CAF_CHECK(!parse_timestamp("2026-02-29T12:00:00Z"));
}

CAF_TEST(dates are days that exist and know their weekday) {
  CAF_CHECK(parse_date("2024-02-29") == make_date(2024, 2, 29));
  CAF_CHECK(!parse_date("2023-02-29"));
  CAF_CHECK(!parse_date("2024-2-29"));
  CAF_CHECK_EQUAL(weekday(make_date(2026, 3, 1)), 0u);
  CAF_CHECK(make_date(2024, 2, 28) + 2 == make_date(2024, 3, 1));
}

} // namespace timestamp_test
