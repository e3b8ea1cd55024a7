#define CAF_SUITE target_position
#include "tests/test.hpp"

#include "models/trading/target_position.hpp"

namespace target_position_test {

using namespace hft;

namespace {

const Timestamp start{1'000'000'000'000};

/// A position and what it asks for.
struct Position {
  std::string want(std::int64_t target, Duration later = {}) {
    Decisions out;
    position.want(shares(target), start + later, out);
    std::string text;
    for (const auto& decision : out.decisions())
      text += (decision.side == Side::Buy ? "+" : "-") + to_string(decision.quantity);
    return text;
  }
  void fill(std::int64_t held, std::int64_t leaves = 0) {
    Fill fill;
    fill.symbol = "SPY";
    fill.model_position = shares(held);
    fill.leaves = shares(leaves);
    position.on_fill(fill);
  }
  void refuse(Refusal refusal) {
    OrderRefused refused;
    refused.symbol = "SPY";
    refused.refusal = refusal;
    position.on_refused(refused);
  }

  TargetPosition position{"SPY"};
};

} // namespace

CAF_TEST(it sends the difference one order at a time) {
  Position spy;
  CAF_CHECK_EQUAL(spy.want(10), "+10");
  CAF_CHECK_EQUAL(spy.want(-10), "");
  spy.fill(4, 6);
  CAF_CHECK_EQUAL(spy.want(-10), "");
  spy.fill(10);
  CAF_CHECK_EQUAL(spy.want(10), "");
  CAF_CHECK_EQUAL(spy.want(-10), "-20");
}

CAF_TEST(a refusal that may pass is tried again a second later) {
  Position spy;
  CAF_CHECK_EQUAL(spy.want(10), "+10");
  spy.refuse(Refusal::StaleSignal);
  CAF_CHECK_EQUAL(spy.want(10, std::chrono::milliseconds{999}), "");
  CAF_CHECK_EQUAL(spy.want(10, std::chrono::milliseconds{1000}), "+10");
}

CAF_TEST(a refused target is given up until another is wanted) {
  Position spy;
  CAF_CHECK_EQUAL(spy.want(10), "+10");
  spy.refuse(Refusal::PositionLimit);
  CAF_CHECK_EQUAL(spy.want(10, std::chrono::hours{1}), "");
  CAF_CHECK_EQUAL(spy.want(5, std::chrono::hours{1}), "+5");
}

CAF_TEST(a way out is tried again a minute later) {
  Position spy;
  spy.want(10);
  spy.fill(10);
  CAF_CHECK_EQUAL(spy.want(0), "-10");
  spy.refuse(Refusal::Venue);
  CAF_CHECK_EQUAL(spy.want(0, std::chrono::seconds{59}), "");
  CAF_CHECK_EQUAL(spy.want(0, std::chrono::seconds{60}), "-10");
}

CAF_TEST(news of other symbols is ignored) {
  Position spy;
  spy.want(10);
  OrderClosed closed;
  closed.symbol = "QQQ";
  spy.position.on_order_closed(closed);
  CAF_CHECK(spy.position.busy());
}

CAF_TEST(taking over it holds what is held and waits for what works) {
  Position spy;
  InstanceBook standing;
  standing.positions["SPY"] = shares(-7);
  standing.orders = {{0, "SPY", Side::Buy, shares(3), {}, OrderType::Market, {}},
                     {9, "QQQ", Side::Buy, shares(3), {}, OrderType::Market, {}}};
  Decisions out;
  spy.position.take_over(standing, out);
  CAF_CHECK(out.empty());
  CAF_CHECK(spy.position.busy());
  spy.fill(-4);
  CAF_CHECK_EQUAL(spy.want(0), "+4");
}

CAF_TEST(what was decided from history was never sent) {
  Position spy;
  spy.want(10);
  spy.position.forget_orders();
  CAF_CHECK_EQUAL(spy.want(10), "+10");
}

} // namespace target_position_test
