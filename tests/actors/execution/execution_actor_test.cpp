#define CAF_SUITE execution_actor
#include "tests/test.hpp"

#include "actors/execution/execution_actor.hpp"
#include "tests/actors/execution/desk_fixture.hpp"
#include "tests/actors/stand_in.hpp"

namespace execution_actor_test {

using namespace hft;
using namespace std::chrono_literals;
using stand_in::behavior;
using stand_in::Hears;

namespace {

struct config : caf::actor_system_config {
  config() { add_message_types<caf::id_block::hft>(); }
};

struct FakeGateway : OrderGateway {
  void start(Listener) override {}
  void stop() override {}
  bool submit(const ApprovedOrder& order) override {
    if (exhausted) return false;
    submitted.push_back(order.order());
    return true;
  }
  bool replace(const BrokerOrderId& id, const ApprovedOrder& order) override {
    replaced.emplace_back(id, order.order());
    return true;
  }
  void cancel(const BrokerOrderId& id, const ClientOrderId&) override { canceled.push_back(id); }
  void cancel_all() override {}
  void fetch_books(Timestamp, std::uint64_t number, const std::vector<Symbol>&) override {
    fetched = number;
  }
  void look_up(const ClientOrderId& id) override { looked_up.push_back(id); }
  RequestsReport requests() override { return {.limit = 200, .made = submitted.size()}; }

  std::vector<Order> submitted;
  std::vector<std::pair<BrokerOrderId, Order>> replaced;
  std::vector<BrokerOrderId> canceled;
  std::vector<ClientOrderId> looked_up;
  std::uint64_t fetched = 0;
  bool exhausted = false;
};

struct Heard {
  std::vector<Fill> fills;
  std::vector<OrderRefused> refused;
  std::vector<DeskChanged> changes;
  std::vector<DeskClosed> closed;
  std::vector<std::uint64_t> beats;
  std::vector<InstanceBook> standings;
  std::vector<CorporateAction> actions;
};

ModelActor::behavior_type model(ModelActor::pointer self, std::shared_ptr<Heard> heard) {
  return behavior<ModelActor>(
    self, Hears{[heard](const Fill& x) { heard->fills.push_back(x); },
                [heard](const OrderRefused& x) { heard->refused.push_back(x); },
                [heard](const CorporateAction& x) { heard->actions.push_back(x); },
                [heard](const InstanceBook& x) { heard->standings.push_back(x); }});
}

SupervisorActor::behavior_type supervisor(SupervisorActor::pointer self,
                                          std::shared_ptr<Heard> heard) {
  return behavior<SupervisorActor>(
    self, Hears{[heard](const DeskChanged& x) { heard->changes.push_back(x); },
                [heard](const DeskClosed& x) { heard->closed.push_back(x); },
                [heard](const Heartbeat& x) { heard->beats.push_back(x.number); }});
}

struct fixture : test_coordinator_fixture<config> {
  std::shared_ptr<FakeGateway> gateway = std::make_shared<FakeGateway>();
  std::shared_ptr<MemoryJournal> journal = std::make_shared<MemoryJournal>();
  std::shared_ptr<Heard> heard = std::make_shared<Heard>();
  std::vector<ClientOrderId> watched;
  std::shared_ptr<FrameStamp> frame = std::make_shared<FrameStamp>();
  DeskVitals vitals;
  MonotonicTime now{1'000'000'000'000};
  ExecutionActor execution;
  ModelActor modulo;
  SupervisorActor boss;

