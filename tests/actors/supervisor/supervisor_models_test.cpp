#define CAF_SUITE supervisor_models
#include "tests/actors/supervisor/supervisor_actor_fixture.hpp"

namespace supervisor_models_test {

using namespace hft;
using namespace std::chrono_literals;
using namespace hft::supervisor_fixture;

CAF_TEST_FIXTURE_SCOPE(supervisor_models_tests, fixture)

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
  const std::vector<std::string> wanted{"install", "subscribe m1 1", "subscribe m1 1"};
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

CAF_TEST(what an operator changes is kept for the next start) {
  open_the_market();
  CAF_CHECK(rosters.empty());
  command(SpawnModel{{"m2", "modulo", {{"sell_divisor", "9"}}}});
  command(SwapModel{{"m1", "other", {{"a", "1"}}}});
  command(SwapModel{{"m2", "other", {}, RunsOn::Default, true}});
  command(StopModel{"m1"});

  CAF_REQUIRE_EQUAL(rosters.size(), 4u);
  CAF_CHECK_EQUAL(rosters[0][1].spec.parameters.at("sell_divisor"), "9");
  CAF_CHECK_EQUAL(rosters[1][0].spec.name, "other");
  CAF_CHECK_EQUAL(rosters[1][0].spec.parameters.at("a"), "1");
  CAF_REQUIRE(rosters[2][1].beside.has_value());
  CAF_CHECK_EQUAL(rosters[2][1].beside->name, "other");
  CAF_CHECK(rosters[3][0].stopped);
}

CAF_TEST(a swap that went well is news and no incident) {
  open_the_market();
  command(SwapModel{{"m1", "other", {}}});
  CAF_CHECK(incidents.empty());
  CAF_CHECK_EQUAL(news.size(), 1u);
}

CAF_TEST(one that was stopped is known and not started and one beside another is installed) {
  caf::anon_send_exit(supervisor, caf::exit_reason::kill);
  asked.models = {ModelSpec{"m1", "modulo", {}}, ModelSpec{"m2", "modulo", {}}};
  asked.stopped = {"m2"};
  asked.beside = {ModelSpec{"m1", "other", {}, RunsOn::Default, true}};
  start(WhenClosed::Exit);
  open_the_market();
  CAF_CHECK_EQUAL(story->spawned["m1"], 1);
  CAF_CHECK_EQUAL(story->spawned["m2"], 0);
  CAF_CHECK(std::find(story->lines.begin(), story->lines.end(), "install in shadow") !=
            story->lines.end());
  CAF_CHECK_EQUAL(name_of("m2"), "modulo");
  CAF_CHECK(command(SpawnModel{{"m2", "modulo", {}}}).done);
  CAF_CHECK_EQUAL(story->spawned["m2"], 1);
}

CAF_TEST(a model is made once for its start its spawn and its swap) {
  open_the_market();
  CAF_CHECK_EQUAL(factory->prepared["m1"], 1);
  command(SpawnModel{{"m2", "modulo", {}}});
  CAF_CHECK_EQUAL(factory->prepared["m2"], 1);
  command(SwapModel{{"m2", "other", {}}});
  CAF_CHECK_EQUAL(factory->prepared["m2"], 2);
  model_throws(); // the one made last, m2: a life anew is a model anew
  advance_time(60ms);
  sched.run();
  CAF_CHECK_EQUAL(story->spawned["m2"], 2);
  CAF_CHECK_EQUAL(factory->prepared["m2"], 3);
}

CAF_TEST(a model spawned before the market opens is made once all the same) {
  command(SpawnModel{{"m2", "modulo", {}}});
  open_the_market();
  CAF_CHECK_EQUAL(story->spawned["m2"], 1);
  CAF_CHECK_EQUAL(factory->prepared["m2"], 1);
}

CAF_TEST(a model whose market is not played is not admitted) {
  open_the_market();
  factory->admits = [](const ModelSpec&) -> Result<void> {
    return fail(ErrorKind::BadArgument, "it watches QQQ");
  };
  CAF_CHECK_EQUAL(command(SpawnModel{{"m2", "modulo", {}}}).sentence, "it watches QQQ");
  CAF_CHECK_EQUAL(command(SwapModel{{"m1", "other", {}}}).sentence, "it watches QQQ");
  CAF_CHECK_EQUAL(story->spawned["m2"], 0);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace supervisor_models_test
