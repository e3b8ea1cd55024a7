#define CAF_SUITE supervisor_steps
#include "tests/actors/supervisor/supervisor_actor_fixture.hpp"

namespace steps_test {

using namespace hft;
using namespace std::chrono_literals;
using namespace hft::supervisor_fixture;

namespace {

/// A venue that waits for us: the desk shows its steps to the supervisor.
struct StepFixture : fixture {
  StepFixture() { open_the_market(); }

  std::size_t settled() const {
    return static_cast<std::size_t>(
      std::count_if(story->lines.begin(), story->lines.end(),
                    [](const std::string& line) { return line.starts_with("settled"); }));
  }
  void step(std::uint64_t number) {
    tell(StepReached{number, Timestamp{1}});
    tell(StepTold{number, std::nullopt}); // the stand-in for the clock says nothing
  }
  void restart_in_steps(std::vector<ModelSpec> models) {
    caf::anon_send_exit(supervisor, caf::exit_reason::kill);
    sched.run();
    asked.models = std::move(models);
    asked.restart_clock = [] { return MonotonicTime{}; };
    start(WhenClosed::Exit);
    open_the_market();
  }
  void state_of_m1(ModelState state) {
    ModelNews told;
    told.id = "m1";
    told.state = state;
    tell(told);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(supervisor_steps_tests, StepFixture)

CAF_TEST(a step is settled at once when nobody starts or ends) {
  step(1);
  CAF_CHECK_EQUAL(story->lines.back(), "settled 1");
}

CAF_TEST(a step stays open until a model is warm) {
  state_of_m1(ModelState::WarmingUp);
  step(1);
  CAF_CHECK_EQUAL(settled(), 0u);
  state_of_m1(ModelState::Running);
  CAF_CHECK_EQUAL(story->lines.back(), "settled 1");
}

CAF_TEST(a step stays open until a model that fell is back) {
  caf::anon_send(model, MarketFrame{});
  sched.run();
  step(1);
  CAF_CHECK_EQUAL(settled(), 0u);
  advance_time(1ms);
  sched.run();
  CAF_CHECK_EQUAL(story->spawned["m1"], 2);
  CAF_CHECK_EQUAL(settled(), 1u);
}

CAF_TEST(what models do in a step is told by model when all is settled) {
  restart_in_steps({ModelSpec{"a", "modulo", {}}, ModelSpec{"b", "modulo", {}}});
  step(1);
  incidents.clear();
  ModelNews cold;
  for (const char* id : {"b", "a"}) { // as the threads ran
    cold.id = *ModelId::from(id);
    cold.state = ModelState::Running;
    cold.sentence = "it starts cold";
    tell(cold);
  }
  model_throws(); // the one made last, b
  advance_time(1ms);
  sched.run();
  CAF_CHECK(incidents.empty());
  step(2);
  cold.sentence.clear();
  cold.id = "b";
  tell(cold);
  CAF_REQUIRE_EQUAL(incidents.size(), 3u);
  CAF_CHECK_EQUAL(incidents[0], "model a: it starts cold");
  CAF_CHECK_EQUAL(incidents[1], "model b: it starts cold");
  CAF_CHECK(incidents[2].starts_with("model b fell: "));
}

CAF_TEST(a session without a model left does not end well) {
  state_of_m1(ModelState::Quarantined);
  phase(SessionPhase::AfterHours);
  CAF_REQUIRE(ending.has_value());
  CAF_CHECK_EQUAL(ending->exit_code, 1);
  CAF_CHECK(ending->sentence.starts_with("no model was left to trade"));
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace steps_test
