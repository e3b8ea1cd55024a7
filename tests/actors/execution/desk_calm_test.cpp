#define CAF_SUITE desk_calm
#include "tests/test.hpp"

#include "tests/actors/execution/desk_fixture.hpp"

namespace desk_calm_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

/// A desk that has been asked about its one symbol and knows.
struct CalmWorld : DeskWorld {
  using DeskWorld::DeskWorld;
  void settle() {
    become_ready();
    wait(100ms);
    for (const auto& symbol : std::exchange(out.asset_look_ups, {}))
      desk.on_asset({symbol, AssetTraits{symbol, true, true, true, true}}, at, out);
    wait(100ms);
    out = {};
  }
  bool is_silent() const {
    return out.orders.empty() && out.cancels.empty() && out.facts.empty() && out.changes.empty() &&
           out.look_ups.empty() && out.asset_look_ups.empty() && !out.fetch && !out.closed;
  }
};

} // namespace

CAF_TEST(a desk without anything to do is calm and a pulse then does nothing) {
  CalmWorld world;
  CAF_CHECK(!world.desk.is_calm(world.at)); // not reconciled
  world.settle();
  int calm = 0;
  for (int i = 0; i < 250; ++i) { // less than between two looks at the books
    world.out = {};
    const bool was_calm = world.desk.is_calm({world.at.now + 100ms, world.at.time + 100ms, true});
    world.wait(100ms);
    if (!was_calm) continue;
    ++calm;
    CAF_CHECK(world.is_silent());
  }
  CAF_CHECK(calm > 200); // but for questions that come round every two seconds
}

CAF_TEST(an order without an answer is looked after) {
  CalmWorld world;
  world.settle();
  CAF_CHECK(world.desk.is_calm(world.at));
  const auto order = world.send(a_limit_signal(Side::Buy, 5, dollars(99)));
  CAF_CHECK(!world.desk.is_calm(world.at)); // the journal needs room, too
  world.wait(100ms);
  CAF_CHECK(!world.desk.is_calm(world.at)); // nobody has said that it arrived
  world.answer(order, AnswerKind::Taken, described(order, "b-1", OrderState::New));
  world.wait(100ms);
  CAF_CHECK(world.desk.is_calm(world.at)); // it rests
}

CAF_TEST(what time brings ends the calm) {
  DeskConfig config;
  config.cancel_lead = 10min;
  CalmWorld world{std::move(config)};
  world.settle();
  CAF_CHECK(world.desk.is_calm(world.at));
  world.at.time = a_plan().close - 11min;
  CAF_CHECK(world.desk.is_calm(world.at));
  world.at.time = a_plan().close - 10min;
  CAF_CHECK(!world.desk.is_calm(world.at));
}

CAF_TEST(a halt and a symbol nobody asked about end the calm) {
  CalmWorld world;
  world.settle();
  auto tape = a_tape(dollars(100));
  std::get<Trade>(tape.events.front()).symbol = "IBM";
  world.desk.on_market(tape);
  CAF_CHECK(!world.desk.is_calm(world.at));
  CalmWorld other;
  other.settle();
  other.desk.halt("by hand", other.at, other.out);
  other.wait(100ms);
  CAF_CHECK(!other.desk.is_calm(other.at));
}

} // namespace desk_calm_test
