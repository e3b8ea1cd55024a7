#define CAF_SUITE kill_switch
#include "tests/test.hpp"

#include "tests/actors/execution/desk_fixture.hpp"

#include <chrono>

namespace kill_switch_test {

using namespace hft;

namespace {

DeskConfig with_loss_limit(OnTrip on_trip = OnTrip::Halt) {
  DeskConfig config;
  config.risk.account.daily_loss = Money{10 * units_per_whole};
  config.risk.on_trip = on_trip;
  return config;
}

// Bought at 100 and filled at once.
void hold(DeskWorld& w, std::int64_t size) {
  const auto order = w.send(a_signal(Side::Buy, size));
  w.event(
    an_event(OrderEventKind::Fill, described(order, "b1", OrderState::Filled, size), "e1", size));
}

void lose(DeskWorld& w) {
  w.desk.on_market(a_tape(dollars(97)));
  w.wait(std::chrono::milliseconds{100});
  w.wait(std::chrono::seconds{1});
}

BrokerBooks holding(std::int64_t size) {
  BrokerBooks books;
  books.positions.push_back({"SPY", shares(size), dollars(100), dollars(97)});
  return books;
}

} // namespace

CAF_TEST(a daily loss at its limit halts trading and cancels what works) {
  DeskWorld w{with_loss_limit()};
  w.become_ready();
  hold(w, 5);
  const auto resting = w.send(a_limit_signal(Side::Buy, 5, dollars(96)));
  w.answer(resting, AnswerKind::Taken, described(resting, "b2", OrderState::New));
  CAF_CHECK(!w.desk.halted());

  lose(w);

  CAF_CHECK(w.desk.halted());
  CAF_CHECK_EQUAL(w.desk.status().halt_reason,
                  "daily loss 15.00 is over the account's allowance of 10.00");
  CAF_REQUIRE_EQUAL(w.out.cancels.size(), 1u);
  CAF_CHECK(w.out.cancels[0].id == BrokerOrderId{"b2"});
  CAF_CHECK(w.refusal_of(a_signal()) == Refusal::Halted);
  CAF_CHECK(w.out.orders.empty());
}

CAF_TEST(the halt of a daily loss survives a restart and is not resumed while the loss stands) {
  DeskWorld before{with_loss_limit()};
  before.become_ready();
  hold(before, 5);
  lose(before);
  DeskWorld w{with_loss_limit(), before.journal};
  w.stream(true);
  w.books(holding(5));

  CAF_CHECK(w.desk.halted());
  w.desk.on_market(a_tape(dollars(97)));
  const auto refused = w.desk.resume(w.at, w.out);
  CAF_REQUIRE(!refused.has_value());
  CAF_CHECK(refused.error().sentence.find("daily loss 15.00") != std::string::npos);

  w.desk.on_market(a_tape(dollars(99)));
  CAF_CHECK(w.desk.resume(w.at, w.out).has_value());
  CAF_CHECK(!w.refusal_of(a_signal()));
}

CAF_TEST(the loss counts from the profit the date began with after a restart too) {
  DeskWorld before{with_loss_limit()};
  before.become_ready();
  hold(before, 5);
  before.desk.on_market(a_tape(dollars(98))); // ten dollars were lost yesterday
  auto tomorrow = a_plan();
  tomorrow.date = tomorrow.date + 1;
  before.desk.on_session({SessionPhase::PreOpen, SessionPhase::Regular, tomorrow, {}, {}, 2},
                         before.at, before.out);
  before.wait(std::chrono::milliseconds{100});
  CAF_CHECK(!before.desk.halted());

  auto journal = before.journal;
  Desk desk{with_loss_limit(), journal};
  for (const auto& record : before.journal.records) desk.replay(record);
  DeskOutput out;
  desk.start(tomorrow.date, before.at, out);
  desk.on_market(a_tape(dollars(97)));
  desk.on_pulse(before.at, out);
  CAF_CHECK(!desk.halted());
  desk.on_market(a_tape(dollars(96)));
  desk.on_pulse(before.at, out);
  auto later = before.at;
  later.time = later.time + std::chrono::seconds{1};
  desk.on_pulse(later, out);
  CAF_CHECK(desk.halted());
}

CAF_TEST(when wished every position is closed once nothing works any more) {
  DeskWorld w{with_loss_limit(OnTrip::Flatten)};
  w.become_ready();
  hold(w, 5);
  const auto resting = w.send(a_limit_signal(Side::Buy, 5, dollars(96)));
  w.answer(resting, AnswerKind::Taken, described(resting, "b2", OrderState::New));
  lose(w);
  CAF_CHECK(w.out.orders.empty());

  w.event(an_event(OrderEventKind::Canceled, described(resting, "b2", OrderState::Canceled)));

  CAF_REQUIRE_EQUAL(w.out.orders.size(), 1u);
  const auto& order = w.out.orders[0].order();
  CAF_CHECK(order.side == Side::Sell);
  CAF_CHECK(order.quantity == shares(5));
  CAF_CHECK(order.model == ModelId{"modulo"});
  CAF_CHECK_EQUAL(order.client_order_id.str(), "20260302-modulo-3");
  w.wait(std::chrono::seconds{1});
  CAF_CHECK_EQUAL(w.out.orders.size(), 1u);
}

CAF_TEST(a crash before the positions were closed leaves it to the successor) {
  DeskWorld before{with_loss_limit(OnTrip::Flatten)};
  before.become_ready();
  hold(before, 5);
  before.stream(false);
  lose(before);
  CAF_CHECK(before.out.orders.empty());

  DeskWorld w{with_loss_limit(OnTrip::Flatten), before.journal};
  w.stream(true);
  CAF_CHECK(w.out.orders.empty());
  w.books(holding(5));
  w.wait(std::chrono::milliseconds{100});
  CAF_CHECK_EQUAL(w.out.orders.size(), 1u);
}

CAF_TEST(too many errors a minute halt trading and resume counts from zero) {
  DeskConfig config;
  config.risk.errors_a_minute = 2;
  DeskWorld w{config};
  w.become_ready();
  const auto fail_once = [&w] { w.answer(w.send(a_signal()), AnswerKind::Refused); };
  fail_once();
  fail_once();
  w.wait(std::chrono::seconds{61});
  fail_once();
  fail_once();
  CAF_CHECK(!w.desk.halted());
  fail_once();
  CAF_CHECK(w.desk.halted());
  CAF_CHECK_EQUAL(w.desk.status().halt_reason,
                  "errors a minute 3 is over the allowance of 2: 3 times says the broker");
  CAF_CHECK(w.desk.resume(w.at, w.out).has_value());
  CAF_CHECK(!w.refusal_of(a_signal()));
}

CAF_TEST(orders that were never sent are no errors and not in doubt after a restart either) {
  DeskConfig config;
  config.risk.errors_a_minute = 2;
  DeskWorld w{config};
  w.become_ready();
  for (int i = 0; i < 4; ++i) {
    const auto verdict = w.desk.on_signal(a_signal(), w.at);
    const auto& order = std::get<ApprovedOrder>(verdict).order();
    w.desk.on_submitted(order.client_order_id, false, w.at, w.out);
  }
  CAF_CHECK(!w.desk.halted());
  DeskWorld restarted{config, w.journal};
  restarted.become_ready();
  restarted.wait(std::chrono::seconds{1});
  CAF_CHECK(!restarted.desk.halted());
  CAF_CHECK(restarted.desk.status().refusals == w.desk.status().refusals);
  const auto refusals = restarted.desk.status().refusals;
  CAF_CHECK_EQUAL(refusals.at("request budget"), 4u);
  CAF_CHECK_EQUAL(restarted.desk.ledger().inferred_ends(), 0u);
}

CAF_TEST(orders of the last minute count towards the rate after a restart) {
  DeskConfig config;
  config.risk.account.orders_a_minute = 2;
  DeskWorld before{config};
  before.become_ready();
  auto signal = a_signal();
  signal.received = before.at.now;
  before.answer(before.send(signal), AnswerKind::Refused);
  before.answer(before.send(signal), AnswerKind::Refused);
  CAF_CHECK(before.refusal_of(signal) == Refusal::OrderRate);

  DeskWorld w{config, before.journal};
  w.become_ready();
  CAF_CHECK(w.refusal_of(signal) == Refusal::OrderRate);
  w.wait(std::chrono::seconds{61});
  signal.received = w.at.now;
  CAF_CHECK(!w.refusal_of(signal));
}

CAF_TEST(the kill switch closes no more than the account holds) {
  DeskWorld w{with_loss_limit(OnTrip::Flatten)};
  w.become_ready();
  hold(w, 5);
  Order order;
  order.client_order_id = "hand";
  order.symbol = "SPY";
  order.side = Side::Sell;
  order.quantity = shares(4);
  w.event(an_event(OrderEventKind::Fill, described(order, "h", OrderState::Filled, 4), "h", 4));
  w.desk.on_market(a_tape(dollars(80)));
  w.desk.on_market(a_tape(dollars(80))); // so far from the last price one print is none
  w.wait(std::chrono::milliseconds{100});
  w.wait(std::chrono::seconds{1});
  CAF_REQUIRE_EQUAL(w.out.orders.size(), 1u);
  CAF_CHECK(w.out.orders[0].order().quantity == shares(1));
}

CAF_TEST(the kill switch waits for positions that lag before it closes them) {
  DeskWorld w{with_loss_limit(OnTrip::Flatten)};
  w.become_ready();
  hold(w, 5);
  w.wait(std::chrono::seconds{30});
  w.books({});
  lose(w);
  CAF_CHECK(w.desk.halted());
  CAF_CHECK(w.out.orders.empty());
  w.wait(std::chrono::seconds{2});
  w.books(holding(5));
  w.wait(std::chrono::milliseconds{100});
  CAF_REQUIRE_EQUAL(w.out.orders.size(), 1u);
  CAF_CHECK(w.out.orders[0].order().quantity == shares(5));
}

CAF_TEST(a loss that goes with the next price trips nothing and one that lasts does) {
  KillSwitch kill{0, std::chrono::seconds{1}};
  const auto after = [](std::int64_t milliseconds) {
    return mid_session + std::chrono::milliseconds{milliseconds};
  };
  CAF_CHECK(!kill.objection("loss", after(0)));
  CAF_CHECK(!kill.objection("loss", after(999)));
  CAF_CHECK(!kill.objection(std::nullopt, after(1000)));
  CAF_CHECK(!kill.objection("loss", after(1001)));
  CAF_CHECK(kill.objection("more loss", after(2001)) == std::optional<std::string>{"more loss"});
}

CAF_TEST(a loss that does not last yet leaves the errors to trip) {
  KillSwitch kill{1, std::chrono::seconds{1}};
  kill.on_error(mid_session, "no answer");
  CAF_CHECK(!kill.objection("loss", mid_session));
  kill.on_error(mid_session, "no answer");
  const auto why = kill.objection("loss", mid_session);
  CAF_REQUIRE(why);
  CAF_CHECK(why->starts_with("errors a minute 2 is over the allowance of 1"));
  kill.reset();
  CAF_CHECK(!kill.objection(std::nullopt, mid_session));
}

CAF_TEST(positions stay to be closed until they are or somebody resumes) {
  KillSwitch kill{0, std::chrono::seconds{1}};
  kill.trip(false);
  CAF_CHECK(!kill.flatten_wanted());
  kill.trip(true);
  CAF_CHECK(kill.flatten_wanted());
  kill.on_flattened();
  CAF_CHECK(!kill.flatten_wanted());
  kill.trip(true);
  kill.reset();
  CAF_CHECK(!kill.flatten_wanted());
}

} // namespace kill_switch_test
