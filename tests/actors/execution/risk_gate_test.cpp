#define CAF_SUITE risk_gate
#include "tests/test.hpp"

#include "actors/execution/risk_rules.hpp"
#include "tests/actors/execution/desk_fixture.hpp"

#include <functional>

namespace risk_gate_test {

using namespace hft;

namespace {

Order order_like(const Signal& signal) {
  Order order;
  order.client_order_id = "20260302-modulo-99";
  order.model = signal.model;
  order.symbol = signal.symbol;
  order.side = signal.side;
  order.quantity = signal.quantity;
  order.type = signal.type;
  order.limit_price = signal.limit_price;
  order.caused_by = signal.caused_by;
  return order;
}

Order a_bracket(Price profit, Price loss) {
  auto order = order_like(a_signal());
  OrderTerms terms;
  terms.contingency = Contingency::Bracket;
  terms.take_profit = profit;
  terms.stop_loss = loss;
  order.terms = terms;
  return order;
}

// A gate and the little world it looks at; everything else is changed by the case.
struct GateWorld {
  RiskConfig config;
  Order order = order_like(a_signal());
  PositionBook book;
  OrderLedger ledger;
  Marks marks;
  SessionPlan plan = a_plan();
  bool session = true;
  std::optional<Timestamp> closing_from;
  MonotonicTime now{1'000'000'000'000};
  ClientOrderId replaced;
  std::optional<Timestamp> present;
  Quantity opens;
  std::optional<bool> shorting_enabled;
  AssetBook assets;
  HoldBack hold_back;
  int approvals_before = 0;

