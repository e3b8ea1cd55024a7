#define CAF_SUITE operator_commands
#include "actors/execution/operator_commands.hpp"
#include "tests/actors/execution/desk_fixture.hpp"
#include "tests/test.hpp"

#include <chrono>

namespace operator_commands_test {

using namespace hft;

namespace {

struct Operated : DeskWorld {
  Operated() { become_ready(); }

  CommandResult say(DeskCommand command) {
    out = {};
    return operators.carry_out(command, desk, at, out);
  }
  /// A resting buy that the broker has taken under `id`.
  Order rest(std::int64_t size, const char* id, std::uint32_t reference = 1) {
    const auto order = send(a_limit_signal(Side::Buy, size, dollars(96), reference));
    answer(order, AnswerKind::Taken, described(order, id, OrderState::New));
    return order;
  }
  void hold(std::int64_t size) {
    const auto order = send(a_signal(Side::Buy, size));
    event(an_event(OrderEventKind::Fill, described(order, "held", OrderState::Filled, size), "e1",
                   size));
  }
  void pulse() {
    out = {};
    operators.on_pulse(desk, at, out);
  }

  OperatorCommands operators;
};

} // namespace

CAF_TEST(an order is canceled by our id and by the id the broker gave it) {
  Operated w;
  const auto first = w.rest(5, "b1", 1);
  w.rest(5, "b2", 2);

  CAF_CHECK(w.say({CancelOrder{first.client_order_id.str()}}).done);
  CAF_REQUIRE_EQUAL(w.out.cancels.size(), 1u);
  CAF_CHECK(w.out.cancels[0].id == BrokerOrderId{"b1"});
  CAF_CHECK(w.say({CancelOrder{"b2"}}).done);
  CAF_REQUIRE_EQUAL(w.out.cancels.size(), 1u);
  CAF_CHECK(w.out.cancels[0].id == BrokerOrderId{"b2"});
}

CAF_TEST(an order that is unknown or over is not canceled and the operator is told why) {
  Operated w;
  w.hold(5);

  const auto unknown = w.say({CancelOrder{"nothing"}});
  CAF_CHECK(!unknown.done);
  CAF_CHECK(unknown.sentence.find("no order has the id nothing") != std::string::npos);
  const auto over = w.say({CancelOrder{"held"}});
  CAF_CHECK(!over.done);
  CAF_CHECK(over.sentence.find("is filled: there is nothing to cancel") != std::string::npos);
  CAF_CHECK(w.out.cancels.empty());
}

CAF_TEST(a symbol is closed once what worked in it has ended) {
  Operated w;
  w.hold(5);
  const auto resting = w.rest(3, "b1");

  const auto result = w.say({CloseSymbol{"SPY"}});

  CAF_CHECK(result.done);
  CAF_CHECK_EQUAL(result.sentence, "closing SPY: 5 of modulo");
  CAF_CHECK_EQUAL(w.out.cancels.size(), 1u);
  CAF_CHECK(w.out.orders.empty());
  w.event(an_event(OrderEventKind::Canceled, described(resting, "b1", OrderState::Canceled)));
  w.pulse();
  CAF_REQUIRE_EQUAL(w.out.orders.size(), 1u);
  CAF_CHECK(w.out.orders[0].order().side == Side::Sell);
  CAF_CHECK_EQUAL(w.out.orders[0].order().quantity, shares(5));
  w.pulse();
  CAF_CHECK(w.out.orders.empty());
}

CAF_TEST(a symbol is closed while trading is halted too) {
  Operated w;
  w.hold(5);
  w.desk.halt("lunch", w.at, w.out);

  CAF_CHECK(w.say({CloseSymbol{"SPY"}}).done);

  CAF_CHECK_EQUAL(w.out.orders.size(), 1u);
}

CAF_TEST(a symbol that no model holds and a market that is not open are refused) {
  Operated w;
  w.hold(5);

  CAF_CHECK_EQUAL(w.say({CloseSymbol{"QQQ"}}).sentence, "no model holds QQQ");
  w.at.time = a_plan().close;
  CAF_CHECK_EQUAL(w.say({CloseSymbol{"SPY"}}).sentence,
                  "SPY cannot be closed: the market is not open");
  CAF_CHECK(w.out.orders.empty());
}

CAF_TEST(flattening halts and closes everything) {
  Operated w;
  w.hold(5);

  CAF_CHECK(w.say({FlattenAll{}}).done);

  CAF_CHECK(w.desk.halted());
  CAF_CHECK_EQUAL(w.out.orders.size(), 1u);
  CAF_CHECK(w.refusal_of(a_signal()) == Refusal::Halted);
}

CAF_TEST(a second live order under one reference is refused with the first one named) {
  Operated w;
  const auto first = w.rest(5, "b1", 7);

  const auto verdict = w.desk.on_signal(a_limit_signal(Side::Buy, 5, dollars(96), 7), w.at);

  const auto* refused = std::get_if<OrderRefused>(&verdict);
  CAF_REQUIRE(refused);
  CAF_CHECK(refused->refusal == Refusal::BadOrder);
  CAF_CHECK(refused->sentence.find(first.client_order_id.str()) != std::string::npos);
  w.event(an_event(OrderEventKind::Canceled, described(first, "b1", OrderState::Canceled)));
  CAF_CHECK(!w.refusal_of(a_limit_signal(Side::Buy, 5, dollars(96), 7)));
}

CAF_TEST(an order for a symbol the model does not watch is refused) {
  Operated w;
  w.desk.set_watched("modulo", {"QQQ", "IWM"});
  const auto verdict = w.desk.on_signal(a_signal(), w.at);
  const auto* refused = std::get_if<OrderRefused>(&verdict);
  CAF_REQUIRE(refused);
  CAF_CHECK(refused->refusal == Refusal::BadOrder);
  CAF_CHECK_EQUAL(
    refused->sentence,
    "execution refused SPY buy 5: model modulo does not watch SPY: it may only order what "
    "it watches, QQQ, IWM");
  w.desk.set_watched("modulo", {"QQQ", "SPY"});
  CAF_CHECK(!w.refusal_of(a_signal()));
}

} // namespace operator_commands_test
