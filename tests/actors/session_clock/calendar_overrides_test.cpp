#define CAF_SUITE calendar_overrides
#include "tests/test.hpp"

#include "actors/session_clock/calendar_overrides.hpp"

namespace calendar_overrides_test {

using namespace hft;

namespace {

std::string sentence(std::string_view text) {
  const auto rows = parse_overrides(text, "o.csv");
  return rows ? std::string{} : rows.error().sentence;
}

} // namespace

CAF_TEST(rows are read with quotes and comments and sorted by date) {
  const auto rows = parse_overrides("# ours\r\ndate,action,open\r\n\r\n"
                                    "2026-05-05,hours,11:00,13:30,,\"snow, \"\"deep\"\"\",NYSE\r\n"
                                    " 2026-03-02 , closed ,,,,mourning,notice,2026-02-20",
                                    "o.csv");
  CAF_REQUIRE(rows.has_value());
  CAF_REQUIRE_EQUAL(rows->size(), 2u);
  CAF_CHECK(rows->at(0).date == make_date(2026, 3, 2));
  CAF_CHECK_EQUAL(rows->at(0).announced_at, "2026-02-20");
  CAF_CHECK_EQUAL(rows->at(0).line, 5);
  CAF_CHECK_EQUAL(rows->at(1).reason, "snow, \"deep\"");
  CAF_CHECK_EQUAL(rows->at(1).source, "NYSE");
  CAF_CHECK(rows->at(1).open == std::chrono::hours{11});
  CAF_CHECK(rows->at(1).close == std::chrono::minutes{13 * 60 + 30});
  CAF_CHECK(!rows->at(1).post_end.has_value());
}

CAF_TEST(an empty file has no rows) {
  CAF_CHECK(parse_overrides("", "o.csv").value().empty());
  CAF_CHECK(parse_overrides("\n# nothing\n", "o.csv").value().empty());
}

CAF_TEST(each fault names its line) {
  CAF_CHECK_EQUAL(sentence("\n2026-02-30,closed"),
                  "o.csv cannot be used: line 2: '2026-02-30' is no date (YYYY-MM-DD)");
  CAF_CHECK_EQUAL(sentence("2026-03-02,shut"),
                  "o.csv cannot be used: line 1: 'shut' is no action (closed, open or hours)");
  CAF_CHECK_EQUAL(sentence("2026-03-02,hours,9:30"),
                  "o.csv cannot be used: line 1: '9:30' is no time of day (HH:MM)");
  CAF_CHECK_EQUAL(sentence("2026-03-02,hours,24:00"),
                  "o.csv cannot be used: line 1: '24:00' is no time of day (HH:MM)");
  CAF_CHECK_EQUAL(sentence("2026-03-02,closed,09:30"),
                  "o.csv cannot be used: line 1: a closed day has no hours");
  CAF_CHECK_EQUAL(sentence("2026-03-02,hours"),
                  "o.csv cannot be used: line 1: hours need an open, close or post_end");
  CAF_CHECK_EQUAL(sentence("2026-03-07,closed"),
                  "o.csv cannot be used: line 1: the date is on a weekend, where only the action "
                  "open makes sense");
  CAF_CHECK_EQUAL(sentence("2026-03-02,closed,,,,\"x"),
                  "o.csv cannot be used: line 1: a quote is left open");
  CAF_CHECK_EQUAL(sentence("2026-03-02,closed,,,,a,b,c,d"),
                  "o.csv cannot be used: line 1: more than 8 columns");
  CAF_CHECK_EQUAL(sentence("2026-03-02,closed\n2026-03-03,closed\n2026-03-02,open"),
                  "o.csv cannot be used: line 3: 2026-03-02 stands in line 1 already");
}

} // namespace calendar_overrides_test
