#define CAF_SUITE order_kinds
#include "tests/test.hpp"

#include "actors/execution/order_kinds.hpp"

namespace order_kinds_test {

using namespace hft;

namespace {

using enum OrderType;
using enum TimeInForce;

Order an_order(OrderType type, TimeInForce time = Day, Quantity quantity = shares(10)) {
  Order order;
  order.symbol = "SPY";
  order.type = type;
  order.time_in_force = time;
  order.quantity = quantity;
  if (has_limit(type)) order.limit_price = dollars(100);
  if (has_stop(type)) order.stop_price = dollars(101);
  if (type == TrailingStop) {
    OrderTerms terms;
    terms.trail = cents(50);
    order.terms = terms;
  }
  return order;
}

Order a_group(Contingency contingency, OrderType type = Market, TimeInForce time = Day) {
  auto order = an_order(type, time);
  OrderTerms terms;
  terms.contingency = contingency;
  terms.take_profit = dollars(110);
  if (contingency != Contingency::Oto) terms.stop_loss = dollars(95);
  order.terms = terms;
  return order;
}

template <class Change>
Order changed(Order order, Change change) {
  auto terms = *order.terms;
  change(terms);
  order.terms = terms;
  return order;
}

bool taken(const Order& order) {
  return !kind_objection(order);
}

std::string why(const Order& order) {
  return kind_objection(order).value_or("");
}

} // namespace

CAF_TEST(each type is taken for the times that the broker takes it for) {
  const OrderType types[] = {Market, Limit, Stop, StopLimit, TrailingStop};
  const TimeInForce times[] = {Day, Gtc, Opg, Cls, Ioc, Fok};
  const char* table[] = {"++++++", "++++++", "++--++", "++--++", "++----"};
  for (int type = 0; type < 5; ++type)
    for (int time = 0; time < 6; ++time)
      CAF_CHECK_EQUAL(taken(an_order(types[type], times[time])), table[type][time] == '+');
}

CAF_TEST(each group is taken for its types and times) {
  using enum Contingency;
  for (const auto time : {Day, Gtc, Opg, Cls, Ioc, Fok}) {
    const bool lasts = time == Day || time == Gtc;
    CAF_CHECK_EQUAL(taken(a_group(Bracket, Market, time)), lasts);
    CAF_CHECK_EQUAL(taken(a_group(Oto, Limit, time)), lasts);
    CAF_CHECK_EQUAL(taken(a_group(Oco, Limit, time)), lasts);
  }
  for (const auto type : {Stop, StopLimit}) CAF_CHECK(!taken(a_group(Bracket, type)));
  CAF_CHECK(!taken(a_group(Oco, Market)));
}

CAF_TEST(extended hours are for day limit orders without exits) {
  for (const auto type : {Market, Limit, Stop, StopLimit, TrailingStop})
    for (const auto time : {Day, Gtc, Ioc}) {
      auto order = an_order(type, time);
      order.extended_hours = true;
      CAF_CHECK_EQUAL(taken(order), type == Limit && time == Day);
    }
  auto bracket = a_group(Contingency::Bracket, Limit);
  bracket.extended_hours = true;
  CAF_CHECK_EQUAL(why(bracket), "bracket orders are not for extended hours");
}

CAF_TEST(parts of a share neither trail nor have exits) {
  const Quantity part{units_per_whole / 2};
  for (const auto type : {Market, Limit, Stop, StopLimit})
    CAF_CHECK(taken(an_order(type, Day, part)));
  CAF_CHECK_EQUAL(why(an_order(TrailingStop, Day, part)),
                  "a trailing stop must be for whole shares");
  auto bracket = a_group(Contingency::Bracket);
  bracket.quantity = part;
  CAF_CHECK_EQUAL(why(bracket), "an order with exits must be for whole shares");
}

CAF_TEST(prices that a type needs are asked for) {
  auto stop = an_order(Stop);
  stop.stop_price = {};
  CAF_CHECK_EQUAL(why(stop), "stop price 0 is not positive");
  auto stop_limit = an_order(StopLimit);
  stop_limit.limit_price = {};
  CAF_CHECK_EQUAL(why(stop_limit), "limit price 0 is not positive");
  const auto trail = [](Price dollars_behind, Percent percent) {
    return why(changed(an_order(TrailingStop), [&](OrderTerms& terms) {
      terms.trail = dollars_behind;
      terms.trail_percent = percent;
    }));
  };
  const auto needed = "a trailing stop needs a trail, in dollars or in per cent";
  CAF_CHECK_EQUAL(trail({}, {}), needed);
  CAF_CHECK_EQUAL(trail(cents(1), {1}), needed);
  CAF_CHECK_EQUAL(trail(Price{-1}, {1}), needed);
  CAF_CHECK_EQUAL(trail({}, {100 * units_per_whole}), "trail 100 % is not below 100 %");
  CAF_CHECK_EQUAL(trail({}, {units_per_whole}), "");
}

CAF_TEST(a group has the exits that make it one) {
  using enum Contingency;
  const auto without = [](Contingency contingency, bool profit, bool loss) {
    auto group = a_group(contingency, contingency == Oco ? Limit : Market);
    return why(changed(group, [&](OrderTerms& terms) {
      terms.take_profit = profit ? dollars(110) : Price{};
      terms.stop_loss = loss ? dollars(95) : Price{};
    }));
  };
  CAF_CHECK_EQUAL(without(Bracket, true, false),
                  "bracket orders need a take-profit and a stop-loss");
  CAF_CHECK_EQUAL(without(Oco, false, true), "oco orders need a take-profit and a stop-loss");
  CAF_CHECK_EQUAL(without(Oto, true, true),
                  "an oto order needs one exit, a take-profit or a stop-loss");
  CAF_CHECK_EQUAL(without(Oto, false, false),
                  "an oto order needs one exit, a take-profit or a stop-loss");
  CAF_CHECK_EQUAL(without(Oto, false, true), "");
  CAF_CHECK_EQUAL(
    why(changed(a_group(Oto), [](OrderTerms& terms) { terms.stop_loss_limit = dollars(94); })),
    "a limit of the stop-loss needs a stop-loss");
  CAF_CHECK_EQUAL(why(changed(a_group(Bracket),
                              [](OrderTerms& terms) {
                                terms.take_profit_reference = terms.stop_loss_reference = 3;
                              })),
                  "each order of a group needs a reference of its own");
}

CAF_TEST(a stop is beyond the market) {
  auto stop = an_order(Stop);
  CAF_CHECK(!stop_side_objection(stop, dollars(100)));
  CAF_CHECK(!stop_side_objection(stop, {})); // no price is known
  CAF_CHECK_EQUAL(stop_side_objection(stop, dollars(101)).value_or(""),
                  "stop price 101 is not above the market at 101");
  stop.side = Side::Sell;
  CAF_CHECK_EQUAL(stop_side_objection(stop, dollars(100)).value_or(""),
                  "stop price 101 is not below the market at 100");
  CAF_CHECK(!stop_side_objection(stop, dollars(102)));
}

CAF_TEST(exits are on both sides of the entry) {
  const auto buys = a_group(Contingency::Bracket);
  CAF_CHECK(!exits_objection(buys, dollars(100)));
  CAF_CHECK_EQUAL(exits_objection(buys, dollars(110)).value_or(""),
                  "take-profit price 110 is not above 110 by a cent at least");
  CAF_CHECK_EQUAL(exits_objection(buys, dollars(95)).value_or(""),
                  "stop-loss price 95 is not below 95 by a cent at least");
  auto sells = buys;
  sells.side = Side::Sell;
  CAF_CHECK(exits_objection(sells, dollars(100)));
  const auto at_limit = a_group(Contingency::Bracket, Limit); // at 100, whatever the market is
  CAF_CHECK(!exits_objection(at_limit, dollars(120)));
  auto exits = a_group(Contingency::Oco, Limit);
  exits.side = Side::Sell;
  CAF_CHECK(!exits_objection(exits, dollars(100)));
  CAF_CHECK(exits_objection(exits, dollars(94)));
}

} // namespace order_kinds_test
