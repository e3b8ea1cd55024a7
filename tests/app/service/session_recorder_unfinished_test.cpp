#define CAF_SUITE session_recorder_unfinished
#include "tests/app/service/session_recorder_fixture.hpp"

#include <fstream>

namespace session_recorder_unfinished_test {

using namespace hft;
using session_keeper_fixture::Fixture;

CAF_TEST_FIXTURE_SCOPE(session_keeper_unfinished_tests, Fixture)

CAF_TEST(a killed session keeps the figures it had when it was last asked) {
  {
    auto sessions = keeper();
    sessions.phase(entering(SessionPhase::Regular));
    auto status = counted(100, 5);
    status.desk.latency = {7, 42.5, 43, 44, 45};
    sessions.progress(status);
    sessions.flush();
  }
  const auto shown = [&] {
    CAF_CHECK(in_json("42.5"));
    CAF_CHECK(listed().find("not finished\n") != std::string::npos);
    CAF_CHECK(in_json("\"finished\": false"));
    CAF_CHECK(in_json("\"orders\": 7"));
    CAF_CHECK(in_json("\"fills\": 3"));
    CAF_CHECK(in_json("\"refused\": 1"));
    CAF_CHECK(in_json("\"ticks\": 100"));
  };
  shown();
  auto second = keeper(); // killed again before its desk answers
  second.phase(entering(SessionPhase::Regular));
  auto nothing_yet = counted(0, 0);
  nothing_yet.desk.date = {};
  nothing_yet.models[0].counts = {};
  second.progress(nothing_yet);
  second.flush();
  shown();
  second.progress(counted(1, 0)); // it sent no order of its own
  second.flush();
  CAF_CHECK(in_json("42.5"));
  CAF_CHECK(in_json("\"ticks\": 101"));
}

CAF_TEST(what is not known of a session is not shown as nought) {
  auto sessions = keeper();
  sessions.phase(entering(SessionPhase::Regular));
  sessions.flush();
  const auto text = listed();
  CAF_CHECK(
    text.find("2026-07-02            -        -              -              -        0\n") !=
    std::string::npos);
  CAF_CHECK(text.find("  A: ; not finished\n") != std::string::npos);
}

CAF_TEST(a start after a killed one is an incident and one after a stop is none) {
  CAF_CHECK(warnings_of_a_start(SessionPhase::Regular).empty());
  const auto warnings = warnings_of_a_start(SessionPhase::Regular); // the first one was killed
  CAF_REQUIRE_EQUAL(warnings.size(), 1u);
  CAF_CHECK(warnings[0].find("the run before ended without a report") != std::string::npos);
  const auto incidents = read().incidents;
  CAF_REQUIRE_EQUAL(incidents.size(), 1u);
  CAF_CHECK_EQUAL(incidents[0].sentence, warnings[0]);
  {
    auto stopped = keeper();
    stopped.phase(entering(SessionPhase::Regular));
    stopped.finish(counted(1, 1));
    stopped.flush();
  }
  CAF_CHECK_EQUAL(read().incident_count, 2u);
  CAF_CHECK(warnings_of_a_start(SessionPhase::Regular).empty());
  CAF_CHECK_EQUAL(read().incident_count, 2u);
}

CAF_TEST(an unfinished session is told once when it is over) {
  warnings_of_a_start(SessionPhase::Regular);
  auto against_calendar = entering(SessionPhase::Closed, 3);
  against_calendar.reason = "the broker is silent"; // the session may yet go on
  CAF_CHECK(keeper().phase(against_calendar).warnings.empty());
  const auto warnings = warnings_of_a_start(SessionPhase::AfterHours);
  CAF_REQUIRE_EQUAL(warnings.size(), 1u);
  CAF_CHECK(warnings[0].starts_with("the session of 2026-07-02 is unfinished"));
  CAF_CHECK(warnings_of_a_start(SessionPhase::Closed, 3).empty());
  CAF_CHECK(!read().finished);
}

CAF_TEST(an unfinished session is told at the start of the next date) {
  warnings_of_a_start(SessionPhase::Regular);
  CAF_CHECK_EQUAL(warnings_of_a_start(SessionPhase::PreOpen, 3).size(), 1u);
  CAF_CHECK_EQUAL(read(3).incident_count, 0u);
}

CAF_TEST(what the models saw before a restart is told with what they saw since) {
  {
    auto first = keeper();
    first.phase(entering(SessionPhase::Regular));
    first.progress(counted(60, 2));
    first.flush();
  }
  auto second = keeper();
  second.phase(entering(SessionPhase::Regular));
  second.finish(counted(40, 1));
  const auto whole = second.whole(counted(40, 1));
  CAF_CHECK_EQUAL(whole.models[0].counts.ticks, 100u);
  CAF_CHECK_EQUAL(whole.models[0].counts.signals, 3u);
  CAF_CHECK_EQUAL(whole.models[0].counts.orders, 7u);
}

CAF_TEST(a torn report is kept aside and told) {
  std::filesystem::create_directories(folder);
  const auto file = (folder / "2026-07-02.json").string();
  std::ofstream{file} << "{\"date\": \"2026-07-02\", \"sta";
  const auto warnings = warnings_of_a_start(SessionPhase::Regular);
  CAF_REQUIRE_EQUAL(warnings.size(), 1u);
  CAF_CHECK_EQUAL(warnings[0], "the session report " + file +
                                 " cannot be read: it is not whole; it is kept as " + file +
                                 ".torn");
  CAF_CHECK(std::filesystem::exists(file + ".torn"));
  CAF_CHECK_EQUAL(read().starts, 1u);
  CAF_CHECK_EQUAL(read().incident_count, 1u);
}

CAF_TEST(a report that cannot be read is named beside the others) {
  warnings_of_a_start(SessionPhase::Regular);
  std::ofstream{folder / "2026-07-01.json"} << "";
  const auto listing = report::sessions_text({{"A", folder}});
  CAF_CHECK(listing.text.find("2026-07-02") != std::string::npos);
  CAF_REQUIRE_EQUAL(listing.failures.size(), 1u);
  CAF_CHECK_EQUAL(listing.failures[0], "the session report " +
                                         (folder / "2026-07-01.json").string() +
                                         " cannot be read: it is empty");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace session_recorder_unfinished_test
