#include "actors/execution/order_kinds.hpp"

#include "actors/execution/plausible.hpp"

namespace hft {

namespace {

using Objection = std::optional<std::string>;

constexpr Price least_distance = cents(1);

Objection not_a_price(const char* name, Price price) {
  if (price.units <= 0) return std::string{name} + ' ' + to_string(price) + " is not positive";
  if (price > highest_price)
    return std::string{name} + ' ' + to_string(price) + " is more than a price can be";
  return std::nullopt;
}

Objection price_objection(const Order& order) {
  if (has_limit(order.type))
    if (auto why = not_a_price("limit price", order.limit_price)) return why;
  if (has_stop(order.type))
    if (auto why = not_a_price("stop price", order.stop_price)) return why;
  const auto& terms = *order.terms;
  const bool trails = terms.trail.units != 0 || terms.trail_percent.units != 0;
  if (order.type != OrderType::TrailingStop)
    return trails ? Objection{"only a trailing stop has a trail"} : std::nullopt;
  if ((terms.trail.units > 0) == (terms.trail_percent.units > 0) || terms.trail.units < 0 ||
      terms.trail_percent.units < 0)
    return "a trailing stop needs a trail, in dollars or in per cent";
  if (terms.trail > highest_price)
    return "trail " + to_string(terms.trail) + " is more than a price can be";
  if (terms.trail_percent.units >= 100 * units_per_whole)
    return "trail " + to_string(terms.trail_percent) + " % is not below 100 %";
  return std::nullopt;
}

Objection time_objection(const Order& order) {
  const auto time = order.time_in_force;
  const bool day_or_gtc = time == TimeInForce::Day || time == TimeInForce::Gtc;
  const bool auction = time == TimeInForce::Opg || time == TimeInForce::Cls;
  const bool plain = order.type == OrderType::Market || order.type == OrderType::Limit;
  if (order.extended_hours && (order.type != OrderType::Limit || time != TimeInForce::Day))
    return "an extended hours order must be a day limit order";
  if (auction && !plain) return "an order for an auction must be a market or limit order";
  if (order.type == OrderType::TrailingStop && !day_or_gtc)
    return "a trailing stop must be a day or gtc order";
  return std::nullopt;
}

Objection size_objection(const Order& order) {
  if (order.quantity.units % units_per_whole == 0) return std::nullopt;
  if (order.type == OrderType::TrailingStop) return "a trailing stop must be for whole shares";
  if (order.terms->contingency != Contingency::None || order.leg != Leg::None)
    return "an order with exits must be for whole shares";
  return std::nullopt;
}

Objection group_objection(const Order& order) {
  const auto& terms = *order.terms;
  const bool profit = terms.take_profit.units != 0;
  const bool loss = terms.stop_loss.units != 0;
  const auto name = std::string{to_string(terms.contingency)};
  if (terms.contingency == Contingency::None) return std::nullopt;
  if (order.time_in_force != TimeInForce::Day && order.time_in_force != TimeInForce::Gtc)
    return name + " orders must be day or gtc orders";
  if (order.extended_hours) return name + " orders are not for extended hours";
  if (terms.contingency == Contingency::Oto ? profit == loss : !(profit && loss))
    return terms.contingency == Contingency::Oto
             ? "an oto order needs one exit, a take-profit or a stop-loss"
             : name + " orders need a take-profit and a stop-loss";
  if (profit)
    if (auto why = not_a_price("take-profit price", terms.take_profit)) return why;
  if (loss)
    if (auto why = not_a_price("stop-loss price", terms.stop_loss)) return why;
  if (terms.stop_loss_limit.units != 0) {
    if (!loss) return "a limit of the stop-loss needs a stop-loss";
    if (auto why = not_a_price("limit price of the stop-loss", terms.stop_loss_limit)) return why;
  }
  const bool entered = order.type == OrderType::Market || order.type == OrderType::Limit;
  if (terms.contingency == Contingency::Oco && order.type != OrderType::Limit)
    return "an oco order is a limit order, its take-profit";
  if (!entered) return name + " orders must be entered by a market or limit order";
  const auto mine = order.reference;
  const auto a = terms.take_profit_reference;
  const auto b = terms.stop_loss_reference;
  if ((a != 0 && (a == b || a == mine)) || (b != 0 && b == mine))
    return "each order of a group needs a reference of its own";
  return std::nullopt;
}

} // namespace

bool has_stop(OrderType type) {
  return type == OrderType::Stop || type == OrderType::StopLimit;
}
bool has_limit(OrderType type) {
  return type == OrderType::Limit || type == OrderType::StopLimit;
}

Side exit_side(const Order& order) {
  return order.terms->contingency == Contingency::Oco ? order.side : opposite(order.side);
}

std::optional<std::string> kind_objection(const Order& order) {
  if (auto why = price_objection(order)) return why;
  if (auto why = time_objection(order)) return why;
  if (auto why = size_objection(order)) return why;
  return group_objection(order);
}

std::optional<std::string> stop_side_objection(const Order& order, Price market) {
  if (!has_stop(order.type) || market.units <= 0) return std::nullopt;
  const bool buys = order.side == Side::Buy;
  if (buys ? order.stop_price > market : order.stop_price < market) return std::nullopt;
  return "stop price " + to_string(order.stop_price) + " is not " + (buys ? "above" : "below") +
         " the market at " + to_string(market);
}

std::optional<std::string> exits_objection(const Order& order, Price market) {
  const auto& terms = *order.terms;
  if (terms.contingency == Contingency::None) return std::nullopt;
  const bool at_limit = order.type == OrderType::Limit && terms.contingency != Contingency::Oco;
  const auto base = at_limit ? order.limit_price : market;
  if (base.units <= 0) return std::nullopt;
  const bool sells = exit_side(order) == Side::Sell;
  const auto beyond = [&](Price price, bool above) {
    return above ? price >= base + least_distance : price <= base - least_distance;
  };
  const auto wrong = [&](const char* name, Price price, bool above) {
    return std::string{name} + ' ' + to_string(price) + " is not " + (above ? "above" : "below") +
           ' ' + to_string(base) + " by a cent at least";
  };
  if (terms.take_profit.units != 0 && !beyond(terms.take_profit, sells))
    return wrong("take-profit price", terms.take_profit, sells);
  if (terms.stop_loss.units != 0 && !beyond(terms.stop_loss, !sells))
    return wrong("stop-loss price", terms.stop_loss, !sells);
  return std::nullopt;
}

} // namespace hft
