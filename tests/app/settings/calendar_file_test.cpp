#define CAF_SUITE calendar_file
#include "tests/test.hpp"

#include "app/settings/calendar_file.hpp"

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace calendar_file_test {

using namespace hft;

namespace {

struct Fixture {
  std::string file = (std::filesystem::temp_directory_path() /
                      ("hft-overrides-" + std::to_string(getpid()) + ".csv"))
                       .string();
  ~Fixture() { std::remove(file.c_str()); }
  Result<std::shared_ptr<const MarketCalendar>> load(const std::string& text) {
    std::ofstream{file} << text;
    return load_calendar(file);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(calendar_file_tests, Fixture)

CAF_TEST(an override closes a date that the rules have open) {
  const auto date = make_date(2026, 7, 2);
  CAF_CHECK((*load_calendar(""))->is_session(date));
  const auto calendar = load("2026-07-02,closed,,,,day of mourning\n");
  CAF_REQUIRE(calendar.has_value());
  CAF_CHECK(!(*calendar)->is_session(date));
}

CAF_TEST(one bad line and there is only a sentence) {
  const auto calendar = load("2026-07-02,closed\nnonsense\n");
  CAF_REQUIRE(!calendar.has_value());
  CAF_CHECK(calendar.error().sentence.find(file) != std::string::npos);
}

CAF_TEST(a file that is not there is named) {
  const auto calendar = load_calendar("/nowhere/overrides.csv");
  CAF_REQUIRE(!calendar.has_value());
  CAF_CHECK_EQUAL(calendar.error().sentence,
                  "the calendar overrides /nowhere/overrides.csv cannot be read");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace calendar_file_test
