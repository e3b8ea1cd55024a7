#define CAF_SUITE supervisor
#include "tests/actors/supervisor/supervisor_actor_fixture.hpp"

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

CAF_TEST(a model that throws is restarted and the rest stays) {
  open_the_market();
  model_throws();
  advance_time(60ms);
  sched.run();
  CAF_CHECK_EQUAL(story->spawned["m1"], 2);
  CAF_CHECK_EQUAL(story->spawned["feed"], 1);
  CAF_CHECK_EQUAL(story->spawned["desk"], 1);
}

CAF_TEST(a model that keeps throwing is quarantined) {
  open_the_market();
  for (int i = 0; i < 5; ++i) {
    if (model) model_throws();
    advance_time(60ms);
    sched.run();
    advance_time(60ms);
    sched.run();
  }
  CAF_CHECK_EQUAL(story->spawned["m1"], 3);
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

CAF_TEST(a spawned model joins at once and a second of its name is refused) {
  open_the_market();
  CAF_CHECK(command(SpawnModel{{"m2", "modulo", {}}}).done);
  CAF_CHECK_EQUAL(story->spawned["m2"], 1);
  CAF_CHECK(!command(SpawnModel{{"m2", "modulo", {}}}).done);
  CAF_CHECK_EQUAL(command(SpawnModel{{"m3", "nonsense", {}}}).sentence,
                  "no model is named nonsense");
}

CAF_TEST(a swap widens the wish first and narrows it when the new model has taken over) {
  open_the_market();
  story->lines.clear();
  const auto result = command(SwapModel{{"m1", "other", {}}});
  CAF_CHECK(result.done);
  const std::vector<std::string> wanted{"subscribe m1 1", "install", "subscribe m1 1"};
  CAF_CHECK_EQUAL(caf::deep_to_string(story->lines), caf::deep_to_string(wanted));
  CAF_CHECK_EQUAL(story->spawned["m1"], 1);
  CAF_CHECK_EQUAL(name_of("m1"), "other");
}

CAF_TEST(a swap that fails leaves the old model and its wish) {
  open_the_market();
  story->seats = false;
  story->lines.clear();
  const auto result = command(SwapModel{{"m1", "other", {}}});
  CAF_CHECK(!result.done);
  CAF_CHECK_EQUAL(result.sentence, "said the seat");
  CAF_CHECK_EQUAL(story->lines.back(), "subscribe m1");
  CAF_CHECK_EQUAL(name_of("m1"), "modulo");
  CAF_CHECK(!command(SwapModel{{"m1", "nonsense", {}}}).done);
  CAF_CHECK(!command(SwapModel{{"nobody", "other", {}}}).done);
}

CAF_TEST(a candidate in shadow is promoted or stopped before its instance) {
  open_the_market();
  ModelSpec shadow{"m1", "other", {}};
  shadow.shadow = true;
  CAF_CHECK(!command(PromoteModel{"m1"}).done);
  CAF_CHECK(command(SwapModel{shadow}).done);
  CAF_CHECK_EQUAL(name_of("m1"), "modulo");
  CAF_CHECK(!command(SwapModel{shadow}).done);
  CAF_CHECK_EQUAL(command(StopModel{"m1"}).sentence, "dropped");
  CAF_CHECK(command(SwapModel{shadow}).done);
  CAF_CHECK(command(PromoteModel{"m1"}).done);
  CAF_CHECK_EQUAL(name_of("m1"), "other");
  story->lines.clear();
  CAF_CHECK(command(StopModel{"m1"}).done);
  const std::vector<std::string> wanted{"unsubscribe m1", "disconnect m1", "retire m1",
                                        "model stops"};
  for (const auto& line : wanted)
    CAF_CHECK(std::find(story->lines.begin(), story->lines.end(), line) != story->lines.end());
}

CAF_TEST(a model in quarantine is retired) {
  open_the_market();
  for (int i = 0; i < 4; ++i) {
    if (model) model_throws();
    advance_time(100ms);
    sched.run();
  }
  const auto& lines = story->lines;
  CAF_CHECK_EQUAL(std::count(lines.begin(), lines.end(), "retire m1, position too"), 1);
  CAF_CHECK(command(SwapModel{{"m1", "other", {}}}).done);
  CAF_CHECK_EQUAL(story->spawned["m1"], 4);
}

CAF_TEST(a quarantined model that nobody wants flat keeps its position) {
  open_the_market();
  CAF_REQUIRE(command(SpawnModel{{"m2", "modulo", {}}}).done);
  story->lines.clear();
  for (int i = 0; i < 3; ++i) {
    model_throws();
    advance_time(100ms);
    sched.run();
  }
  const std::vector<std::string> once{"unsubscribe m2", "disconnect m2", "connect m2",
                                      "subscribe m2"};
  const std::vector<std::string> first{story->lines.begin(), story->lines.begin() + 4};
  CAF_CHECK_EQUAL(first, once);
  const auto& lines = story->lines;
  CAF_CHECK_EQUAL(std::count(lines.begin(), lines.end(), "retire m2"), 1);
}

CAF_TEST(a promoted instance is in shadow no more) {
  open_the_market();
  ModelSpec shadow{"m2", "modulo", {}};
  shadow.shadow = true;
  CAF_REQUIRE(command(SpawnModel{shadow}).done);
  CAF_CHECK(command(PromoteModel{"m2"}).done);
  CAF_CHECK(!command(PromoteModel{"m2"}).done);
}

CAF_TEST(a model that takes over has restarts of its own) {
  open_the_market();
  const auto fall = [this] {
    model_throws();
    advance_time(100ms);
    sched.run();
  };
  fall();
  fall(); // both of its restarts
  CAF_REQUIRE(command(SwapModel{{"m1", "other", {}}}).done);
  fall();
  CAF_CHECK_EQUAL(story->spawned["m1"], 4);
}

CAF_TEST(a model stopped while it waits for its restart stays stopped) {
  open_the_market();
  model_throws();
  CAF_CHECK(command(StopModel{"m1"}).done);
  advance_time(100ms);
  sched.run();
  CAF_CHECK_EQUAL(story->spawned["m1"], 1);
}

CAF_TEST(an order to stop stops in order and ends well) {
  open_the_market();
  tell(shutdown_atom_v);
  CAF_REQUIRE(ending.has_value());
  CAF_CHECK_EQUAL(ending->exit_code, 0);
  CAF_CHECK_EQUAL(reports, 1);
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