  fixture() {
    boss = sys.spawn(supervisor, heard);
    modulo = sys.spawn(model, heard);
    ExecutionConfig with;
    with.gateway = gateway;
    with.journal = journal;
    with.date = a_plan().date;
    with.supervisor = boss;
    with.now = [this] { return now; };
    with.time = [] { return mid_session; };
    with.frame = frame;
    with.observer.on_vitals = [this](const DeskVitals& told) { vitals = told; };
    with.observer.on_sent = [this](const Order& order) {
      watched.push_back(order.client_order_id);
    };
    execution = sys.spawn(execution_behavior, std::make_shared<ExecutionState>(std::move(with)));
    tell(SessionChanged{SessionPhase::PreOpen, SessionPhase::Regular, a_plan(), {}, {}, 1});
    tell(ConnectModel{"modulo", modulo});
  }
  ~fixture() {
    caf::anon_send_exit(execution, caf::exit_reason::kill);
    caf::anon_send_exit(modulo, caf::exit_reason::kill);
    caf::anon_send_exit(boss, caf::exit_reason::kill);
  }
  template <class Message>
  void tell(const Message& message) {
    self->send(execution, message);
    sched.run();
  }
  void become_ready() {
    tell(OrderStreamChanged{true, false, {}});
    tell(BooksFetched{gateway->fetched, BrokerBooks{}});
  }
  LatencyCounts told(Stage stage) {
    self->request(execution, caf::infinite, StatusQuery{});
    sched.run();
    return vitals.latencies[static_cast<std::size_t>(stage)];
  }
  void answer(std::size_t order, Duration written_after) {
    OrderAnswered answered;
    answered.kind = AnswerKind::Taken;
    answered.client_order_id = gateway->submitted.at(order).client_order_id;
    answered.written = now + written_after;
    answered.answered = now + written_after + 1ms;
    tell(answered);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(execution_actor_tests, fixture)

CAF_TEST(a signal becomes an order at the gateway once it is ready) {
  tell(a_signal());
  CAF_CHECK(gateway->submitted.empty());
  CAF_CHECK(heard->refused.at(0).refusal == Refusal::NotReady);
  become_ready();
  CAF_CHECK(heard->changes.back().ready);
  tell(a_signal());
  CAF_REQUIRE_EQUAL(gateway->submitted.size(), 1u);
  CAF_CHECK(watched.at(0) == gateway->submitted[0].client_order_id);
  CAF_CHECK_EQUAL(journal->count<journal::Sent>(), 1u);
}

CAF_TEST(a heartbeat goes on once however many models pass it on) {
  tell(Heartbeat{1});
  tell(Heartbeat{1});
  tell(Heartbeat{2});
  CAF_CHECK_EQUAL(caf::deep_to_string(heard->beats), "[1, 2]");
}

CAF_TEST(limits changed on the way hold for the next signal) {
  become_ready();
  tell(a_signal());
  RiskConfig tighter;
  tighter.account.order_size = shares(1);
  tell(ChangeLimits{std::make_shared<const RiskConfig>(tighter)});
  tell(a_signal());
  CAF_CHECK_EQUAL(gateway->submitted.size(), 1u);
  CAF_REQUIRE_EQUAL(heard->refused.size(), 1u);
  CAF_CHECK(heard->refused[0].refusal == Refusal::OrderSize);
}

CAF_TEST(a fill reaches the model that caused it) {
  become_ready();
  tell(a_signal());
  const auto order = gateway->submitted.at(0);
  tell(an_event(OrderEventKind::Fill, described(order, "b", OrderState::Filled, 5), "x", 5));
  CAF_CHECK_EQUAL(heard->fills.size(), 1u);
}

CAF_TEST(a model hears where it stands when it is connected and when it asks) {
  CAF_CHECK_EQUAL(heard->standings.size(), 1u);
  become_ready();
  tell(a_signal());
  const auto order = gateway->submitted.at(0);
  tell(an_event(OrderEventKind::Fill, described(order, "b", OrderState::Filled, 5), "x", 5));
  tell(a_limit_signal(Side::Buy, 3, dollars(99), 7));
  tell(InstanceBookQuery{"modulo"});
  CAF_REQUIRE_EQUAL(heard->standings.size(), 2u);
  const auto& standing = heard->standings.back();
  CAF_CHECK(standing.positions.at("SPY") == shares(5));
  CAF_REQUIRE_EQUAL(standing.orders.size(), 1u);
  CAF_CHECK_EQUAL(standing.orders[0].reference, 7u);
  CAF_CHECK(standing.orders[0].leaves == shares(3));
}

CAF_TEST(a model that retires has its orders canceled and then its position closed) {
  become_ready();
  tell(a_signal());
  const auto bought = gateway->submitted.at(0);
  tell(an_event(OrderEventKind::Fill, described(bought, "b", OrderState::Filled, 5), "x", 5));
  tell(a_limit_signal(Side::Buy, 3, dollars(99)));
  const auto working = gateway->submitted.at(1);
  tell(an_event(OrderEventKind::New, described(working, "c", OrderState::New)));
  tell(UnwindModel{"modulo", true});
  CAF_CHECK(gateway->canceled.at(0) == BrokerOrderId{"c"});
  const auto pulse = [this] {
    advance_time(std::chrono::milliseconds{100});
    sched.run();
  };
  pulse();
  CAF_CHECK_EQUAL(gateway->submitted.size(), 2u); // an order still works
  tell(an_event(OrderEventKind::Canceled, described(working, "c", OrderState::Canceled)));
  pulse();
  CAF_REQUIRE_EQUAL(gateway->submitted.size(), 3u);
  CAF_CHECK(gateway->submitted[2].side == Side::Sell);
  CAF_CHECK(gateway->submitted[2].quantity == shares(5));
  pulse();
  CAF_CHECK_EQUAL(gateway->submitted.size(), 3u); // once
}

CAF_TEST(a used up request budget refuses the order) {
  become_ready();
  gateway->exhausted = true;
  tell(a_signal());
  CAF_CHECK(heard->refused.at(0).refusal == Refusal::RequestBudget);
}

CAF_TEST(an operator halts and resumes and asks) {
  become_ready();
  self->request(execution, caf::infinite, HaltTrading{"lunch"});
  sched.run();
  tell(a_signal());
  CAF_CHECK(gateway->submitted.empty());
  auto asked = self->request(execution, caf::infinite, StatusQuery{});
  sched.run();
  asked.receive(
    [](const DeskStatus& x) {
      CAF_CHECK_EQUAL(x.halt_reason, "lunch");
      CAF_CHECK_EQUAL(x.requests.limit.value_or(0), 200u);
    },
    [](const caf::error&) { CAF_FAIL("no answer"); });
  self->request(execution, caf::infinite, ResumeTrading{});
  sched.run();
  tell(a_signal());
  CAF_CHECK_EQUAL(gateway->submitted.size(), 1u);
}

CAF_TEST(closing cancels what works and reports when the deadline passed) {
  become_ready();
  tell(a_limit_signal(Side::Buy, 5, dollars(99)));
  const auto order = gateway->submitted.at(0);
  tell(an_event(OrderEventKind::New, described(order, "b", OrderState::New)));
  tell(CloseDesk{"stop"});
  CAF_CHECK(gateway->canceled.at(0) == BrokerOrderId{"b"});
  now = now + std::chrono::seconds{6};
  advance_time(std::chrono::milliseconds{100});
  sched.run();
  CAF_CHECK_EQUAL(heard->closed.at(0).orders_left, 1u);
}

CAF_TEST(an unclear answer leads to a look up on the next pulse) {
  become_ready();
  tell(a_signal());
  OrderAnswered unclear;
  unclear.client_order_id = gateway->submitted.at(0).client_order_id;
  tell(unclear);
  advance_time(std::chrono::milliseconds{100});
  sched.run();
  CAF_CHECK(gateway->looked_up.at(0) == unclear.client_order_id);
}

CAF_TEST(an order waits until the disk has its intent and orders meanwhile come along) {
  become_ready();
  journal->slow_disk = true;
  journal->kept = journal->records.size();
  tell(a_signal());
  const auto first = journal->records.size();
  tell(a_signal());
  CAF_CHECK(gateway->submitted.empty());
  CAF_CHECK(journal->commits >= 1);

  journal->kept = first;
  journal->told();
  sched.run();
  CAF_CHECK_EQUAL(gateway->submitted.size(), 1u);

  journal->kept = journal->records.size();
  journal->told();
  sched.run();
  CAF_CHECK_EQUAL(gateway->submitted.size(), 2u);
  CAF_CHECK_EQUAL(journal->count<journal::Sent>(), 2u);
}

CAF_TEST(a model hears of a split when it comes and one that was away when it connects) {
  become_ready();
  tell(a_signal());
  const auto order = gateway->submitted.at(0);
  tell(an_event(OrderEventKind::Fill, described(order, "b", OrderState::Filled, 5), "x", 5));
  const auto split = [&](const char* id, std::int64_t before, std::int64_t after) {
    now = now + std::chrono::seconds{30};
    tell(pulse_atom_v);
    BrokerBooks books;
    books.positions.push_back({"SPY", shares(after), dollars(10), dollars(10)});
    AccountActivity activity;
    activity.id = id;
    activity.kind = ActivityKind::Split;
    activity.symbol = "SPY";
    activity.quantity = shares(after - before);
    activity.time = mid_session;
    books.activities.push_back(activity);
    tell(BooksFetched{gateway->fetched, books});
  };
  split("s1", 5, 50);
  CAF_REQUIRE_EQUAL(heard->actions.size(), 1u);
  CAF_CHECK(heard->actions[0].after == shares(50));
  tell(DisconnectModel{"modulo"});
  split("s2", 50, 100);
  CAF_CHECK_EQUAL(heard->actions.size(), 1u);
  tell(ConnectModel{"modulo", modulo});
  CAF_REQUIRE_EQUAL(heard->actions.size(), 2u);
  CAF_CHECK(heard->actions[1].before == shares(50));
  CAF_CHECK(heard->standings.back().positions.at("SPY") == shares(100));
}

CAF_TEST(the stages of an order begin where its frame was decoded and end at the socket) {
  become_ready();
  auto signal = a_signal();
  signal.received = {now.nanoseconds - 90'000};
  *frame = {signal.received, {now.nanoseconds - 60'000}};
  tell(signal);
  answer(0, 15us);
  CAF_CHECK(told(Stage::Model).sum == 60us);
  CAF_CHECK(told(Stage::Gate).sum == 0us); // the clock stands
  CAF_CHECK(told(Stage::Write).sum == 15us);
  CAF_CHECK(told(Stage::Order).sum == 105us);
  CAF_CHECK(told(Stage::Answer).sum == 1ms);
}

CAF_TEST(a signal of an older frame is timed from when that was read) {
  become_ready();
  auto signal = a_signal();
  signal.received = {now.nanoseconds - 90'000};
  *frame = {{now.nanoseconds - 50'000}, {now.nanoseconds - 40'000}};
  tell(signal);
  CAF_CHECK(told(Stage::Model).sum == 90us);
}

CAF_TEST(waiting for the disk counts between decision and handing over) {
  become_ready();
  journal->slow_disk = true;
  journal->kept = journal->records.size();
  auto signal = a_signal();
  signal.received = {now.nanoseconds - 90'000};
  tell(signal);
  CAF_CHECK_EQUAL(told(Stage::Gate).count, 0u);
  now = now + 3ms;
  journal->kept = journal->records.size();
  journal->told();
  sched.run();
  answer(0, 20us);
  CAF_CHECK(told(Stage::Gate).sum == 3ms);
  CAF_CHECK(told(Stage::Write).sum == 20us);
  CAF_CHECK(told(Stage::Model).sum == 90us);
}

CAF_TEST(what was refused has no stages) {
  become_ready();
  gateway->exhausted = true;
  auto signal = a_signal();
  signal.received = {now.nanoseconds - 90'000};
  tell(signal);
  CAF_CHECK_EQUAL(told(Stage::Gate).count, 0u);
  tell(a_signal()); // of a timer: nobody says when its cause was read
  CAF_CHECK_EQUAL(told(Stage::Gate).count, 0u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace execution_actor_test
