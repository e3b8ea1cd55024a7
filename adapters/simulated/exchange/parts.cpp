#include "adapters/simulated/exchange/parts.hpp"

#include "messages/new_york.hpp"

#include <algorithm>

namespace hft::simulated {

ExchangeParts::ExchangeParts(ExchangeConfig settings)
  : config(std::move(settings)),
    numbers(config.seed),
    times(config.session),
    accounts(config),
    events(config.kept_events) {}

AccountIndex ExchangeParts::account_of(std::string_view key) {
  if (const auto known = accounts.find(key)) return *known;
  ++revision;
  return accounts.open(key, times.now(), numbers);
}

Uuid ExchangeParts::next_id_of(const ClientOrderId& order) {
  return numbers.next_id_of(order, new_york_date(times.now()));
}

void ExchangeParts::publish(OrderIndex index, OrderEventKind event, const FillRecord* execution,
                            Quantity position) {
  auto& record = orders.at(index);
  record.order.updated_at = times.now();
  OrderUpdate update;
  update.account_key = owner_of(index).key;
  update.event = event;
  update.order = orders.shown(index, true);
  update.time = times.now();
  if (execution) {
    update.execution_id = execution->execution_id;
    update.price = execution->price;
    update.quantity = execution->quantity;
    update.position_quantity = position;
  } else {
    update.execution_id = next_id_of(record.order.client_order_id);
  }
  ++revision;
  events.add(std::move(update));
}

Price ExchangeParts::reference(const Symbol& symbol, Side side) const {
  return book.reference(symbol, side, times.is_regular());
}

Quantity ExchangeParts::estimated_quantity(const VenueOrder& order) const {
  return book.estimated_quantity(order, times.is_regular());
}

Quantity ExchangeParts::held_by_orders(AccountIndex account, const Symbol& symbol, Side side,
                                       OrderIndex besides) const {
  Quantity held;
  const auto* traded = book.find(symbol);
  if (!traded) return held;
  for (const auto index : traded->live) {
    const auto& record = orders.at(index);
    if (index == besides || record.account != account || record.order.side != side ||
        record.order.state == OrderState::Held)
      continue;
    // Of an exit pair only one can fill: the first counts for both.
    const auto group = orders.group_of(index);
    const bool counted = std::any_of(group.begin(), group.end(), [&](OrderIndex other) {
      return other == besides || (other < index && !is_terminal(orders.at(other).order.state));
    });
    if (!counted) held += estimated_quantity(record.order);
  }
  return held;
}

Quantity ExchangeParts::closable(AccountIndex account, const Symbol& symbol, Side side,
                                 OrderIndex besides) const {
  const auto position = accounts.at(account).book.quantity(symbol);
  const bool closes = side == Side::Sell ? position.units > 0 : position.units < 0;
  if (!closes) return {};
  const auto rest = abs(position) - held_by_orders(account, symbol, side, besides);
  return std::max(rest, Quantity{});
}

void ExchangeParts::reserve(OrderRecord& record) {
  record.opening = std::min(record.opening, estimated_quantity(record.order));
  accounts.at(record.account).reserved += exact_product(record.reserve_price, record.opening);
}

void ExchangeParts::release(const OrderRecord& record) {
  accounts.at(record.account).reserved -= exact_product(record.reserve_price, record.opening);
}

} // namespace hft::simulated
