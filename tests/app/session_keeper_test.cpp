#define CAF_SUITE session_keeper
#include "tests/test.hpp"

#include "app/session_keeper.hpp"

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
    return report::read_session(folder, make_date(2026, 7, static_cast<unsigned>(day)));
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
  CAF_REQUIRE_EQUAL(record.incidents.size(), 2u);
  CAF_CHECK_EQUAL(record.incidents[0].sentence, "the order stream is down");
  CAF_CHECK(record.incidents[0].at == now);
}

CAF_TEST(ticks and signals are summed over the starts of a session however each ended) {
  const auto counted = [](std::uint64_t ticks, std::uint64_t signals) {
    StatusSnapshot status;
    status.session.plan.date = make_date(2026, 7, 2);
    ModelStatus model;
    model.id = "modulo";
    model.counts = {ticks, signals, 7, 3, 1}; // orders, fills and refusals come from the journal
    status.models = {model};
    return status;
  };
  { // killed: no last word
    auto first = keeper();
    CAF_CHECK_EQUAL(first.phase(entering(SessionPhase::Regular)), 1u);
    first.progress(counted(60, 1));
    first.progress(counted(100, 2));
    first.flush();
  }
  { // stopped in order, and started again
    auto second = keeper();
    CAF_CHECK_EQUAL(second.phase(entering(SessionPhase::Regular)), 2u);
    second.progress(counted(10, 1));
    second.finish(counted(20, 1));
    second.progress(counted(0, 0)); // what is asked afterwards says nothing
    second.flush();
    CAF_CHECK(report::sessions_json(folder).find("\"ticks\": 120") != std::string::npos);
  }
  auto third = keeper();
  CAF_CHECK_EQUAL(third.phase(entering(SessionPhase::Regular)), 3u);
  third.progress(counted(3, 1));
  third.finish(counted(3, 1));
  third.flush();
  const auto tally = read().tallies.at("modulo");
  CAF_CHECK_EQUAL(tally.ticks, 123u);
  CAF_CHECK_EQUAL(tally.signals, 4u);
  CAF_CHECK(report::sessions_json(folder).find("\"orders\": 7") != std::string::npos);
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

CAF_TEST(each date has a report of its own and nothing is kept of nights) {
  auto sessions = keeper();
  sessions.phase(entering(SessionPhase::Closed, 1));
  sessions.incident("at night");
  sessions.phase(entering(SessionPhase::PreOpen, 1));
  sessions.flush();
  sessions.phase(entering(SessionPhase::PreOpen, 2));
  sessions.flush();
  CAF_CHECK_EQUAL(read(1).incident_count, 0u);
  CAF_CHECK_EQUAL(read(2).starts, 1u);
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
  CAF_CHECK_EQUAL(report::sessions_text(folder), "no session has been traded yet\n");
  auto sessions = keeper();
  sessions.phase(entering(SessionPhase::Regular));
  StatusSnapshot status;
  ModelStatus model;
  model.id = "modulo";
  model.counts = {100, 5, 4, 3, 1};
  model.book.realized = Money{12 * units_per_whole};
  status.models = {model};
  sessions.finish(status);
  sessions.flush();
  const auto text = report::sessions_text(folder);
  CAF_CHECK(text.find("2026-07-02") != std::string::npos);
  CAF_CHECK(text.find("12.00") != std::string::npos);
  CAF_CHECK(report::sessions_json(folder).find("\"fills\": 3") != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()
