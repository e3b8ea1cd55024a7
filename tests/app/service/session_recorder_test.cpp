#define CAF_SUITE session_recorder
#include "tests/app/service/session_recorder_fixture.hpp"

namespace session_recorder_test {

using namespace hft;
using session_keeper_fixture::Fixture;

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

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace session_recorder_test
