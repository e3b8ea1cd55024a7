#define CAF_SUITE hold_back
#include "tests/test.hpp"

#include "actors/execution/asset_book.hpp"
#include "tests/actors/execution/desk_fixture.hpp"

namespace hold_back_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

Order an_order(const char* model = "shorty", const char* symbol = "AAPL", Side side = Side::Sell) {
  Order order;
  order.model = ModelId::truncated(model);
  order.symbol = Symbol::truncated(symbol);
  order.side = side;
  order.quantity = shares(5);
  return order;
}

const std::string no_short =
  "the broker refused the order: account is not allowed to short (HTTP 403, code 40310000)";

void refuse_by_broker(DeskWorld& w, const Order& order, const std::string& words) {
  OrderAnswered answered;
  answered.kind = AnswerKind::Refused;
  answered.client_order_id = order.client_order_id;
  answered.http_status = 403;
  answered.sentence = words;
  w.desk.on_answer(answered, w.at, w.out);
}

} // namespace

CAF_TEST(equal refusals hold back with growing pauses) {
  HoldBack hold;
  Timestamp now = mid_session;
  CAF_CHECK(!hold.on_refused(an_order(), true, no_short, now));
  CAF_CHECK(!hold.on_refused(an_order(), true, no_short, now));
  CAF_CHECK(!hold.objection(an_order(), true, now));
  const auto told = hold.on_refused(an_order(), true, no_short, now);
  CAF_REQUIRE(told.has_value());
  CAF_CHECK_EQUAL(*told, "model shorty is held back: 3 times in a row " + no_short +
                           "; not asked again before 11:00:01 New York time");
  CAF_CHECK(hold.objection(an_order(), true, now + 999ms).has_value());
  CAF_CHECK(!hold.objection(an_order(), true, now + 1s));
  std::vector<Duration> pauses;
  for (int i = 0; i < 12; ++i) {
    hold.on_refused(an_order(), true, no_short, now);
    Duration pause{0};
    while (hold.objection(an_order(), true, now + pause)) pause += 1s;
    pauses.push_back(pause);
    now = now + pause;
  }
  CAF_CHECK(pauses.front() == 2s && pauses[1] == 4s && pauses.back() == 5min);
}

CAF_TEST(nobody and nothing else is held back) {
  HoldBack hold;
  for (int i = 0; i < 5; ++i) hold.on_refused(an_order(), true, no_short, mid_session);
  CAF_CHECK(hold.objection(an_order(), true, mid_session).has_value());
  CAF_CHECK(!hold.objection(an_order("good"), true, mid_session));
  CAF_CHECK(!hold.objection(an_order("shorty", "SPY"), true, mid_session));
  CAF_CHECK(!hold.objection(an_order("shorty", "AAPL", Side::Buy), true, mid_session));
  CAF_CHECK(!hold.objection(an_order(), false, mid_session)); // it may close
}

CAF_TEST(words that differ by their numbers are the same and others begin anew) {
  HoldBack hold;
  const auto words = [](int left) {
    return "insufficient buying power " + std::to_string(left) +
           ".75 (HTTP 403, cost_basis=" + std::to_string(left * 3) + ')';
  };
  for (int i = 1; i < 4; ++i) hold.on_refused(an_order(), true, words(i), mid_session);
  CAF_CHECK(hold.objection(an_order(), true, mid_session).has_value());
  hold.on_refused(an_order(), true, no_short, mid_session);
  CAF_CHECK(!hold.objection(an_order(), true, mid_session));
}

CAF_TEST(an order that is taken ends it) {
  HoldBack hold;
  for (int i = 0; i < 3; ++i) hold.on_refused(an_order(), true, no_short, mid_session);
  hold.on_taken(an_order(), true);
  CAF_CHECK(!hold.objection(an_order(), true, mid_session));
}

CAF_TEST(a model that asks in vain is held back alone and never halts the account) {
  DeskConfig config;
  config.risk.errors_a_minute = 5;
  DeskWorld w{config};
  w.become_ready();
  auto vain = a_signal(Side::Sell, 5);
  vain.model = "shorty";
  std::size_t sent = 0;
  for (int i = 0; i < 100; ++i) {
    if (const auto order = w.send(vain); !order.client_order_id.empty()) {
      ++sent;
      refuse_by_broker(w, order, no_short);
    }
    w.wait(20ms);
  }
  CAF_CHECK(!w.desk.halted());
  CAF_CHECK(sent <= 5u);
  CAF_CHECK(w.refusal_of(vain) == Refusal::HeldBack);
  CAF_CHECK(!w.refusal_of(a_signal(Side::Sell, 5)));
}

