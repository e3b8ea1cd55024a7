#define CAF_SUITE timestamp
#include "tests/test.hpp"

#include "messages/new_york.hpp"
#include "messages/timestamp.hpp"

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
