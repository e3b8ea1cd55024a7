#include "actors/execution/risk_rules.hpp"

#include "actors/execution/order_kinds.hpp"
#include "messages/new_york.hpp"
#include "messages/price_grid.hpp"
#include "messages/symbol_text.hpp"

#include <array>

namespace hft {

namespace {

using Objection = std::optional<std::string>;

int128 exact(Money money) {
  return static_cast<int128>(money.units) * units_per_whole;
}
std::string milliseconds(Duration duration) {
  return std::to_string(duration.count() / 1'000'000) + " ms";
}

std::string over(const RiskCase& x, const std::string& limit, const std::string& value,
                 const std::string& allowance) {
  return limit + ' ' + value + " is over the " + (x.model ? "model's" : "account's") +
         " allowance of " + allowance;
}

std::optional<Price> known_price(const RiskCase& x) {
  const auto* mark = x.view.marks.find(x.order.symbol);
  return mark ? mark->price() : std::nullopt;
}

// What a share is reckoned at: the dearest of its limit, its stop and the market.
Price reckoned_price(const RiskCase& x) {
  const auto market = known_price(x).value_or(Price{});
  return std::max({market, x.order.limit_price, x.order.stop_price});
}

// An exit closes what its entry opened: that was judged then.
bool is_exit(const RiskCase& x) {
  return x.order.leg != Leg::None;
}

Quantity position_now(const RiskCase& x) {
  return x.model ? x.view.book.position(*x.model, x.order.symbol)
                 : x.view.book.account_position(x.order.symbol);
}

Objection bad_order(const RiskCase& x) {
  const auto& order = x.order;
  if (order.symbol.empty()) return "it names no symbol";
  if (!is_symbol_text(order.symbol.view()))
    return "its symbol has characters other than letters, digits, . and /";
  if (order.quantity.units <= 0)
    return "quantity " + to_string(order.quantity) + " is not positive";
  if (order.quantity > largest_order)
    return "quantity " + to_string(order.quantity) + " is more than an order can have";
  return kind_objection(order);
}

// Where its prices stand to the market.
Objection price_side(const RiskCase& x) {
  const auto market = known_price(x).value_or(Price{});
  if (auto why = stop_side_objection(x.order, market)) return why;
  return exits_objection(x.order, market);
}

bool is_whole(Quantity quantity) {
  return quantity.units % units_per_whole == 0;
}

// What is left between ticks here was not to be rounded, or would have become nothing.
Objection price_increment(const RiskCase& x) {
  const auto off = [](const char* name, Price price) {
    return std::string{name} + " price " + to_string(price) + " is between two ticks of " +
           to_string(tick_size(price));
  };
  if (!is_on_grid(x.order.limit_price)) return off("limit", x.order.limit_price);
  if (!is_on_grid(x.order.stop_price)) return off("stop", x.order.stop_price);
  if (!x.order.terms) return std::nullopt;
  const auto& terms = *x.order.terms;
  if (!is_on_grid(terms.take_profit)) return off("take-profit", terms.take_profit);
  if (!is_on_grid(terms.stop_loss)) return off("stop-loss", terms.stop_loss);
  if (!is_on_grid(terms.stop_loss_limit)) return off("stop-loss limit", terms.stop_loss_limit);
  return std::nullopt;
}

Objection asset(const RiskCase& x) {
  const auto& order = x.order;
  const auto* traits = x.view.assets ? x.view.assets->find(order.symbol) : nullptr;
  if (traits && !traits->tradable) return "the broker does not trade it now";
  if (is_whole(order.quantity)) return std::nullopt;
  if (traits && !traits->fractionable)
    return "the broker trades it in whole shares only: it is not fractionable";
  if (order.time_in_force != TimeInForce::Day)
    return "an order for a part of a share must be a day order";
  return std::nullopt;
}

Objection short_sale(const RiskCase& x) {
  if (x.order.side != Side::Sell || x.view.opens == Quantity{}) return std::nullopt;
  const auto what = "selling " + to_string(x.view.opens) + " short: ";
  if (!is_whole(x.view.opens)) return what + "a part of a share cannot be sold short";
  if (x.view.shorting_enabled == false) return what + "the account is not allowed to short";
  const auto* traits = x.view.assets ? x.view.assets->find(x.order.symbol) : nullptr;
  if (!traits) return std::nullopt;
  if (!traits->shortable) return what + "the asset is not shortable";
  if (!traits->easy_to_borrow) return what + "the asset is not easy to borrow";
  return std::nullopt;
}

// A group is for one position: its entry opens it, or its exits close it.
Objection group_crossing(const RiskCase& x) {
  const auto contingency = x.order.terms->contingency;
  if (contingency == Contingency::None || !x.view.replaced.empty() || x.view.waits)
    return std::nullopt;
  const auto held =
    " (the account holds " + to_string(x.view.book.account_position(x.order.symbol)) + ')';
  if (contingency != Contingency::Oco && x.view.opens != x.order.quantity)
    return std::string{to_string(contingency)} +
           " orders open a position, and this one would close " + "a part of another" + held;
  if (contingency == Contingency::Oco && x.view.opens != Quantity{})
    return "an oco order closes a position, and this one would open one" + held;
  return std::nullopt;
}

Objection held_back(const RiskCase& x) {
  if (!x.view.hold_back) return std::nullopt;
  return x.view.hold_back->objection(x.order, x.view.opens != Quantity{}, x.view.time);
}

// The broker takes orders for an auction until shortly before it: of that date, not of the clock.
constexpr Duration opening_auction_lead = std::chrono::minutes{2};
constexpr Duration closing_auction_lead = std::chrono::minutes{10};

bool is_past(const RiskCase& x, Timestamp boundary) {
  return x.view.present && *x.view.present >= boundary;
}

Objection auction_cutoff(const RiskCase& x, const SessionPlan& plan) {
  const auto& order = x.order;
  const bool opening = order.time_in_force == TimeInForce::Opg;
  const auto until = opening ? plan.open - opening_auction_lead : plan.close - closing_auction_lead;
  if (plan.pre_open <= order.caused_by && order.caused_by < until && !is_past(x, until))
    return std::nullopt;
  return std::string{"orders for the "} + (opening ? "opening" : "closing") +
         " auction are taken until " + format_new_york_clock(until).substr(0, 5) + " New York time";
}

Objection session_phase(const RiskCase& x) {
  const auto& order = x.order;
  if (!x.view.plan) return "no session is known";
  const auto& plan = *x.view.plan;
  if (order.time_in_force == TimeInForce::Opg) return auction_cutoff(x, plan);
  if (order.time_in_force == TimeInForce::Cls)
    if (const auto late = auction_cutoff(x, plan)) return late;
  const bool open =
    plan.is_regular(order.caused_by) || (order.extended_hours && plan.is_extended(order.caused_by));
  if (!open)
    return "its cause at " + format_timestamp(order.caused_by) + " is outside the " +
           (order.extended_hours ? "extended" : "regular") + " session of " +
           format_date(plan.date) +
           (plan.is_extended(order.caused_by) ? ": it does not ask for extended hours" : "");
  if (is_past(x, order.extended_hours ? plan.post_end : plan.close))
    return "it comes after the close of " + format_date(plan.date);
  if (x.view.closing_from && order.caused_by >= *x.view.closing_from && !is_exit(x)) {
    const auto position = x.view.book.position(order.model, order.symbol);
    const auto account = x.view.book.account_position(order.symbol);
    const auto reduces = [&](Quantity held) {
      return (held.units > 0) == (order.side == Side::Sell) && order.quantity <= abs(held);
    };
    if (!reduces(position)) return "the session is closing and the order opens a position";
    if (!reduces(account))
      return "the session is closing and the account holds " + to_string(account) +
             ": the order opens a position";
  }
  return std::nullopt;
}

Objection stale_signal(const RiskCase& x) {
  const auto limit = x.model ? x.limits.signal_age : x.gate.config().signal_age;
  if (x.view.in_step) return std::nullopt; // the venue stands until we are done
  if (limit.count() == 0 || x.order.received.nanoseconds == 0) return std::nullopt;
  const auto age = x.view.now - x.order.received;
  if (age <= limit) return std::nullopt;
  return over(x, "signal age", milliseconds(age), milliseconds(limit));
}

Objection symbol_halted(const RiskCase& x) {
  const auto* mark = x.view.marks.find(x.order.symbol);
  if (!mark || !mark->halted()) return std::nullopt;
  if (mark->halt == Halt::Doubtful)
    return "trading in the symbol was halted, and whether it is resumed is not known yet";
  return "trading in the symbol is halted";
}

Objection stale_data(const RiskCase& x) {
  const auto& config = x.gate.config();
  if (!known_price(x)) {
    if (x.order.quantity <= config.unpriced_order) return std::nullopt;
    return "no price of the symbol is known and order size " + to_string(x.order.quantity) +
           " is over the allowance of " + to_string(config.unpriced_order);
  }
  const auto limit = x.model ? x.limits.price_age : config.mark_age;
  const auto age = x.order.caused_by - x.view.marks.find(x.order.symbol)->time;
  if (limit.count() == 0 || age <= limit) return std::nullopt;
  return over(x, "price age", milliseconds(age), milliseconds(limit));
}

Objection order_size(const RiskCase& x) {
  const auto limit = x.limits.order_size;
  if (limit.units == 0 || x.order.quantity <= limit) return std::nullopt;
  return over(x, "order size", to_string(x.order.quantity), to_string(limit));
}

Objection order_notional(const RiskCase& x) {
  const auto limit = x.limits.order_notional;
  if (limit.units == 0) return std::nullopt;
  const auto value = exact_product(reckoned_price(x), x.order.quantity);
  if (value <= exact(limit)) return std::nullopt;
  return over(x, "order notional", to_cents(saturated_money(value)), to_cents(limit));
}

Objection price_collar(const RiskCase& x) {
  const auto collar = x.model ? x.limits.price_collar : x.gate.config().price_collar;
  const auto market = known_price(x);
  if (collar.units == 0 || !market || (x.order.type == OrderType::Market && !x.order.terms))
    return std::nullopt;
  const auto far = [&](const char* name, Price price) -> Objection {
    if (price.units == 0) return std::nullopt;
    const int128 distance = magnitude(int128{price.units} - market->units);
    if (distance * 10'000 <= int128{market->units} * collar.units) return std::nullopt;
    return std::string{name} + " price " + to_string(price) + " is further from " +
           to_string(*market) + " than the " + (x.model ? "model's" : "account's") +
           " allowance of " + std::to_string(collar.units) + " basis points";
  };
  if (auto why = far("limit", x.order.limit_price)) return why;
  if (auto why = far("stop", x.order.stop_price)) return why;
  if (!x.order.terms) return std::nullopt;
  const auto& terms = *x.order.terms;
  if (auto why = far("take-profit", terms.take_profit)) return why;
  if (auto why = far("stop-loss", terms.stop_loss)) return why;
  return far("stop-loss limit", terms.stop_loss_limit);
}

Objection position_limit(const RiskCase& x) {
  const auto limit = x.limits.position;
  if (limit.units == 0 || is_exit(x)) return std::nullopt;
  const auto& order = x.order;
  const auto before = position_now(x);
  const auto working = x.view.ledger.leaves(x.model, order.symbol, order.side, x.view.replaced);
  const auto after = before + signed_quantity(order.side, order.quantity + working);
  const bool further = order.side == Side::Buy ? after.units > 0 : after.units < 0;
  if (!further || abs(after) <= limit) return std::nullopt;
  return over(x, "position", to_string(after), to_string(limit));
}

Objection gross_exposure(const RiskCase& x) {
  const auto limit = x.limits.gross_exposure;
  if (limit.units == 0 || is_exit(x)) return std::nullopt;
  const auto& order = x.order;
  const auto price = reckoned_price(x);
  const auto before = position_now(x);
  const auto working = x.view.ledger.leaves(x.model, order.symbol, order.side, x.view.replaced);
  const auto after = before + signed_quantity(order.side, order.quantity + working);
  const auto held = x.model ? x.view.book.gross_exposure(*x.model, x.view.marks)
                            : x.view.book.gross_exposure(x.view.marks);
  const auto value = held + exact_product(price, abs(after)) - exact_product(price, abs(before));
  if (abs(after) <= abs(before) || value <= exact(limit)) return std::nullopt;
  return over(x, "gross exposure", to_cents(saturated_money(value)), to_cents(limit));
}

Objection order_rate(const RiskCase& x) {
  const auto check = [&x](std::uint32_t limit, Duration window, const char* name) -> Objection {
    if (limit == 0) return std::nullopt;
    const auto count = x.gate.approved_since(x.model, x.view.now, window) + 1;
    if (count <= limit) return std::nullopt;
    return over(x, name, std::to_string(count), std::to_string(limit));
  };
  if (auto why = check(x.limits.orders_a_second, std::chrono::seconds{1}, "orders a second"))
    return why;
  return check(x.limits.orders_a_minute, std::chrono::minutes{1}, "orders a minute");
}

Objection open_orders(const RiskCase& x) {
  const auto limit = x.limits.open_orders;
  if (limit == 0 || !x.view.replaced.empty()) return std::nullopt;
  auto count = (x.model ? x.view.ledger.working(*x.model) : x.view.ledger.working()) + 1 +
               exits_of(x.order.terms->contingency);
  if (x.view.waiting) count += x.model ? x.view.waiting->size(*x.model) : x.view.waiting->size();
  if (count <= limit) return std::nullopt;
  return over(x, "open orders", std::to_string(count), std::to_string(limit));
}

Objection daily_loss(const RiskCase& x) {
  const auto limit = x.limits.daily_loss;
  if (limit.units == 0) return std::nullopt;
  const auto loss = -x.gate.profit_today(x.model, x.view.book, x.view.marks);
  if (loss < exact(limit)) return std::nullopt;
  return over(x, "daily loss", to_cents(saturated_money(loss)), to_cents(limit));
}

Objection wash_trade(const RiskCase& x) {
  const auto rule = x.gate.config().wash;
  if (rule == WashRule::Off) return std::nullopt;
  const auto* other = x.view.ledger.opponent(x.order, x.view.replaced, rule == WashRule::Broker);
  if (!other) return std::nullopt;
  return "it would meet our own order " + other->order.client_order_id.str() + " (" +
         std::string{to_string(other->order.type)} + ' ' +
         std::string{to_string(other->order.side)} + ' ' + to_string(other->order.limit_price) +
         ')';
}

constexpr std::array<RiskRule, 20> rules{{
  {Refusal::BadOrder, false, bad_order},
  {Refusal::PriceIncrement, false, price_increment},
  {Refusal::BadOrder, false, price_side},
  {Refusal::PositionCrossing, false, group_crossing},
  {Refusal::SessionPhase, false, session_phase},
  {Refusal::StaleSignal, true, stale_signal},
  {Refusal::SymbolHalted, false, symbol_halted},
  {Refusal::Asset, false, asset},
  {Refusal::ShortSale, false, short_sale},
  {Refusal::StaleData, true, stale_data},
  {Refusal::OrderSize, true, order_size},
  {Refusal::OrderNotional, true, order_notional},
  {Refusal::PriceCollar, true, price_collar},
  {Refusal::PositionLimit, true, position_limit},
  {Refusal::GrossExposure, true, gross_exposure},
  {Refusal::OrderRate, true, order_rate},
  {Refusal::OpenOrders, true, open_orders},
  {Refusal::DailyLoss, true, daily_loss},
  {Refusal::WashTrade, false, wash_trade},
  {Refusal::HeldBack, false, held_back},
}};

} // namespace

std::span<const RiskRule> risk_rules() {
  return rules;
}

} // namespace hft