CAF_TEST(an order that the broker takes and then rejects counts as refused) {
  DeskWorld w;
  w.become_ready();
  for (int i = 0; i < 3; ++i) {
    const auto order = w.send(a_signal(Side::Sell, 5));
    const auto id = "b" + std::to_string(i);
    w.answer(order, AnswerKind::Taken, described(order, id.c_str(), OrderState::PendingNew));
    auto event =
      an_event(OrderEventKind::Rejected, described(order, id.c_str(), OrderState::Rejected));
    event.reason = "no shares to borrow";
    w.event(event);
  }
  CAF_CHECK(w.refusal_of(a_signal(Side::Sell, 5)) == Refusal::HeldBack);
}

CAF_TEST(assets are asked for one at a time and again after a while) {
  AssetBook assets;
  MonotonicTime now{1'000'000'000'000};
  assets.want("SPY");
  assets.want("QQQ");
  CAF_CHECK_EQUAL(assets.due(now)->str(), "QQQ");
  CAF_CHECK(!assets.due(now));
  CAF_CHECK_EQUAL(assets.due(now + 2s)->str(), "SPY");
  CAF_CHECK(!assets.due(now + 4s));
  assets.on_answer({"QQQ", std::optional{AssetTraits{"QQQ", true, false, false, true}}}, now);
  assets.on_answer({"SPY", fail(ErrorKind::Unreachable, "no")}, now);
  CAF_REQUIRE(assets.find("QQQ") != nullptr);
  CAF_CHECK(!assets.find("QQQ")->shortable);
  CAF_CHECK(!assets.find("SPY") && !assets.find("IWM"));
  CAF_CHECK_EQUAL(assets.due(now + 1min)->str(), "SPY");
  CAF_CHECK(!assets.due(now + 1min + 2s));
  assets.doubt("QQQ");
  CAF_CHECK_EQUAL(assets.due(now + 1min + 4s)->str(), "QQQ");
}

CAF_TEST(the desk asks about what it trades and judges by the answer) {
  DeskWorld w;
  w.become_ready();
  w.wait(100ms);
  CAF_REQUIRE_EQUAL(w.out.asset_look_ups.size(), 1u);
  CAF_CHECK_EQUAL(w.out.asset_look_ups[0].str(), "SPY");
  w.desk.on_asset({"SPY", std::optional{AssetTraits{"SPY", true, true, false, false}}}, w.at,
                  w.out);
  CAF_CHECK(w.refusal_of(a_signal(Side::Sell, 5)) == Refusal::ShortSale);
  auto half = a_signal(Side::Buy, 1);
  half.quantity = Quantity{500'000'000};
  CAF_CHECK(w.refusal_of(half) == Refusal::Asset);
  CAF_CHECK(!w.refusal_of(a_signal(Side::Buy, 5)));
}

CAF_TEST(prices go to the broker on its grid and to the passive side) {
  DeskWorld w;
  w.become_ready();
  const auto bid = [&w](std::int64_t units, std::uint32_t reference) {
    return w.send(a_limit_signal(Side::Buy, 5, Price{units}, reference)).limit_price;
  };
  CAF_CHECK(bid(99'985'000'000, 1) == cents(9998));
  CAF_CHECK(bid(99'989'999'999, 2) == cents(9999));
  const auto ask = w.send(a_limit_signal(Side::Sell, 5, Price{100'985'000'000}, 3));
  CAF_CHECK(ask.client_order_id.empty() || ask.limit_price == cents(10099));
}

CAF_TEST(where rounding is not wished a price between two ticks is refused here) {
  DeskConfig config;
  config.risk.off_tick = OffTick::Refuse;
  DeskWorld w{config};
  w.become_ready();
  const auto verdict = w.desk.on_signal(a_limit_signal(Side::Buy, 5, Price{99'985'000'000}), w.at);
  const auto* refused = std::get_if<OrderRefused>(&verdict);
  CAF_REQUIRE(refused != nullptr);
  CAF_CHECK(refused->refusal == Refusal::PriceIncrement);
  CAF_CHECK_EQUAL(refused->sentence,
                  "execution refused SPY buy 5: limit price 99.985 is between two ticks of 0.01");
  CAF_CHECK(w.send(a_limit_signal(Side::Buy, 5, Price{99'990'000'001})).limit_price == cents(9999));
}

} // namespace hold_back_test
