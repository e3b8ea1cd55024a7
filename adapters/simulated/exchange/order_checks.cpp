#include "adapters/simulated/exchange/account_book.hpp"
#include "adapters/simulated/exchange/order_rules.hpp"
#include "messages/new_york.hpp"

#include <algorithm>

namespace hft::simulated {

namespace {

bool is_grouped(const VenueOrder& order) {
  return order.type == OrderType::TrailingStop ||
         (order.order_class != OrderClass::None && order.order_class != OrderClass::Simple);
}

std::int64_t tick_of(Price price) {
  return price >= dollars(1) ? cents(1).units : cents(1).units / 100;
}

Price scaled(Price price, std::int64_t thousandths) {
  return {checked_narrow(static_cast<int128>(price.units) * thousandths / 1000)};
}

Answer<void> refused(VenueError error) {
  return tl::unexpected{std::move(error)};
}

} // namespace

VenueError malformed(std::string message) {
  return {422, 40010001, std::move(message), {}};
}
VenueError unprocessable(std::string message) {
  return {422, 42210000, std::move(message), {}};
}
VenueError forbidden(std::string message) {
  return {403, 40310000, std::move(message), {}};
}
VenueError not_found(std::string message) {
  return {404, 40410000, std::move(message), {}};
}

bool is_plausible_symbol(std::string_view text) {
  int letters = 0;
  int dots = 0;
  for (const char c : text) {
    if (c == '.')
      ++dots;
    else if (c >= 'A' && c <= 'Z')
      ++letters;
    else
      return false;
  }
  return letters >= 1 && letters <= 5 && dots <= 1 && text.front() != '.' && text.back() != '.';
}

Quantity quantity_for(Money money, Price price) {
  const auto bought = static_cast<int128>(money.units) * units_per_whole / price.units;
  return {static_cast<std::int64_t>(std::min<int128>(bought, largest_quantity.units))};
}

bool is_whole(Quantity quantity) {
  return quantity.units % units_per_whole == 0;
}

Answer<void> check_asset(const OrderDraft& draft, const Asset& asset) {
  const auto name = "asset \"" + asset.symbol.str() + "\"";
  const auto& order = draft.order;
  if (!asset.active || !asset.tradable) return refused(unprocessable(name + " is not tradable"));
  if (!asset.fractionable && (order.notional || !is_whole(order.quantity.value_or(Quantity{}))))
    return refused(forbidden(name + " is not fractionable"));
  return {};
}

Answer<void> check_window(TimeInForce time_in_force, Timestamp now, const SessionPlan& session) {
  if (new_york_date(now) != session.date) return {};
  const auto reopened = from_new_york(session.date, std::chrono::hours{19});
  const auto last_opening = session.open - std::chrono::minutes{2};
  const auto last_closing = session.close - std::chrono::minutes{10};
  if (time_in_force == TimeInForce::Opg && now >= last_opening && now < reopened)
    return refused(unprocessable("opg orders are not accepted between two minutes before the open "
                                 "and 7:00pm America/New_York"));
  if (time_in_force == TimeInForce::Cls && now >= last_closing && now < reopened)
    return refused(unprocessable("cls orders are not accepted between ten minutes before the close "
                                 "and 7:00pm America/New_York"));
  return {};
}

Answer<void> check_stop_side(const VenueOrder& order, Price market) {
  if (!order.stop_price || order.type == OrderType::TrailingStop) return {};
  const bool buy = order.side == Side::Buy;
  if (buy ? *order.stop_price > market : *order.stop_price < market) return {};
  auto error = unprocessable(buy ? "stop price must be greater than current price"
                                 : "stop price must be less than current price");
  error.extra = {{"market_price", to_string(market)}, {"stop_price", to_string(*order.stop_price)}};
  return refused(std::move(error));
}

Answer<void> check_legs(const OrderDraft& draft, Price base) {
  const bool long_exit =
    (draft.order.order_class == OrderClass::Oco) == (draft.order.side == Side::Sell);
  const auto refuse = [&](const char* message) {
    auto error = unprocessable(message);
    error.extra = {{"base_price", to_string(base)}};
    return refused(std::move(error));
  };
  if (draft.stop_loss && draft.stop_loss->stop_price) {
    const auto stop = *draft.stop_loss->stop_price;
    if (long_exit && stop > base - cents(1))
      return refuse("stop_loss.stop_price must be <= base_price - 0.01");
    if (!long_exit && stop < base + cents(1))
      return refuse("stop_loss.stop_price must be >= base_price + 0.01");
  }
  if (draft.take_profit && draft.take_profit->limit_price) {
    const auto limit = *draft.take_profit->limit_price;
    if (long_exit && limit < base + cents(1))
      return refuse("take_profit.limit_price must be >= base_price + 0.01");
    if (!long_exit && limit > base - cents(1))
      return refuse("take_profit.limit_price must be <= base_price - 0.01");
  }
  return {};
}

Answer<void> check_minimum(const VenueOrder& order, Price market) {
  const bool fractional = order.quantity && !is_whole(*order.quantity);
  if (!order.notional && !fractional) return {};
  const auto price = order.limit_price.value_or(market);
  const auto basis =
    order.notional ? exact(*order.notional) : exact_product(price, *order.quantity);
  const bool unknown = !order.notional && price.units == 0;
  if (unknown || basis >= exact(Money{units_per_whole})) return {};
  return refused(forbidden("cost basis must be >= minimal amount of order 1"));
}

std::optional<std::string> wash_trade(const VenueOrder& incoming, const VenueOrder& open) {
  if (incoming.side == open.side || is_grouped(incoming) || is_grouped(open)) return std::nullopt;
  const auto takes_any_price = [](const VenueOrder& order) {
    return order.type == OrderType::Market || order.type == OrderType::Stop;
  };
  if (takes_any_price(open)) return "opposite side market/stop order exists";
  if (takes_any_price(incoming)) return "opposite side limit order exists";
  const auto& buy = incoming.side == Side::Buy ? incoming : open;
  const auto& sell = incoming.side == Side::Buy ? open : incoming;
  if (buy.limit_price && sell.limit_price && *buy.limit_price >= *sell.limit_price)
    return "opposite side limit order exists";
  return std::nullopt;
}

Price buy_stop_collar(Price stop) {
  const auto most = scaled(stop, stop < dollars(50) ? 1040 : 1025);
  return {most.units - most.units % tick_of(most)};
}

Price with_buy_collar(Price price) {
  return scaled(price, price < dollars(50) ? 1040 : 1025);
}

Price trailing_stop_price(const VenueOrder& order, Price mark) {
  const auto trail =
    order.trail_price
      ? order.trail_price->units
      : checked_narrow(static_cast<int128>(mark.units) * order.trail_percent->units /
                       (100 * static_cast<int128>(units_per_whole)));
  if (order.side == Side::Buy) {
    const auto stop = mark.units + trail;
    const auto tick = tick_of({stop});
    return {(stop + tick - 1) / tick * tick};
  }
  const auto stop = mark.units - trail;
  return {stop - stop % tick_of({stop})};
}

} // namespace hft::simulated
