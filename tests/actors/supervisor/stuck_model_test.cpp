#define CAF_SUITE stuck_model
#include "tests/test.hpp"

#include "actors/supervisor/supervisor_actor.hpp"
#include "tests/actors/stand_in.hpp"
#include "tests/actors/supervisor/stand_in_factory.hpp"

#include <algorithm>

namespace stuck_model_test {

using namespace hft;
using namespace std::chrono_literals;
using stand_in::behavior;

namespace {

struct config : caf::actor_system_config {
  config() { add_message_types<caf::id_block::hft>(); }
};

SessionClockActor::behavior_type quiet_clock(SessionClockActor::pointer self) {
  return behavior<SessionClockActor>(self);
}

FeedActor::behavior_type quiet_feed(FeedActor::pointer self) {
  return behavior<FeedActor>(self);
}

/// Stops at the word to stop number `stops_at`; zero: never, as one that is stuck.
ModelActor::behavior_type deaf_model(ModelActor::pointer self, int stops_at) {
  auto told = std::make_shared<int>(0);
  return behavior<ModelActor>(self, [self, told, stops_at](shutdown_atom) {
    if (++*told == stops_at) self->quit();
  });
}

ExecutionActor::behavior_type quiet_desk(ExecutionActor::pointer self, SupervisorActor supervisor) {
  return behavior<ExecutionActor>(
    self, [self, supervisor](const CloseDesk&) { self->send(supervisor, DeskClosed{}); });
}

struct fixture : test_coordinator_fixture<config> {
  std::optional<RunOutcome> ending;
  std::vector<std::string> incidents;
  std::vector<ModelActor> made_models;
  int interrupts = 0;
  SupervisorActor supervisor;

  ~fixture() {
    caf::anon_send_exit(supervisor, caf::exit_reason::kill);
    for (const auto& model : made_models) caf::anon_send_exit(model, caf::exit_reason::kill);
    made_models.clear();
  }

  /// A market with models `m1`, `m2`, ... that stop at their word of those numbers.
  void open_with(const std::vector<int>& stops_at) {
    SupervisorConfig made;
    made.when_closed = WhenClosed::Exit;
    for (std::size_t i = 1; i <= stops_at.size(); ++i)
      made.models.push_back({ModelId::truncated("m" + std::to_string(i)), "modulo", {}});
    const auto factory = std::make_shared<stand_in::Factory>();
    made.factory = factory;
    factory->clock = [this](const SupervisorActor&) { return sys.spawn(quiet_clock); };
    factory->execution = [this](const SupervisorActor& s) { return sys.spawn(quiet_desk, s); };
    factory->feed = [this](const SupervisorActor&) { return sys.spawn(quiet_feed); };
    factory->prepare = [](const ModelSpec&) { return stand_in::prepared_for(RunsOn::Thread); };
    factory->model = [this, stops_at](const ModelSpec&) {
      made_models.push_back(sys.spawn(deaf_model, stops_at[made_models.size()]));
      return made_models.back();
    };
    made.interrupt_stuck = [this] { ++interrupts; };
    made.observer.on_incident = [this](const std::string& s) { incidents.push_back(s); };
    made.observer.on_end = [this](const RunOutcome& e) { ending = e; };
    supervisor = sys.spawn<Supervisor>(std::move(made));
    SessionChanged regular;
    regular.to = SessionPhase::Regular;
    tell(regular);
    DeskChanged ready;
    ready.ready = true;
    tell(ready);
  }

  template <class Message>
  void tell(const Message& message) {
    caf::anon_send(supervisor, message);
    sched.run();
  }

  void later(std::chrono::milliseconds time) {
    for (auto left = time; left > 0ms; left -= 100ms) {
      advance_time(100ms);
      sched.run();
    }
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(stuck_model_tests, fixture)

CAF_TEST(a slow model is told again to stop and is waited for) {
  open_with({1, 2});
  tell(shutdown_atom_v);
  later(4900ms);
  CAF_CHECK(!ending);
  CAF_CHECK(incidents.empty());
  later(300ms);
  CAF_REQUIRE(ending);
  CAF_CHECK_EQUAL(ending->exit_code, 0);
  CAF_CHECK(ending->left_behind.empty());
  CAF_REQUIRE_EQUAL(incidents.size(), 1u);
  CAF_CHECK_EQUAL(incidents[0],
                  "model m2 has not stopped yet: it is told to before what waits for it");
  CAF_CHECK_EQUAL(interrupts, 1);
}

CAF_TEST(a model that is stuck is named and left behind) {
  open_with({0, 1, 0});
  tell(shutdown_atom_v);
  later(9900ms);
  CAF_CHECK(!ending);
  later(300ms);
  CAF_REQUIRE(ending);
  CAF_CHECK_EQUAL(ending->exit_code, 0);
  CAF_REQUIRE_EQUAL(ending->left_behind.size(), 2u);
  CAF_CHECK_EQUAL(std::count(incidents.begin(), incidents.end(),
                             "model m3 is left behind: it is stuck in a call that does not return"),
                  1);
}

CAF_TEST(a model given up during the session is not waited for at the end) {
  open_with({0, 1});
  ModelNews stuck;
  stuck.id = "m1";
  stuck.state = ModelState::Quarantined;
  stuck.sentence = "it has taken in no event for 10 s";
  tell(stuck);
  CAF_CHECK_EQUAL(interrupts, 1);
  tell(shutdown_atom_v);
  CAF_REQUIRE(ending);
  CAF_CHECK_EQUAL(ending->left_behind.size(), 1u);
}

CAF_TEST(a model given up that returns after all can be waited for) {
  open_with({2, 1});
  ModelNews stuck;
  stuck.id = "m1";
  stuck.state = ModelState::Quarantined;
  tell(stuck);
  caf::anon_send(made_models[0], shutdown_atom_v);
  sched.run();
  CAF_REQUIRE_EQUAL(incidents.size(), 1u);
  CAF_CHECK_EQUAL(incidents[0], "model m1 has returned after all");
  tell(shutdown_atom_v);
  CAF_REQUIRE(ending);
  CAF_CHECK(ending->left_behind.empty());
}

CAF_TEST(a model given up while all stop is counted once) {
  open_with({0, 1});
  tell(shutdown_atom_v);
  ModelNews stuck;
  stuck.id = "m1";
  stuck.state = ModelState::Quarantined;
  tell(stuck);
  CAF_REQUIRE(ending);
  CAF_CHECK_EQUAL(ending->left_behind.size(), 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace stuck_model_test
