#define CAF_SUITE model_context
#include "tests/test.hpp"

#include "models/context_keeper.hpp"
#include "tests/actors/model/probe_model.hpp"

namespace context_test {

using namespace hft;

namespace {

Needs watching(std::vector<Symbol> symbols) {
  Needs needs;
  needs.symbols = std::move(symbols);
  return needs;
}

Fill fill_of(Side side, int size, int cents_, int position, std::uint32_t reference = 0,
             int leaves = 0) {
  Fill fill;
  fill.symbol = "SPY";
  fill.side = side;
  fill.quantity = shares(size);
  fill.price = cents(cents_);
  fill.model_position = shares(position);
  fill.reference = reference;
  fill.leaves = shares(leaves);
  return fill;
}

Decision placed(Side side, int size, std::uint32_t reference) {
  Decision decision;
  decision.symbol = "SPY";
  decision.side = side;
  decision.quantity = shares(size);
  decision.type = OrderType::Limit;
  decision.limit_price = cents(1000);
  decision.reference = reference;
  return decision;
}

} // namespace

CAF_TEST(the context knows the time of the day and of the session) {
  ContextKeeper context{watching({"SPY"}), march_plan()};
  context.set_now(parse_timestamp("2026-03-02T15:00:30Z").value());
  CAF_CHECK(context.time_of_day() == std::chrono::hours{10} + std::chrono::seconds{30});
  CAF_CHECK_EQUAL(format_date(context.date()), "2026-03-02");
  CAF_CHECK_EQUAL(context.minutes_since_open(), 30.5);
  CAF_CHECK_EQUAL(context.minutes_to_close(), 359.5);
  CAF_CHECK(context.is_open());
  context.set_now(march_plan().close);
  CAF_CHECK(!context.is_open());
}

CAF_TEST(the average price is that of what is held) {
  ContextKeeper context{watching({"SPY"}), march_plan()};
  context.on_fill(fill_of(Side::Buy, 10, 1000, 10));
  context.on_fill(fill_of(Side::Buy, 30, 1100, 40));
  CAF_CHECK(context.average_price("SPY") == cents(1075));
  context.on_fill(fill_of(Side::Sell, 25, 1200, 15)); // what is left cost what it cost
  CAF_CHECK(context.average_price("SPY") == cents(1075));
  context.on_fill(fill_of(Side::Sell, 20, 1300, -5)); // turned: the rest is a new position
  CAF_CHECK(context.position("SPY") == shares(-5));
  CAF_CHECK(context.average_price("SPY") == cents(1300));
  Trade trade;
  trade.symbol = "SPY";
  trade.price = cents(1250);
  context.on_trade(trade, 0);
  CAF_CHECK_EQUAL(to_string(context.unrealized("SPY")), "2.5");
  context.on_fill(fill_of(Side::Buy, 5, 1300, 0));
  CAF_CHECK(context.positions().empty());
  CAF_CHECK(context.average_price("SPY") == Price{});
  CAF_CHECK_EQUAL(context.fills_today().size(), 5u);
}

CAF_TEST(open orders are those that were decided and have not ended) {
  ContextKeeper context{watching({"SPY"}), march_plan()};
  context.on_decision(placed(Side::Buy, 10, 1));
  context.on_decision(placed(Side::Sell, 10, 2));
  context.on_decision(placed(Side::Sell, 5, 0));
  CAF_CHECK(context.has_open_orders("SPY"));
  context.on_fill(fill_of(Side::Buy, 4, 1000, 4, 1, 6));
  CAF_REQUIRE(context.find_order(1) != nullptr);
  CAF_CHECK(context.find_order(1)->leaves == shares(6));
  context.on_fill(fill_of(Side::Buy, 6, 1000, 10, 1, 0));
  CAF_CHECK(context.find_order(1) == nullptr);
  OrderClosed closed;
  closed.symbol = "SPY";
  closed.reference = 2;
  context.on_order_closed(closed);
  OrderRefused refused;
  refused.symbol = "SPY";
  refused.side = Side::Sell;
  refused.quantity = shares(5);
  context.on_refused(refused);
  CAF_CHECK(context.open_orders().empty());
}

CAF_TEST(a takeover says what is held and works) {
  ContextKeeper context{watching({"SPY"}), march_plan()};
  context.on_decision(placed(Side::Buy, 10, 1));
  InstanceBook book;
  book.positions["SPY"] = shares(7);
  book.average_prices["SPY"] = cents(999);
  book.orders.push_back({3, "SPY", Side::Sell, shares(7), cents(1100), OrderType::Limit, {}});
  context.on_takeover(book);
  CAF_CHECK(context.position("SPY") == shares(7));
  CAF_CHECK(context.average_price("SPY") == cents(999));
  CAF_REQUIRE_EQUAL(context.open_orders().size(), 1u);
  CAF_CHECK(context.find_order(3)->type == OrderType::Limit);
}

CAF_TEST(a split changes the position and what a share cost) {
  ContextKeeper context{watching({"SPY"}), march_plan()};
  context.on_fill(fill_of(Side::Buy, 10, 1000, 10));
  CorporateAction action;
  action.symbol = action.new_symbol = "SPY";
  action.after = shares(20);
  action.old_shares = shares(1);
  action.new_shares = shares(2);
  context.on_corporate_action(action);
  CAF_CHECK(context.position("SPY") == shares(20));
  CAF_CHECK(context.average_price("SPY") == cents(500));
}

CAF_TEST(fills of another date are forgotten) {
  ContextKeeper context{watching({"SPY"}), march_plan()};
  context.on_fill(fill_of(Side::Buy, 10, 1000, 10));
  SessionChanged changed;
  changed.plan = march_plan();
  context.on_session(changed);
  CAF_CHECK_EQUAL(context.fills_today().size(), 1u);
  changed.plan.date = changed.plan.date + 1;
  context.on_session(changed);
  CAF_CHECK(context.fills_today().empty());
  CAF_CHECK(context.position("SPY") == shares(10));
}

CAF_TEST(a model that is not hosted has a context that knows nothing) {
  const auto& nothing = Context::none();
  CAF_CHECK(nothing.position("SPY") == Quantity{});
  CAF_CHECK(nothing.last_trade("SPY") == nullptr);
  CAF_CHECK(nothing.bars("SPY") == nullptr);
  CAF_CHECK(!nothing.account());
}

CAF_TEST(kept trades of before a split compare with those after it) {
  auto needs = watching({"SPY"});
  needs.keep_trades = 2;
  ContextKeeper context{needs, march_plan()};
  auto trade = trade_at("2026-03-02T15:00:00Z", "SPY", 10);
  trade.price = dollars(100);
  for (int i = 0; i < 5; ++i) context.on_trade(trade, 0);
  CorporateAction split;
  split.symbol = split.new_symbol = "SPY";
  split.old_shares = shares(1);
  split.new_shares = shares(4);
  context.on_corporate_action(split);
  const auto kept = context.trades("SPY");
  CAF_REQUIRE_EQUAL(kept->size(), 2u);
  CAF_CHECK_EQUAL(kept->price()[1], 25.0);
  CAF_CHECK_EQUAL(kept->volume()[1], 40.0);
  CAF_CHECK(Context::none().trades("SPY") == nullptr);
}

} // namespace context_test
