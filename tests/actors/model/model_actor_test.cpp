#define CAF_SUITE model_actor
#include "tests/test.hpp"

#include "actors/model/model_actor.hpp"
#include "tests/actors/model/probe_model.hpp"
#include "tests/actors/stand_in.hpp"

namespace model_actor_test {

using namespace hft;

namespace {

struct Config : caf::actor_system_config {
  Config() { add_message_types<caf::id_block::hft>(); }
};

const char* const ten = "2026-03-02T15:00:00Z";

/// A desk that takes signals and nothing else.
ExecutionActor::behavior_type desk_behavior(ExecutionActor::pointer self,
                                            std::shared_ptr<std::vector<Signal>> taken,
                                            std::shared_ptr<std::vector<std::uint64_t>> beats) {
  return stand_in::behavior<ExecutionActor>(
    self, stand_in::Hears{[taken](const Signal& signal) { taken->push_back(signal); },
                          [beats](const Heartbeat& beat) { beats->push_back(beat.number); }});
}

struct Fixture : test_coordinator_fixture<Config> {
  Fixture() {
    desk = sys.spawn(desk_behavior, taken, beats);
    Needs needs;
    needs.symbols = {"SPY"};
    host = std::make_shared<ModelHost>(HostOptions{"probe-1", "probe", march_plan()},
                                       std::make_unique<ProbeModel>(needs, seen));
    ModelActorConfig config;
    config.desk = desk;
    config.save = [this](const ModelCheckpoint& memory) { saved.push_back(memory); };
    config.save_every = 3;
    model = sys.spawn(model_behavior, host, config);
    sched.run();
  }
  ~Fixture() {
    anon_send_exit(model, caf::exit_reason::kill);
    anon_send_exit(desk, caf::exit_reason::kill);
  }

  template <class Message>
  void give(const Message& message) {
    self->send(model, message);
    sched.run();
  }

  std::vector<std::string> seen;
  std::shared_ptr<std::vector<std::uint64_t>> beats =
    std::make_shared<std::vector<std::uint64_t>>();
  std::shared_ptr<std::vector<Signal>> taken = std::make_shared<std::vector<Signal>>();
  std::vector<ModelCheckpoint> saved;
  std::shared_ptr<ModelHost> host;
  ExecutionActor desk;
  ModelActor model;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(model_actor_tests, Fixture)

CAF_TEST(a heartbeat goes on to the desk) {
  give(Heartbeat{3});
  CAF_CHECK_EQUAL(caf::deep_to_string(*beats), "[3]");
}

CAF_TEST(a signal goes to the desk) {
  give(frame_of({trade_at(ten, "SPY", 5), trade_at(ten, "SPY", 6)}));
  CAF_REQUIRE_EQUAL(taken->size(), 3u);
  CAF_CHECK_EQUAL(taken->front().model.str(), "probe-1");
  CAF_CHECK_EQUAL(taken->back().sequence, 3u);
}

CAF_TEST(answers of the desk reach the model and may make signals) {
  Fill fill;
  fill.symbol = "SPY";
  fill.quantity = shares(2);
  give(fill);
  give(OrderClosed{});
  give(OrderRefused{});
  give(FeedGap{});
  give(SessionChanged{});
  CAF_CHECK_EQUAL(seen.size(), 5u);
  CAF_CHECK_EQUAL(taken->size(), 1u);
}

CAF_TEST(a fault ends the actor with its text and what was decided before is sent) {
  self->monitor(model);
  give(frame_of({trade_at(ten, "SPY", 5), trade_at(ten, "SPY", 13)}));

  CAF_CHECK_EQUAL(taken->size(), 1u);
  std::string reason;
  self->receive([&](const caf::down_msg& down) { reason = sys.render(down.reason); });
  CAF_MESSAGE(reason);
  CAF_CHECK(reason.find("model probe-1 failed on a trade of SPY at 2026-03-02T15:00:00Z: "
                        "thirteen") != std::string::npos);
}

CAF_TEST(memory is saved every so many events and at the end) {
  give(frame_of({trade_at(ten, "SPY", 1), trade_at(ten, "SPY", 1)}));
  CAF_CHECK(saved.empty());
  give(frame_of({trade_at(ten, "SPY", 1)}));
  CAF_REQUIRE_EQUAL(saved.size(), 1u);
  give(frame_of({trade_at(ten, "SPY", 1)}));
  self->monitor(model);
  give(shutdown_atom_v);
  CAF_REQUIRE_EQUAL(saved.size(), 2u);
  CAF_CHECK_EQUAL(saved.back().values.at("trades"), "4");
  bool ended_well = false;
  self->receive([&](const caf::down_msg& down) { ended_well = !down.reason; });
  CAF_CHECK(ended_well);
}

CAF_TEST(a question is answered with counts) {
  give(frame_of({trade_at(ten, "SPY", 5), trade_at(ten, "SPY", 2)}));
  auto answer = self->request(model, caf::infinite, ModelQuery{});
  sched.run();
  answer.receive(
    [](const ModelReport& report) {
      CAF_CHECK_EQUAL(report.id.str(), "probe-1");
      CAF_CHECK_EQUAL(report.name, "probe");
      CAF_CHECK_EQUAL(report.ticks, 2u);
      CAF_CHECK_EQUAL(report.signals, 1u);
      CAF_CHECK(report.state == ModelState::Running);
    },
    [](const caf::error&) { CAF_FAIL("no answer"); });
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace model_actor_test
