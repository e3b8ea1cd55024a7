#define CAF_SUITE avellaneda_stoikov
#include "tests/test.hpp"

#include "models/avellaneda_stoikov.hpp"
#include "tests/models/walk.hpp"

#include <cmath>

namespace avellaneda_stoikov_test {

using namespace hft;

namespace {

Quote market(std::int64_t bid, std::int64_t ask) {
  Quote quote;
  quote.symbol = "SPY";
  quote.bid = cents(bid);
  quote.ask = cents(ask);
  return quote;
}

std::string text_of(const Decision& decision) {
  const auto side = decision.side == Side::Buy ? "buy" : "sell";
  const auto number = '#' + std::to_string(decision.reference);
  if (decision.action == SignalAction::Cancel) return "cancel" + number;
  if (decision.type == OrderType::Market)
    return std::string{side} + ' ' + to_string(decision.quantity);
  const auto verb = decision.action == SignalAction::Replace ? "replace " : "";
  return std::string{verb} + side + ' ' + to_string(decision.quantity) + '@' +
         to_string(decision.limit_price) + number;
}

/// What a model decides at the end of the next interval.
struct Desk {
  explicit Desk(std::string_view spec) : model(model_of(spec)) {}

  std::string next(const Quote& quote) {
    Decisions out;
    model->on_quote(quote, out);
    model->on_timer(Rehearsal::time_of(interval++), out);
    std::string text;
    for (const auto& decision : out.decisions())
      text += (text.empty() ? "" : ", ") + text_of(decision);
    return text;
  }
  void fill(Side side, std::uint32_t reference, Quantity quantity, Quantity leaves) {
    position += signed_quantity(side, quantity);
    Fill fill;
    fill.symbol = "SPY";
    fill.reference = reference;
    fill.side = side;
    fill.quantity = quantity;
    fill.leaves = leaves;
    fill.model_position = position;
    Decisions none;
    model->on_fill(fill, none);
  }
  void close(std::uint32_t reference, OrderState state) {
    OrderClosed closed;
    closed.symbol = "SPY";
    closed.reference = reference;
    closed.state = state;
    Decisions none;
    model->on_order_closed(closed, none);
  }

  std::unique_ptr<Model> model;
  std::int64_t interval = 0;
  Quantity position;
};

// kappa = 100 and a market that has not moved: the spread is 2 / gamma * log(1 + gamma / kappa),
// two cents, and the mid 100.01: 100.00 and 100.02.
const std::string spec = "avellaneda_stoikov:window=2,kappa=100,quantity=10,max_lots=2";

void warm(Desk& desk) {
  CAF_CHECK_EQUAL(desk.next(market(10000, 10002)), "");
  CAF_CHECK_EQUAL(desk.next(market(10000, 10002)), "");
}

} // namespace

CAF_TEST(quotes follow the formulas of the paper) {
  // In Python: 450 - 3*.1*.0004*60, .1*.0004*60 + 2/.1*math.log(1 + .1/100)
  const auto quotes = maker_quotes({450, 3, 0.0004, 60, 0.1, 100});
  CAF_CHECK(std::abs(quotes.reservation - 449.9928) < 1e-9);
  CAF_CHECK(std::abs(quotes.spread - 0.022390006661668464) < 1e-12);
}

CAF_TEST(it quotes both sides and moves them by replacing) {
  Desk desk{spec};
  warm(desk);
  CAF_CHECK_EQUAL(desk.next(market(10000, 10002)), "buy 10@100#3, sell 10@100.02#4");
  CAF_CHECK_EQUAL(desk.next(market(10000, 10002)), "");
  // A step of ten cents: variance .01 * 2/3 / 5 a second makes the spread eight thousandths wider.
  CAF_CHECK_EQUAL(desk.next(market(10010, 10012)),
                  "replace buy 10@100.09#3, replace sell 10@100.13#4");
  CAF_CHECK_EQUAL(desk.next(market(10020, 10022)), ""); // nobody has answered yet
  desk.close(3, OrderState::Replaced);
  desk.close(4, OrderState::Replaced);
  CAF_CHECK_EQUAL(desk.next(market(10020, 10022)),
                  "replace buy 10@100.19#3, replace sell 10@100.23#4");
}

CAF_TEST(it leans against what it holds and stops at its limit) {
  Desk desk{spec + ",gamma=1"};
  warm(desk);
  desk.next(market(10000, 10002));
  desk.fill(Side::Buy, 3, shares(10), {});
  CAF_CHECK_EQUAL(desk.next(market(10000, 10002)), "buy 10@100#5"); // no variance yet: no lean
  desk.fill(Side::Buy, 5, shares(10), {});
  CAF_CHECK_EQUAL(desk.next(market(10000, 10002)), ""); // two lots: asks only
  desk.fill(Side::Sell, 4, shares(4), shares(6));
  CAF_CHECK_EQUAL(desk.next(market(10000, 10002)), "buy 10@100#7");
  // Partly filled orders are withdrawn, not moved.
  CAF_CHECK_EQUAL(desk.next(market(10010, 10012)), "replace buy 10@99.93#7, cancel#4");
}

CAF_TEST(before the close it withdraws and sells out) {
  Desk desk{spec};
  SessionChanged session;
  session.plan.close = Rehearsal::time_of(3) + std::chrono::minutes{5};
  Decisions none;
  desk.model->on_session(session, none);
  warm(desk);
  desk.next(market(10000, 10002));
  desk.fill(Side::Buy, 3, shares(10), {});
  CAF_CHECK_EQUAL(desk.next(market(10000, 10002)), "cancel#4");
  CAF_CHECK_EQUAL(desk.next(market(10000, 10002)), "");
  desk.close(4, OrderState::Canceled);
  CAF_CHECK_EQUAL(desk.next(market(10000, 10002)), "sell 10");
  desk.fill(Side::Sell, 0, shares(10), {});
  CAF_CHECK_EQUAL(desk.next(market(10000, 10002)), "");
}

CAF_TEST(a maker resumed keeps its inventory and uses fresh references) {
  Desk first{spec};
  warm(first);
  first.next(market(10000, 10002));
  first.fill(Side::Buy, 3, shares(10), {});
  Desk second{spec};
  CAF_CHECK_EQUAL(refusal_of(*second.model, first.model->save()), "");
  CAF_CHECK_EQUAL(remembered(*second.model, "position"), "10");
  CAF_CHECK_EQUAL(second.next(market(10000, 10002)), "buy 10@100#7, sell 10@100.02#8");
  CAF_CHECK(!refusal_of(*second.model, newer(first.model->save())).empty());
}

CAF_TEST(taking over it cancels what it finds) {
  Desk desk{spec};
  InstanceBook standing;
  standing.positions["SPY"] = shares(20);
  standing.orders = {{41, "SPY", Side::Buy, shares(10), cents(9900), OrderType::Limit, {}}};
  Decisions out;
  desk.model->on_takeover(standing, out);
  CAF_REQUIRE_EQUAL(out.decisions().size(), 1u);
  CAF_CHECK_EQUAL(text_of(out.decisions()[0]), "cancel#41");
  warm(desk);
  CAF_CHECK_EQUAL(desk.next(market(10000, 10002)), "sell 10@100.02#44"); // holds two lots
}

} // namespace avellaneda_stoikov_test
