#define CAF_SUITE supervisor
#include "tests/actors/supervisor/supervisor_actor_fixture.hpp"

namespace supervisor_actor_test {

using namespace hft;
using namespace std::chrono_literals;
using namespace hft::supervisor_fixture;

CAF_TEST_FIXTURE_SCOPE(supervisor_tests, fixture)

CAF_TEST(nothing runs while the market is closed) {
  CAF_CHECK(story->spawned.empty());
  CAF_CHECK(!ending.has_value());
}

CAF_TEST(a closed market ends the process when it was told to exit) {
  phase(SessionPhase::Closed);
  CAF_REQUIRE(ending.has_value());
  CAF_CHECK_EQUAL(ending->exit_code, 0);
}

CAF_TEST(orders an earlier run left open are canceled before a closed market ends the run) {
  left_open = true;
  phase(SessionPhase::Closed);
  CAF_CHECK(!ending.has_value());
  CAF_CHECK_EQUAL(story->spawned["desk"], 1);
  desk_is_ready();
  CAF_CHECK_EQUAL(story->lines, (std::vector<std::string>{"desk closes", "desk stops"}));
  CAF_REQUIRE(ending.has_value());
  CAF_CHECK_EQUAL(ending->exit_code, 0);
  CAF_CHECK_EQUAL(reports, 0); // no session was traded
  CAF_CHECK_EQUAL(incidents.size(), 1u);
}

CAF_TEST(a session that begins while old orders are looked at comes up on the same desk) {
  left_open = true;
  phase(SessionPhase::Closed);
  phase(SessionPhase::PreOpen);
  desk_is_ready();
  CAF_CHECK_EQUAL(story->spawned["desk"], 1);
  CAF_CHECK_EQUAL(story->spawned["feed"], 1);
  phase(SessionPhase::AfterHours);
  CAF_CHECK_EQUAL(reports, 1);
  CAF_CHECK_EQUAL(story->spawned["desk"], 1); // they are looked at once
}

CAF_TEST(an order to stop waits for old orders too) {
  left_open = true;
  phase(SessionPhase::Closed);
  tell(shutdown_atom_v);
  CAF_CHECK_EQUAL(story->lines, (std::vector<std::string>{"desk closes", "desk stops"}));
  CAF_CHECK(ending.has_value());
}

CAF_TEST(a start after the close comes up for models that trade then) {
  extended = true;
  CAF_REQUIRE(command(SpawnModel{{"m2", "late", {}}}).done);
  phase(SessionPhase::AfterHours);
  CAF_CHECK_EQUAL(story->spawned["desk"], 1);
  CAF_CHECK(!ending.has_value());
}

CAF_TEST(a start after the close ends when no model trades then) {
  phase(SessionPhase::AfterHours);
  CAF_CHECK_EQUAL(story->spawned["desk"], 0);
  CAF_CHECK(ending.has_value());
}

CAF_TEST(a session that ends while the next one begins ends the process all the same) {
  open_the_market();
  for (const auto to : {SessionPhase::Closed, SessionPhase::PreOpen}) {
    SessionChanged changed;
    changed.to = to;
    caf::anon_send(supervisor, changed);
  }
  sched.run();
  CAF_REQUIRE(ending.has_value());
  CAF_CHECK_EQUAL(ending->exit_code, 0);
  CAF_CHECK_EQUAL(story->spawned["desk"], 1);
  CAF_CHECK(phases.back() == SessionPhase::Closed); // the next one is nobody's story
}

CAF_TEST(models and feed start only when the desk is ready) {
  phase(SessionPhase::PreOpen);
  CAF_CHECK_EQUAL(story->spawned["desk"], 1);
  CAF_CHECK_EQUAL(story->spawned["feed"], 0);
  CAF_CHECK_EQUAL(story->spawned["m1"], 0);
  open_the_market();
  CAF_CHECK_EQUAL(story->spawned["feed"], 1);
  CAF_CHECK_EQUAL(story->spawned["m1"], 1);
  CAF_CHECK(ready);
}

CAF_TEST(the close cancels reports and stops in order) {
  open_the_market();
  phase(SessionPhase::Regular);
  story->lines.clear();
  phase(SessionPhase::AfterHours);
  const std::vector<std::string> wanted{"desk closes", "model stops", "feed stops", "desk stops"};
  CAF_CHECK_EQUAL(caf::deep_to_string(story->lines), caf::deep_to_string(wanted));
  CAF_CHECK_EQUAL(reports, 1);
  CAF_REQUIRE(ending.has_value());
  CAF_CHECK_EQUAL(ending->exit_code, 0);
}

CAF_TEST(a desk that falls brings feed and models up again with it) {
  open_the_market();
  caf::anon_send_exit(desk, caf::exit_reason::kill);
  sched.run();
  CAF_CHECK_EQUAL(story->spawned["desk"], 2);
  open_the_market();
  CAF_CHECK_EQUAL(story->spawned["feed"], 2);
  CAF_CHECK_EQUAL(story->spawned["m1"], 2);
  CAF_CHECK(!ending.has_value());
}

CAF_TEST(books that disagree end the run with their own code) {
  open_the_market();
  DeskChanged changed;
  changed.books_disagree = true;
  changed.sentence = "the broker has 5 SPY more";
  tell(changed);
  CAF_REQUIRE(ending.has_value());
  CAF_CHECK_EQUAL(ending->exit_code, 5);
}

CAF_TEST(an order to stop stops in order and ends well) {
  open_the_market();
  tell(shutdown_atom_v);
  CAF_REQUIRE(ending.has_value());
  CAF_CHECK_EQUAL(ending->exit_code, 0);
  CAF_CHECK_EQUAL(reports, 1);
}

CAF_TEST(a stop that leaves orders working ends with a code and a sentence) {
  open_the_market();
  story->orders_left = 2;
  tell(shutdown_atom_v);
  CAF_REQUIRE(ending.has_value());
  CAF_CHECK_EQUAL(ending->exit_code, 1);
  CAF_CHECK_EQUAL(ending->sentence, "2 orders of ours may still work at the broker");
}

CAF_TEST(a heartbeat takes the way a tick would take in this phase) {
  const auto beat_goes_to = [this] {
    story->lines.clear();
    advance_time(1s);
    sched.run();
    return caf::deep_to_string(story->lines);
  };
  CAF_CHECK_EQUAL(beat_goes_to(), R"(["beat at the clock"])");
  phase(SessionPhase::PreOpen);
  CAF_CHECK_EQUAL(beat_goes_to(), R"(["beat at the desk"])");
  open_the_market();
  CAF_CHECK_EQUAL(beat_goes_to(), R"(["beat at the feed"])");
}

CAF_TEST(only a heartbeat that came back is told to those who watch) {
  open_the_market();
  advance_time(3s);
  sched.run();
  CAF_CHECK_EQUAL(beats, 0); // the stand-ins swallow it
  tell(Heartbeat{1});
  CAF_CHECK_EQUAL(beats, 1);
}

CAF_TEST(a market that counts as closed against the calendar is no good end) {
  SessionChanged changed;
  changed.to = SessionPhase::Closed;
  changed.reason = "broker has not confirmed the calendar yet";
  tell(changed);
  CAF_REQUIRE(ending.has_value());
  CAF_CHECK_EQUAL(ending->exit_code, 4);
  CAF_CHECK_EQUAL(ending->sentence,
                  "the market counts as closed: broker has not confirmed the calendar yet");
}

CAF_TEST(a start that takes too long is told once and again at the open) {
  phase(SessionPhase::PreOpen);
  advance_time(59s);
  sched.run();
  CAF_CHECK(incidents.empty());
  advance_time(2s);
  sched.run();
  advance_time(2s);
  sched.run();
  CAF_REQUIRE_EQUAL(incidents.size(), 1u);
  CAF_CHECK_EQUAL(incidents[0],
                  "the system is not ready yet: the books are not reconciled with the broker");
  phase(SessionPhase::Regular);
  advance_time(1s);
  sched.run();
  CAF_CHECK_EQUAL(incidents.size(), 2u);
}

CAF_TEST(limits that change reach the desk) {
  open_the_market();
  story->lines.clear();
  tell(ChangeLimits{});
  CAF_CHECK_EQUAL(caf::deep_to_string(story->lines), R"(["limits change"])");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace supervisor_actor_test
