#define CAF_SUITE golden_calendar
#include "tests/test.hpp"

#include "actors/session_clock/calendar_text.hpp"
#include "actors/session_clock/market_calendar.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace golden_calendar_test {

using namespace hft;

namespace {

/// The text of a table that is not kept with the sources; empty, loudly, when it is not there.
std::string table(const std::string& name) {
  const char* given = std::getenv("HFT_SHARED");
  const std::filesystem::path folder =
    given != nullptr ? std::filesystem::path{given}
                     : std::filesystem::path{HFT_SOURCE_DIR}.parent_path() / "shared";
  const auto path = folder / "data" / name;
  std::ifstream file{path};
  if (!file) {
    std::cerr << "SKIPPED: " << path << " is not there; HFT_SHARED names its folder\n";
    return {};
  }
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string closures_csv(const MarketCalendar& calendar, Date from, Date to) {
  std::string text = "date,reason,kind\n";
  for (const auto& closure : calendar.closures(from, to))
    text += format_date(closure.date) + "," + closure.why.reason + "," +
            std::string{to_string(closure.why.kind)} + "\n";
  return text;
}

std::string refusal_of(Date from, Date to) {
  return calendar_csv(MarketCalendar{}, from, to).error().sentence;
}

} // namespace

CAF_TEST(ten years of sessions equal the golden table) {
  const auto golden = table("xnys_sessions_2010_2019.csv");
  const auto ours =
    calendar_csv(MarketCalendar{}, make_date(2010, 1, 1), make_date(2019, 12, 31)).value();
  CAF_CHECK(golden.empty() || ours == golden);
}

CAF_TEST(ten years of closures equal the golden table) {
  const auto golden = table("xnys_closures_2010_2019.csv");
  const auto ours = closures_csv(MarketCalendar{}, make_date(2010, 1, 1), make_date(2019, 12, 31));
  CAF_CHECK(golden.empty() || ours == golden);
}

CAF_TEST(the table of a holiday week has its header and its rows) {
  const auto text =
    calendar_csv(MarketCalendar{}, make_date(2026, 11, 25), make_date(2026, 11, 29)).value();
  CAF_CHECK_EQUAL(text, "date,open_utc,close_utc,early_close\n"
                        "2026-11-25,2026-11-25T14:30:00Z,2026-11-25T21:00:00Z,false\n"
                        "2026-11-27,2026-11-27T14:30:00Z,2026-11-27T18:00:00Z,true\n");
}

CAF_TEST(a table outside the covered years or backwards is refused) {
  const auto early = refusal_of(make_date(1989, 12, 31), make_date(1990, 1, 2));
  const auto late = refusal_of(make_date(2029, 1, 1), make_date(2030, 1, 1));
  const auto reversed = refusal_of(make_date(2020, 1, 2), make_date(2020, 1, 1));
  CAF_CHECK_EQUAL(early, "the calendar covers 1990-01-01 to 2029-12-31: 1989-12-31 is outside");
  CAF_CHECK_EQUAL(late, "the calendar covers 1990-01-01 to 2029-12-31: 2030-01-01 is outside");
  CAF_CHECK_EQUAL(reversed, "the calendar cannot run backwards: 2020-01-02 is after 2020-01-01");
}

CAF_TEST(people read hours and reasons) {
  const auto text =
    calendar_text(MarketCalendar{}, make_date(2029, 11, 22), make_date(2029, 11, 24)).value();
  CAF_CHECK_EQUAL(text, "2029-11-22  closed: Thanksgiving Day\n"
                        "2029-11-23  09:30 to 13:00 New York  2029-11-23T14:30:00Z to "
                        "2029-11-23T18:00:00Z  early close  projected\n");
}

} // namespace golden_calendar_test