  GateWorld() { marks.on_batch(a_tape(dollars(100))); }
  void sells_short(Quantity quantity) {
    order.side = Side::Sell;
    order.quantity = opens = quantity;
  }
  void asset_is(AssetTraits traits) {
    assets.on_answer({"SPY", std::optional{std::move(traits)}}, now);
  }
  void working(const char* id, const Signal& signal) {
    auto other = order_like(signal);
    other.client_order_id = ClientOrderId::truncated(id);
    ledger.intend(other, {});
  }
  std::optional<OrderRefused> verdict() const {
    RiskGate gate{config};
    RiskView view{book,         ledger, marks,    session ? &plan : nullptr,
                  closing_from, now,    replaced, present};
    view.opens = opens;
    view.shorting_enabled = shorting_enabled;
    view.assets = &assets;
    view.hold_back = &hold_back;
    view.time = mid_session;
    for (int i = 0; i < approvals_before; ++i) (void)gate.review(order_like(a_signal()), view);
    auto made = gate.review(order, view);
    const auto* refused = std::get_if<OrderRefused>(&made);
    return refused ? std::optional{*refused} : std::nullopt;
  }
};

struct Case {
  const char* name;
  std::optional<Refusal> expected; // none: approved
  std::function<void(GateWorld&)> given;
  const char* says = "";
};

const std::vector<Case> cases{
  {"a plain order", {}, [](auto&) {}},
  {"nothing", Refusal::BadOrder, [](auto& w) { w.order.quantity = {}; }, "quantity 0"},
  {"no symbol", Refusal::BadOrder, [](auto& w) { w.order.symbol = {}; }},
  {"a symbol with a sign in it", Refusal::BadOrder, [](auto& w) { w.order.symbol = "S\x1b[2JPY"; },
   "refused S??2JPY"},
  {"a symbol with a blank", Refusal::BadOrder, [](auto& w) { w.order.symbol = "SP Y"; },
   "letters, digits, . and /"},
  {"a limit without a price", Refusal::BadOrder, [](auto& w) { w.order.type = OrderType::Limit; }},
  {"a stop", Refusal::BadOrder, [](auto& w) { w.order.type = OrderType::Stop; }},
  {"extended at market", Refusal::BadOrder, [](auto& w) { w.order.extended_hours = true; }},
  {"no session", Refusal::SessionPhase, [](auto& w) { w.session = false; }},
  {"before the open", Refusal::SessionPhase,
   [](auto& w) { w.order.caused_by = w.plan.open - Duration{1}; }},
  {"at the open", {}, [](auto& w) { w.order.caused_by = w.plan.open; }},
  {"at the close", Refusal::SessionPhase, [](auto& w) { w.order.caused_by = w.plan.close; }},
  {"extended hours after the close",
   {},
   [](auto& w) {
     w.order = order_like(a_limit_signal(Side::Buy, 5, dollars(100)));
     w.order.extended_hours = true;
     w.order.caused_by = w.plan.close;
   }},
  {"in time, but it is the close already", Refusal::SessionPhase,
   [](auto& w) { w.present = w.plan.close; }, "after the close"},
  {"extended hours when the regular session is over",
   {},
   [](auto& w) {
     w.order = order_like(a_limit_signal(Side::Buy, 5, dollars(100)));
     w.order.extended_hours = true;
     w.present = w.plan.close;
   }},
  {"for the closing auction, but it is too late by now", Refusal::SessionPhase,
   [](auto& w) {
     w.order.time_in_force = TimeInForce::Cls;
     w.present = w.plan.close - std::chrono::minutes{10};
   }},
  {"opening while closing", Refusal::SessionPhase, [](auto& w) { w.closing_from = mid_session; }},
  {"reducing while closing",
   {},
   [](auto& w) {
     w.closing_from = mid_session;
     w.book.apply("modulo", "SPY", Side::Sell, shares(5), dollars(100));
   }},
  {"a signal of 250 ms", {}, [](auto& w) { w.order.received = {w.now.nanoseconds - 250'000'000}; }},
  {"an older signal", Refusal::StaleSignal,
   [](auto& w) { w.order.received = {w.now.nanoseconds - 251'000'000}; },
   "251 ms is over the account's allowance of 250 ms"},
  {"a halted symbol", Refusal::SymbolHalted,
   [](auto& w) {
     w.marks.on_status({"SPY", "H", {}, {}, {}, mid_session, 'C'});
   }},
  {"a resumed symbol",
   {},
   [](auto& w) {
     w.marks.on_status({"SPY", "H", {}, {}, {}, mid_session, 'C'});
     w.marks.on_status({"SPY", "T", {}, {}, {}, mid_session, 'C'});
   }},
  {"a small order without any price", {}, [](auto& w) { w.order.symbol = "QQQ"; }},
  {"a larger order without any price", Refusal::StaleData,
   [](auto& w) {
     w.order.symbol = "QQQ";
     w.order.quantity = shares(101);
   }},
  {"an old price", Refusal::StaleData,
   [](auto& w) {
     w.config.mark_age = std::chrono::seconds{1};
     w.order.caused_by = mid_session + std::chrono::seconds{2};
   }},
  {"the largest order", {}, [](auto& w) { w.order.quantity = shares(10'000); }},
  {"a larger order", Refusal::OrderSize, [](auto& w) { w.order.quantity = shares(10'001); },
   "order size 10001 is over the account's allowance of 10000"},
  {"more than the model may", Refusal::OrderSize,
   [](auto& w) { w.config.models["modulo"].order_size = shares(4); }, "the model's allowance of 4"},
  {"too many dollars", Refusal::OrderNotional,
   [](auto& w) { w.config.account.order_notional = Money{499 * units_per_whole}; }, "500.00"},
  {"a limit at the collar",
   {},
   [](auto& w) { w.order = order_like(a_limit_signal(Side::Buy, 5, dollars(110))); }},
  {"a limit beyond the collar", Refusal::PriceCollar,
   [](auto& w) { w.order = order_like(a_limit_signal(Side::Buy, 5, cents(11001))); }},
  {"a position beyond the limit", Refusal::PositionLimit,
   [](auto& w) {
     w.config.account.position = shares(9);
     w.book.apply("other", "SPY", Side::Buy, shares(5), dollars(100));
   }},
  {"a position beyond the limit with what works", Refusal::PositionLimit,
   [](auto& w) {
     w.config.model.position = shares(9);
     w.working("w", a_signal());
   }},
  {"reducing a position beyond the limit",
   {},
   [](auto& w) {
     w.config.account.position = shares(3);
     w.book.apply("modulo", "SPY", Side::Sell, shares(9), dollars(100));
   }},
  {"too much exposure", Refusal::GrossExposure,
   [](auto& w) {
     w.config.account.gross_exposure = Money{900 * units_per_whole};
     w.book.apply("other", "QQQ", Side::Sell, shares(5), dollars(100));
   }},
  {"as many orders a second as allowed",
   {},
   [](auto& w) {
     w.config.account.orders_a_second = 3;
     w.approvals_before = 2;
   }},
  {"one more order a second", Refusal::OrderRate,
   [](auto& w) {
     w.config.account.orders_a_second = 3;
     w.approvals_before = 3;
   }},
  {"one more order a minute of the model", Refusal::OrderRate,
   [](auto& w) {
     w.config.model.orders_a_minute = 3;
     w.approvals_before = 3;
   }},
  {"too many open orders", Refusal::OpenOrders,
   [](auto& w) {
     w.config.account.open_orders = 1;
     w.working("w", a_signal());
   }},
  {"a loss at the limit", Refusal::DailyLoss,
   [](auto& w) {
     w.config.account.daily_loss = Money{10 * units_per_whole};
     w.book.apply("modulo", "SPY", Side::Buy, shares(10), dollars(101));
   }},
  {"a resting limit it would hit", Refusal::WashTrade,
   [](auto& w) { w.working("w", a_limit_signal(Side::Sell, 5, dollars(100))); }},
  {"a limit short of our resting limit",
   {},
   [](auto& w) {
     w.order = order_like(a_limit_signal(Side::Buy, 5, dollars(99)));
     w.working("w", a_limit_signal(Side::Sell, 5, dollars(100)));
   }},
  {"an opposite market order in flight", {}, [](auto& w) { w.working("w", a_signal(Side::Sell)); }},
  {"an opposite market order in flight by the brokers rule", Refusal::WashTrade,
   [](auto& w) {
     w.config.wash = WashRule::Broker;
     w.working("w", a_signal(Side::Sell));
   }},
  {"a price between two ticks", Refusal::PriceIncrement,
   [](auto& w) { w.order = order_like(a_limit_signal(Side::Buy, 5, Price{99'985'000'000})); },
   "limit price 99.985 is between two ticks of 0.01"},
  {"a price below a dollar between two ticks", Refusal::PriceIncrement,
   [](auto& w) { w.order = order_like(a_limit_signal(Side::Buy, 5, Price{12'345'678})); },
   "ticks of 0.0001"},
  {"a short sale of a part of a share", Refusal::ShortSale,
   [](auto& w) { w.sells_short(Quantity{2'500'000'000}); },
   "selling 2.5 short: a part of a share cannot be sold short"},
  {"a sale of a part of a share that is held",
   {},
   [](auto& w) {
     w.sells_short(Quantity{2'500'000'000});
     w.opens = {};
   }},
  {"a short sale of an account that may not", Refusal::ShortSale,
   [](auto& w) {
     w.sells_short(shares(5));
     w.shorting_enabled = false;
   },
   "the account is not allowed to short"},
  {"a purchase of an account that may not short", {}, [](auto& w) { w.shorting_enabled = false; }},
  {"a short sale of what is not shortable", Refusal::ShortSale,
   [](auto& w) {
     w.sells_short(shares(5));
     w.asset_is({"SPY", true, false, true, true});
   },
   "not shortable"},
  {"a short sale of what is hard to borrow", Refusal::ShortSale,
   [](auto& w) {
     w.sells_short(shares(5));
     w.asset_is({"SPY", true, true, false, true});
   },
   "not easy to borrow"},
  {"a short sale of what can be borrowed",
   {},
   [](auto& w) {
     w.sells_short(shares(5));
     w.asset_is({"SPY"});
   }},
  {"an asset that is not traded", Refusal::Asset,
   [](auto& w) {
     w.asset_is({"SPY", false, true, true, true});
   },
   "does not trade it"},
  {"a part of what trades in whole shares", Refusal::Asset,
   [](auto& w) {
     w.order.quantity = Quantity{500'000'000};
     w.asset_is({"SPY", true, true, true, false});
   },
   "not fractionable"},
  {"a part of a share beyond the day", Refusal::Asset,
   [](auto& w) {
     w.order.quantity = Quantity{500'000'000};
     w.order.time_in_force = TimeInForce::Gtc;
   },
   "must be a day order"},
  {"what the broker refuses again and again", Refusal::HeldBack,
   [](auto& w) {
     for (int i = 0; i < 3; ++i) w.hold_back.on_refused(w.order, false, "no", mid_session);
   },
   "3 times in a row no"},
  {"a sell stop above the market", Refusal::BadOrder,
   [](auto& w) {
     w.order.side = Side::Sell;
     w.order.type = OrderType::Stop;
     w.order.stop_price = dollars(101);
   },
   "stop price 101 is not below the market at 100"},
  {"a stop off the market by more than the collar", Refusal::PriceCollar,
   [](auto& w) {
     w.order.type = OrderType::Stop;
     w.order.stop_price = dollars(111);
   },
   "stop price 111 is further from 100"},
  {"an exit off the market by more than the collar", Refusal::PriceCollar,
   [](auto& w) { w.order = a_bracket(dollars(111), dollars(95)), w.opens = w.order.quantity; },
   "take-profit price 111"},
  {"an exit between two ticks", Refusal::PriceIncrement,
   [](auto& w) { w.order = a_bracket(dollars(105), Price{95'001'000'000}); },
   "stop-loss price 95.001 is between two ticks"},
  {"a bracket",
   {},
   [](auto& w) {
     w.order = a_bracket(dollars(105), dollars(95));
     w.opens = w.order.quantity;
   }},
  {"a bracket that would close a part of a position", Refusal::PositionCrossing,
   [](auto& w) { w.order = a_bracket(dollars(105), dollars(95)); },
   "bracket orders open a position"},
  {"a bracket with its exits is three open orders", Refusal::OpenOrders,
   [](auto& w) {
     w.config.account.open_orders = 2;
     w.order = a_bracket(dollars(105), dollars(95));
     w.opens = w.order.quantity;
   },
   "open orders 3"},
  {"the limit it replaces",
   {},
   [](auto& w) {
     w.working("w", a_limit_signal(Side::Sell, 5, dollars(100)));
     w.replaced = "w";
   }},
};

} // namespace

CAF_TEST(every rule refuses what it should and nothing else) {
  for (const auto& c : cases) {
    GateWorld world;
    c.given(world);
    const auto refused = world.verdict();
    CAF_MESSAGE(c.name);
    CAF_CHECK_EQUAL(refused.has_value(), c.expected.has_value());
    if (refused && c.expected) {
      CAF_CHECK_EQUAL(to_string(refused->refusal), to_string(*c.expected));
      CAF_CHECK(refused->sentence.find(c.says) != std::string::npos);
      CAF_CHECK(refused->sentence.starts_with("execution refused "));
    }
  }
}

CAF_TEST(every rule has a case that it refuses) {
  for (const auto& rule : risk_rules())
    CAF_CHECK(std::any_of(cases.begin(), cases.end(),
                          [&](const Case& c) { return c.expected == rule.refusal; }));
}

CAF_TEST(a new day forgets yesterdays loss) {
  GateWorld w;
  w.config.account.daily_loss = Money{10 * units_per_whole};
  w.book.apply("modulo", "SPY", Side::Buy, shares(10), dollars(101));
  RiskGate gate{w.config};
  gate.begin_day(w.book, w.marks);
  const RiskView view{w.book, w.ledger, w.marks, &w.plan, {}, w.now, {}};
  const auto verdict = gate.review(w.order, view);
  CAF_CHECK(std::holds_alternative<ApprovedOrder>(verdict));
}

} // namespace risk_gate_test
