#define CAF_SUITE lane_model
#include "tests/test.hpp"

#include "app/lane_actors.hpp"
#include "tests/actors/model/probe_model.hpp"

#include <thread>

using namespace hft;

namespace {

/// Buys at every trade; throws at one of 13 shares.
class Buyer final : public Model {
public:
  Needs needs() const override {
    Needs needs;
    needs.symbols = {"SPY"};
    return needs;
  }
  void on_trade(const Trade& trade, Signals& out) override {
    if (trade.size == shares(13)) throw std::runtime_error{"thirteen"};
    ++calls;
    out.buy("SPY", shares(1));
    out.buy("SPY", shares(2));
  }
  void on_refused(const OrderRefused&) override { refusals.push_back(calls); }
  int calls = 0;
  std::vector<int> refusals; ///< trades seen at each
};

/// Refuses every signal at once.
class RefusingDesk : public Hosted<ExecutionActor::base> {
public:
  RefusingDesk(caf::actor_config& config, Lane& lane, std::vector<Signal>& signals)
    : Hosted(config, lane),
      signals_(signals) {}
  ExecutionActor::behavior_type make_behavior() override {
    return {[this](const Signal& signal) {
              signals_.push_back(signal);
              OrderRefused refused;
              refused.symbol = signal.symbol;
              if (model) send(model, refused);
            },
            [](const MarketFrame&) {},
            [](const OrderAnswered&) {},
            [](const OrderEvent&) {},
            [](const OrderStreamChanged&) {},
            [](const BooksFetched&) {},
            [](const OrderLookedUp&) {},
            [](const FeedStateChanged&) {},
            [](const SessionChanged&) {},
            [this](const ConnectModel& connect) { model = connect.handle; },
            [](const DisconnectModel&) {},
            [](const StandingQuery&) {},
            [](const RetireModel&) {},
            [](pulse_atom) {},
            [](const HaltTrading&) { return CommandResult{}; },
            [](const ResumeTrading&) { return CommandResult{}; },
            [](const StatusQuery&) { return DeskStatus{}; },
            [](const OrdersQuery&) { return OrdersReport{}; },
            [](const CloseDesk&) {},
            [](const Heartbeat&) {},
            [](const ChangeLimits&) {},
            [this](shutdown_atom) {
              model = nullptr;
              quit();
            }};
  }
  ModelActor model;

private:
  std::vector<Signal>& signals_;
};

struct Config : caf::actor_system_config {
  Config() { add_message_types<caf::id_block::hft>(); }
};

/// A model and a desk on a lane of their own.
struct World {
  World() : thread([this] { loop.run(); }), lane(std::make_unique<Lane>(system, loop)) {
    auto owned = std::make_unique<Buyer>();
    buyer = owned.get();
    host = std::make_shared<ModelHost>(HostOptions{"m", "buyer", march_plan()}, std::move(owned));
    desk = system.spawn<RefusingDesk>(*lane, signals);
    ModelActorConfig made;
    made.desk = desk;
    model = system.spawn<LaneModel>(*lane, host, made);
    caf::anon_send(desk, ConnectModel{"m", model});
    take = direct_way_to(model);
    on_lane([] {});
  }
  ~World() {
    caf::anon_send(model, shutdown_atom_v);
    caf::anon_send(desk, shutdown_atom_v);
    model = nullptr;
    desk = nullptr;
    system.await_all_actors_done();
    lane.reset();
    loop.stop();
    thread.join();
  }
  void on_lane(const std::function<void()>& call) {
    std::promise<void> done;
    loop.post([&] {
      call();
      done.set_value();
    });
    done.get_future().wait();
  }

  Config config;
  caf::actor_system system{config};
  net::IoLoop loop;
  std::thread thread;
  std::unique_ptr<Lane> lane;
  std::vector<Signal> signals;
  std::shared_ptr<ModelHost> host;
  Buyer* buyer = nullptr;
  ExecutionActor desk;
  ModelActor model;
  FrameTaker take;
};

MarketFrame trade_of(std::int64_t size) {
  Trade trade;
  trade.symbol = "SPY";
  trade.price = dollars(100);
  trade.size = shares(size);
  trade.time = march_plan().open;
  auto batch = std::make_shared<MarketBatch>();
  batch->events.emplace_back(trade);
  return {std::move(batch), Duration{0}};
}

} // namespace

CAF_TEST(an idle model of the lane takes a frame at once) {
  World world;
  world.on_lane([&] { CAF_CHECK(world.take(trade_of(100))); });
  CAF_CHECK_EQUAL(world.buyer->calls, 1);
  CAF_CHECK_EQUAL(world.signals.size(), 2u);
}

CAF_TEST(what a frame brings back waits until the frame is done) {
  World world;
  world.on_lane([&] {
    CAF_CHECK(world.take(trade_of(100)));
    CAF_CHECK_EQUAL(world.signals.size(), 2u);         // both were sent before the first refusal
    CAF_CHECK_EQUAL(world.buyer->refusals.size(), 2u); // and all is told when the call is over
    CAF_CHECK(world.take(trade_of(100)));
  });
  CAF_CHECK_EQUAL(world.signals.size(), 4u);
  const std::vector<int> wanted{1, 1, 2, 2};
  CAF_CHECK_EQUAL(caf::deep_to_string(world.buyer->refusals), caf::deep_to_string(wanted));
}

CAF_TEST(a model for which messages wait takes no frame before them) {
  World world;
  world.on_lane([&] {
    // Posted from elsewhere, so that it waits for the lane, on which we are.
    std::thread{[&] { caf::anon_send(world.model, Fill{}); }}.join();
    CAF_CHECK(!world.take(trade_of(100)));
  });
  CAF_CHECK_EQUAL(world.buyer->calls, 0);
  world.on_lane([&] { CAF_CHECK(world.take(trade_of(100))); });
}

CAF_TEST(a model that throws in a frame taken at once ends its actor) {
  World world;
  caf::scoped_actor self{world.system};
  self->monitor(world.model);
  world.on_lane([&] { CAF_CHECK(world.take(trade_of(13))); });
  std::string reason;
  self->receive([&](const caf::down_msg& down) { reason = caf::to_string(down.reason); });
  CAF_CHECK(reason.find("thirteen") != std::string::npos);
  world.on_lane([&] { CAF_CHECK(!world.take(trade_of(100))); });
}

CAF_TEST(a model beside the lane has no direct way) {
  World world;
  CAF_CHECK(!direct_way_to(ModelActor{}));
  ModelActorConfig none;
  auto elsewhere = world.system.spawn(model_behavior, world.host, none);
  CAF_CHECK(!direct_way_to(elsewhere));
  caf::anon_send(elsewhere, shutdown_atom_v);
}
