#pragma once

#include "tests/test.hpp"

#include "adapters/report/session_listing.hpp"
#include "app/service/session_recorder.hpp"

#include <unistd.h>

namespace hft::session_keeper_fixture {

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
  SessionRecorder keeper() {
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
  std::string listed() { return report::sessions_text({{"A", folder}}).text; }
  bool in_json(const std::string& text) {
    return report::sessions_json({{"A", folder}}).text.find(text) != std::string::npos;
  }
  std::vector<std::string> warnings_of_a_start(SessionPhase phase, int day = 2) {
    auto sessions = keeper();
    auto found = sessions.phase(entering(phase, day));
    sessions.flush();
    return found.warnings;
  }
};

} // namespace hft::session_keeper_fixture
