#define CAF_SUITE session_keeper
#include "tests/test.hpp"

#include "adapters/report/session_listing.hpp"
#include "app/session_keeper.hpp"

#include <fstream>
#include <unistd.h>

using namespace hft;

namespace {

struct Fixture {
  std::filesystem::path folder =
    std::filesystem::temp_directory_path() / ("hft-sessions-" + std::to_string(getpid()));
  Timestamp now = *parse_timestamp("2026-07-02T14:00:00Z");

  Fixture() { std::filesystem::remove_all(folder); }
  ~Fixture() { std::filesystem::remove_all(folder); }

  static SessionChanged entering(SessionPhase phase, int day = 2) {
    SessionChanged changed;
    changed.to = phase;
    changed.plan.date = make_date(2026, 7, static_cast<unsigned>(day));
    return changed;
  }
  SessionKeeper keeper() {
    return {folder, [this] { return now; }};
  }
  report::SessionRecord read(int day = 2) {
    return *report::read_session(folder, make_date(2026, 7, static_cast<unsigned>(day)));
  }
  static StatusSnapshot counted(std::uint64_t ticks, std::uint64_t signals) {
    StatusSnapshot status;
    status.session.plan.date = status.desk.date = make_date(2026, 7, 2);
    ModelStatus model;
    model.id = "modulo";
    model.counts = {ticks, signals, 7, 3, 1}; // orders, fills and refusals come from the journal
    status.models = {model};
    return status;
  }
  std::string listed() { return report::sessions_text(folder).text; }
  bool in_json(const std::string& text) {
    return report::sessions_json(folder).text.find(text) != std::string::npos;
  }
  std::vector<std::string> warnings_of_a_start(SessionPhase phase, int day = 2) {
    auto sessions = keeper();
    auto found = sessions.phase(entering(phase, day));
    sessions.flush();
    return found.warnings;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(session_keeper_tests, Fixture)

CAF_TEST(a session is kept over restarts) {
  {
    auto first = keeper();
    first.phase(entering(SessionPhase::Regular));
    first.incident("the order stream is down");
    first.flush();
  }
  auto second = keeper();
  second.phase(entering(SessionPhase::Regular));
  second.incident("another");
  second.flush();
  const auto record = read();
  CAF_CHECK_EQUAL(record.starts, 2u);
  CAF_REQUIRE_EQUAL(record.incidents.size(), 3u); // and that it was started again
  CAF_CHECK_EQUAL(record.incidents[0].sentence, "the order stream is down");
  CAF_CHECK(record.incidents[0].at == now);
}

CAF_TEST(ticks and signals are summed over the starts of a session however each ended) {
  { // killed: no last word
    auto first = keeper();
    CAF_CHECK_EQUAL(first.phase(entering(SessionPhase::Regular)).starts, 1u);
    first.progress(counted(60, 1));
    first.progress(counted(100, 2));
    first.flush();
  }
  { // stopped in order, and started again
    auto second = keeper();
    CAF_CHECK_EQUAL(second.phase(entering(SessionPhase::Regular)).starts, 2u);
    second.progress(counted(10, 1));
    second.finish(counted(20, 1));
    second.progress(counted(0, 0)); // what is asked afterwards says nothing
    second.flush();
    CAF_CHECK(in_json("\"ticks\": 120"));
  }
  auto third = keeper();
  CAF_CHECK_EQUAL(third.phase(entering(SessionPhase::Regular)).starts, 3u);
  third.progress(counted(3, 1));
  third.finish(counted(3, 1));
  third.flush();
  const auto tally = read().tallies.at("modulo");
  CAF_CHECK_EQUAL(tally.ticks, 123u);
  CAF_CHECK_EQUAL(tally.signals, 4u);
  CAF_CHECK(in_json("\"orders\": 7"));
}

CAF_TEST(counts of another date stay out of the report) {
  auto sessions = keeper();
  sessions.phase(entering(SessionPhase::Regular));
  StatusSnapshot status;
  status.session.plan.date = make_date(2026, 7, 1);
  status.models.resize(1);
  status.models[0].counts.ticks = 5;
  sessions.progress(status);
  sessions.flush();
  CAF_CHECK(read().tallies.empty());
}

CAF_TEST(each date has a report of its own and what the night brought stands in the next) {
  auto sessions = keeper();
  sessions.phase(entering(SessionPhase::Closed, 1));
  sessions.incident("at night");
  sessions.phase(entering(SessionPhase::PreOpen, 1));
  sessions.flush();
  sessions.phase(entering(SessionPhase::PreOpen, 2));
  sessions.flush();
  CAF_CHECK_EQUAL(read(1).incident_count, 1u);
  CAF_CHECK_EQUAL(read(2).incident_count, 0u);
  CAF_CHECK_EQUAL(read(2).starts, 1u);
}

CAF_TEST(a last word is written though the next date begins at once) {
  auto sessions = keeper();
  sessions.phase(entering(SessionPhase::Regular));
  sessions.finish(counted(100, 5));
  sessions.phase(entering(SessionPhase::PreOpen, 3));
  sessions.flush();
  CAF_CHECK(read().finished);
  CAF_CHECK(!read(3).finished);
}

CAF_TEST(a last word that comes after the next date has begun is that of its date) {
  auto sessions = keeper();
  sessions.phase(entering(SessionPhase::Regular));
  sessions.progress(counted(60, 2));
  sessions.phase(entering(SessionPhase::PreOpen, 3));
  sessions.finish(counted(100, 5));
  sessions.flush();
  CAF_CHECK(read().finished);
  const auto tally = read().tallies.at("modulo");
  CAF_CHECK_EQUAL(tally.ticks, 100u);
  CAF_CHECK(!read(3).finished);
  CAF_CHECK(read(3).tallies.empty());
}

CAF_TEST(a session whose last word was counted for the next date is not finished) {
  auto sessions = keeper();
  sessions.phase(entering(SessionPhase::Regular));
  sessions.progress(counted(60, 2));
  sessions.phase(entering(SessionPhase::PreOpen, 3));
  auto late = counted(100, 5);
  late.desk.date = make_date(2026, 7, 3);
  sessions.finish(late);
  sessions.flush();
  CAF_CHECK(!read().finished);
  CAF_CHECK(!read().figures.empty());
}

CAF_TEST(a start after the close has a report once its desk is ready) {
  auto sessions = keeper();
  sessions.phase(entering(SessionPhase::AfterHours));
  sessions.progress(counted(1, 0));
  sessions.flush();
  CAF_CHECK_EQUAL(read().starts, 0u);
  auto ready = counted(2, 0);
  ready.desk.ready = true;
  sessions.progress(ready);
  sessions.progress(ready);
  sessions.flush();
  CAF_CHECK_EQUAL(read().starts, 1u);
  const auto tally = read().tallies.at("modulo");
  CAF_CHECK_EQUAL(tally.ticks, 2u);
}

CAF_TEST(incidents are counted beyond those that are kept) {
  auto sessions = keeper();
  sessions.phase(entering(SessionPhase::Regular));
  for (std::size_t i = 0; i < report::kept_incidents + 5; ++i) sessions.incident("again");
  sessions.flush();
  CAF_CHECK_EQUAL(read().incidents.size(), report::kept_incidents);
  CAF_CHECK_EQUAL(read().incident_count, report::kept_incidents + 5);
}

CAF_TEST(the listing shows what a session came to) {
  CAF_CHECK_EQUAL(listed(), "no session has been traded yet\n");
  auto sessions = keeper();
  sessions.phase(entering(SessionPhase::Regular));
  auto status = counted(100, 5);
  status.models[0].book.realized = Money{112 * units_per_whole};
  status.models[0].book.realized_today = Money{12 * units_per_whole};
  sessions.finish(status);
  sessions.flush();
  CAF_CHECK(listed().find("2026-07-02") != std::string::npos);
  CAF_CHECK(listed().find(" 12.00 ") != std::string::npos);
  CAF_CHECK(listed().find("finished") == std::string::npos);
  CAF_CHECK(in_json("\"realized_pnl\": \"12\""));
  CAF_CHECK(in_json("\"realized_pnl\": \"12.00\""));
  CAF_CHECK(in_json("\"realized_since_start\": \"112\""));
  CAF_CHECK(in_json("\"realized_since_start\": \"112.00\""));
  CAF_CHECK(in_json("\"fills\": 3"));
}

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
    CAF_CHECK(listed().find(" 42.5 ") != std::string::npos);
    CAF_CHECK(listed().find("flat, not finished\n") != std::string::npos);
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
  CAF_CHECK(listed().find(" 42.5 ") != std::string::npos);
  CAF_CHECK(in_json("\"ticks\": 101"));
}

CAF_TEST(what is not known of a session is not shown as nought) {
  auto sessions = keeper();
  sessions.phase(entering(SessionPhase::Regular));
  sessions.flush();
  CAF_CHECK_EQUAL(listed().substr(listed().find('\n') + 1),
                  "2026-07-02      1        -        -        -              -              -"
                  "         -         0  not finished\n");
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
  const auto listing = report::sessions_text(folder);
  CAF_CHECK(listing.text.find("2026-07-02") != std::string::npos);
  CAF_REQUIRE_EQUAL(listing.failures.size(), 1u);
  CAF_CHECK_EQUAL(listing.failures[0], "the session report " +
                                         (folder / "2026-07-01.json").string() +
                                         " cannot be read: it is empty");
}

CAF_TEST_FIXTURE_SCOPE_END()
