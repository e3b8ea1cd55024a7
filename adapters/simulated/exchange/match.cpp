#include "adapters/simulated/exchange/core.hpp"
#include "messages/new_york.hpp"

#include <algorithm>
#include <cstdio>

namespace hft::simulated {

namespace {

bool at_once(TimeInForce time_in_force) {
  return time_in_force == TimeInForce::Ioc || time_in_force == TimeInForce::Fok;
}

bool is_within(Side side, Price price, Price limit) {
  return side == Side::Buy ? price <= limit : price >= limit;
}

bool closes(const VenueOrder& order) {
  return order.position_intent == PositionIntent::BuyToClose ||
         order.position_intent == PositionIntent::SellToClose;
}

/// `20260302100000123::<uuid>`: New York wall time to the millisecond.
std::string activity_id(Timestamp time, const Uuid& id) {
  const auto date = civil(new_york_date(time));
  const auto millis =
    std::chrono::duration_cast<std::chrono::milliseconds>(new_york_time_of_day(time)).count();
  char text[32];
  std::snprintf(text, sizeof text, "%04d%02u%02u%02d%02d%02d%03d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(millis / 3'600'000), static_cast<int>(millis / 60'000 % 60),
                static_cast<int>(millis / 1'000 % 60), static_cast<int>(millis % 1'000));
  return std::string{text} + "::" + id.str();
}

} // namespace

bool Exchange::Core::acts_as_market(const OrderRecord& record) const {
  return !limit_of(record).has_value();
}

std::optional<Price> Exchange::Core::limit_of(const OrderRecord& record) const {
  switch (record.order.type) {
    case OrderType::Limit:
    case OrderType::StopLimit: return record.order.limit_price;
    case OrderType::Stop: return record.collar;
    default: return std::nullopt;
  }
}

void Exchange::Core::meet_market(OrderIndex index) {
  auto& record = records[index];
  record.arrived = true;
  const auto& order = record.order;
  if (is_tradable_now(record)) {
    const auto price = touch(book_of(order.symbol), order.side);
    const auto limit = limit_of(record);
    if (price.units != 0 && (!limit || is_within(order.side, price, *limit))) {
      record.takes = true;
      fill(index, price, order.time_in_force == TimeInForce::Fok);
    }
  }
  if (at_once(order.time_in_force) && !is_terminal(order.state))
    end(index, OrderState::Canceled, OrderEventKind::Canceled);
}

void Exchange::Core::on_tick(OrderIndex index, SymbolBook& book, std::optional<Price> trade) {
  const auto& record = records[index];
  const auto& order = record.order;
  if (!is_working(record) || !is_tradable_now(record)) return;
  const bool waits_for_trigger = order.type == OrderType::Stop ||
                                 order.type == OrderType::StopLimit ||
                                 order.type == OrderType::TrailingStop;
  if (waits_for_trigger && !record.triggered) return;
  const auto quoted = touch(book, order.side);
  if (quoted.units == 0) return;
  if (acts_as_market(record)) {
    fill(index, quoted, false);
    return;
  }
  const auto limit = *limit_of(record);
  if (is_within(order.side, quoted, limit))
    fill(index, record.takes ? quoted : limit, false);
  else if (trade && *trade != limit && is_within(order.side, *trade, limit))
    fill(index, limit, false);
}

Quantity Exchange::Core::fillable(OrderRecord& record, Price price, bool whole) {
  const auto& order = record.order;
  if (order.notional) return quantity_for(*order.notional, price);
  const auto leaves = order.leaves();
  if (whole || record.drawn) return leaves;
  record.drawn = true;
  const auto whole_part = (leaves.units - 1) / units_per_whole; // less than all of it
  if (whole_part < 1 || numbers.fraction() >= config.partial_fill_probability) return leaves;
  return shares(static_cast<std::int64_t>(numbers.up_to(static_cast<std::uint64_t>(whole_part))));
}

void Exchange::Core::fill(OrderIndex index, Price price, bool whole) {
  auto& record = records[index];
  auto& order = record.order;
  auto& account = accounts[record.account];
  auto quantity = fillable(record, price, whole);
  if (!config.allow_flip && closes(order)) {
    // The leg of a bracket may be left with more than is held: it closes that, and no more.
    const auto held = account.book.quantity(order.symbol);
    const auto rest = order.side == Side::Sell ? held : -held;
    if (rest.units <= 0) return end(index, OrderState::Canceled, OrderEventKind::Canceled);
    quantity = std::min(quantity, rest);
  }
  if (quantity.units <= 0) return;
  release(record);
  remember_holding(account, order.symbol);
  const auto& holding =
    account.book.apply(order.symbol, signed_quantity(order.side, quantity), price);
  order.filled += quantity;
  record.cost += exact_product(price, quantity);
  order.average_price = average_of(record.cost, order.filled);
  const bool done = order.notional.has_value() || order.leaves().units == 0;
  order.state = done ? OrderState::Filled : OrderState::PartiallyFilled;
  if (done) {
    order.filled_at = now;
    record.opening = {};
  }
  reserve(record);
  const auto id = next_id_of(order.client_order_id);
  fills.push_back({activity_id(now, id), id, order.id, order.client_order_id, account.key,
                   order.symbol, order.side, price, quantity, order.filled, order.leaves(),
                   order.state, !done, now});
  account.fills.push_back(fills.size() - 1);
  if (done) forget_live(index);
  emit(index, done ? OrderEventKind::Fill : OrderEventKind::PartialFill, &fills.back(),
       holding.quantity);
  if (done)
    settle_group(index);
  else
    resize_group(index, quantity);
  if (!done && config.rest_at_once && acts_as_market(records[index]) && is_working(records[index]))
    fill(index, price, true);
}

} // namespace hft::simulated
