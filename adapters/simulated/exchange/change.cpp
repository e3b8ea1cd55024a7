#include "adapters/simulated/exchange/core.hpp"

#include <algorithm>

namespace hft::simulated {

Answer<void> Exchange::Core::cancel(Account&, OrderIndex index) {
  auto& record = records[index];
  auto& order = record.order;
  if (order.state == OrderState::Canceled || record.cancel_wanted) {
    if (order.state == OrderState::Canceled || !is_terminal(order.state)) return {};
  }
  if (is_terminal(order.state))
    return refuse(
      unprocessable("order is already in \"" + std::string{to_string(order.state)} + "\" state"));
  if (order.state != OrderState::PendingReplace) record.before = order.state;
  order.state = OrderState::PendingCancel;
  order.cancel_requested_at = now;
  record.cancel_wanted = true;
  emit(index, OrderEventKind::PendingCancel);
  if (config.acknowledgment.count() > 0)
    dues.emplace(now + config.acknowledgment, Due{DueKind::Cancel, index});
  else if (!holds_cancels)
    finish_cancel(index);
  return {};
}

void Exchange::Core::finish_cancel(OrderIndex index) {
  const auto state = records[index].order.state;
  if (!is_terminal(state))
    end(index, OrderState::Canceled, OrderEventKind::Canceled);
  else if (state == OrderState::Filled)
    emit(index, OrderEventKind::CancelRejected);
}

Answer<VenueOrder> Exchange::Core::replace(std::string_view key, std::string_view id,
                                           const ReplaceRequest& request) {
  auto& account = account_of(key);
  const auto found = find(account, id);
  if (!found) return refuse(found.error());
  const auto index = *found;
  const auto state = records[index].order.state;
  if (state == OrderState::Replaced) return refuse(unprocessable("order already replaced"));
  const bool replaceable =
    state == OrderState::New || state == OrderState::PartiallyFilled || state == OrderState::Held;
  if (!replaceable || records[index].cancel_wanted)
    return refuse(
      unprocessable("cannot replace order in " + std::string{to_string(state)} + " status"));
  if (const auto before = by_id.find(records[index].order.replaces);
      before != by_id.end() && records[before->second].order.state != OrderState::Replaced)
    return refuse(unprocessable("order chain not fully replaced"));
  const auto next = successor_of(records[index].order, request);
  if (!next) return refuse(next.error());
  if (!next->client_order_id.empty() && account.by_client_id.contains(next->client_order_id))
    return refuse(malformed("client_order_id must be unique"));
  OrderRecord record;
  record.order = *next;
  record.account = records[index].account;
  record.order.replaces = records[index].order.id;
  record.order.expires_at = expiry_of(*next);
  record.inherited = records[index].order.filled;
  record.triggered = records[index].triggered;
  record.collar = records[index].collar;
  record.drawn = records[index].drawn;
  if (request.time_in_force.size())
    if (const auto open = check_window(next->time_in_force, now, plan); !open)
      return refuse(open.error());
  const auto* book = known_book(next->symbol);
  const auto market = book ? mark(*book) : Price{};
  if (market.units != 0 && !record.triggered && !request.stop_price.empty())
    if (const auto sided = check_stop_side(*next, market); !sided) return refuse(sided.error());
  const bool is_leg = records[index].parent != no_order; // what closes needs no buying power
  if (!is_leg)
    if (const auto checked = check_account(account, record, "", index); !checked)
      return refuse(checked.error());
  records[index].before = state;
  records[index].order.state = OrderState::PendingReplace;
  // Until the replace is done the old order's reservation stands; the new one's larger need was
  // checked.
  record.order.state = state == OrderState::Held ? OrderState::Held : OrderState::PendingNew;
  const auto opening = std::exchange(record.opening, Quantity{});
  const auto successor = enter(account, std::move(record));
  records[successor].opening = opening;
  records[index].successor = successor;
  emit(index, OrderEventKind::PendingReplace);
  const auto answer = shown(successor, true);
  if (config.acknowledgment.count() > 0)
    dues.emplace(now + config.acknowledgment, Due{DueKind::Replace, index});
  else
    finish_replace(index);
  return answer;
}

void Exchange::Core::finish_replace(OrderIndex index) {
  auto& old = records[index];
  const auto successor = old.successor;
  auto& next = records[successor];
  if (is_terminal(next.order.state)) {
    if (old.order.state != OrderState::PendingReplace) return;
    old.order.state = old.before;
    emit(index, OrderEventKind::ReplaceRejected);
    wake_leg(index);
    return;
  }
  const auto filled_since = old.order.filled - next.inherited;
  const bool too_late =
    is_terminal(old.order.state) || old.cancel_wanted || filled_since >= *next.order.quantity;
  if (too_late) {
    if (old.order.state == OrderState::PendingReplace) old.order.state = old.before;
    next.opening = {};
    emit(index, OrderEventKind::ReplaceRejected);
    wake_leg(index);
    if (next.cancel_wanted)
      end(successor, OrderState::Canceled, OrderEventKind::Canceled);
    else
      end(successor, OrderState::Rejected, OrderEventKind::Rejected);
    return;
  }
  next.order.quantity = *next.order.quantity - filled_since;
  next.parent = old.parent;
  next.legs = old.legs;
  next.order.parent = old.order.parent;
  for (const auto leg : next.legs) {
    records[leg].parent = successor;
    records[leg].order.parent = next.order.id;
  }
  if (old.parent != no_order)
    std::replace(records[old.parent].legs.begin(), records[old.parent].legs.end(), index,
                 successor);
  old.legs.clear();
  old.parent = no_order;
  old.order.replaced_by = next.order.id;
  const auto was = old.before;
  end(index, OrderState::Replaced, OrderEventKind::Replaced);
  if (next.order.state == OrderState::Held) {
    wake_leg(successor);
    return;
  }
  reserve(next);
  if (next.cancel_wanted) { // the successor's own cancel follows
    next.before = OrderState::New;
    return;
  }
  next.order.state = OrderState::New;
  emit(successor, OrderEventKind::New);
  const bool waits = next.order.type == OrderType::Stop ||
                     next.order.type == OrderType::StopLimit ||
                     next.order.type == OrderType::TrailingStop;
  if (was != OrderState::Held && next.order.type == OrderType::TrailingStop &&
      next.order.high_water_mark)
    next.order.stop_price = trailing_stop_price(next.order, *next.order.high_water_mark);
  if (!waits || next.triggered) meet_market(successor);
}

void Exchange::Core::forget_live(OrderIndex index) {
  const auto& record = records[index];
  accounts[record.account].open.erase(index);
  std::erase(book_of(record.order.symbol).live, index);
}

void Exchange::Core::end(OrderIndex index, OrderState state, OrderEventKind event) {
  auto& record = records[index];
  auto& order = record.order;
  ensure(!is_terminal(order.state), "an order ended twice");
  // A successor that has not taken its predecessor's place has nothing reserved yet.
  const auto before = order.replaces.empty() ? by_id.end() : by_id.find(order.replaces);
  const bool takes_over_later =
    before != by_id.end() && records[before->second].order.state != OrderState::Replaced;
  if (order.state != OrderState::Held && !takes_over_later) release(record);
  record.opening = {};
  order.state = state;
  switch (state) {
    case OrderState::Canceled: order.canceled_at = now; break;
    case OrderState::Expired: order.expired_at = now; break;
    case OrderState::Rejected: order.failed_at = now; break;
    case OrderState::Replaced: order.replaced_at = now; break;
    default: break;
  }
  forget_live(index);
  emit(index, event);
  settle_group(index);
}

std::vector<OrderIndex> Exchange::Core::group_of(OrderIndex index) const {
  const auto& record = records[index];
  std::vector<OrderIndex> group;
  if (record.parent != no_order) {
    for (const auto leg : records[record.parent].legs)
      if (leg != index) group.push_back(leg);
    if (record.order.order_class == OrderClass::Oco) group.push_back(record.parent);
  } else if (record.order.order_class == OrderClass::Oco) {
    group = record.legs;
  }
  return group;
}

void Exchange::Core::activate_legs(OrderIndex parent) {
  const auto legs = records[parent].legs;
  for (const auto leg : legs) {
    auto& record = records[leg];
    if (record.order.state != OrderState::Held) continue;
    record.order.state = OrderState::New;
    emit(leg, OrderEventKind::New);
    if (record.order.type == OrderType::Limit && record.order.state == OrderState::New)
      meet_market(leg);
  }
}

void Exchange::Core::wake_leg(OrderIndex index) {
  const auto& record = records[index];
  if (record.order.state != OrderState::Held || record.parent == no_order) return;
  if (records[record.parent].order.state == OrderState::Filled) activate_legs(record.parent);
}

void Exchange::Core::settle_group(OrderIndex index) {
  const auto state = records[index].order.state;
  if (state == OrderState::Replaced) return;
  const bool exit_pair = records[index].order.order_class == OrderClass::Oco;
  const bool is_leg = records[index].parent != no_order;
  if (state == OrderState::Filled && !is_leg && !exit_pair) {
    activate_legs(index);
    return;
  }
  auto others = group_of(index);
  if (!is_leg)
    others = records[index].legs;
  else if (state != OrderState::Expired)
    others.push_back(records[index].parent);
  for (const auto other : others) {
    const auto other_state = records[other].order.state;
    if (is_terminal(other_state)) continue;
    if (state == OrderState::Expired)
      end(other, OrderState::Expired, OrderEventKind::Expired);
    else
      end(other, OrderState::Canceled, OrderEventKind::Canceled);
  }
}

void Exchange::Core::resize_group(OrderIndex index, Quantity filled) {
  for (const auto other : group_of(index)) {
    auto& order = records[other].order;
    if (is_terminal(order.state) || !order.quantity) continue;
    if (order.leaves() <= filled)
      end(other, OrderState::Canceled, OrderEventKind::Canceled);
    else
      *order.quantity -= filled;
  }
}

Answer<VenueOrder> Exchange::Core::close_position(Account& account, const Symbol& symbol,
                                                  std::string_view qty,
                                                  std::string_view percentage) {
  const auto position = account.book.quantity(symbol);
  if (position.units == 0) return refuse(not_found("position does not exist"));
  if (!qty.empty() && !percentage.empty())
    return refuse(unprocessable("only one of qty or percentage is accepted"));
  auto wanted = abs(position);
  if (!qty.empty()) {
    const auto units = parse_units(qty);
    if (!units || *units <= 0) return refuse(malformed("invalid qty " + std::string{qty}));
    wanted = Quantity{*units};
  }
  if (!percentage.empty()) {
    const auto units = parse_units(percentage);
    if (!units || *units <= 0 || *units > 100 * units_per_whole)
      return refuse(malformed("invalid percentage " + std::string{percentage}));
    wanted = {checked_narrow(static_cast<int128>(wanted.units) * *units / (100 * units_per_whole))};
    if (wanted.units == 0)
      return refuse(malformed("invalid percentage " + std::string{percentage}));
  }
  const auto side = position.units > 0 ? Side::Sell : Side::Buy;
  const auto available = closable(account, symbol, side, no_order);
  if (wanted > available) {
    auto error = forbidden("insufficient qty available for order (requested: " + to_string(wanted) +
                           ", available: " + to_string(available) + ")");
    error.extra = {{"available", to_string(available)},
                   {"existing_qty", to_string(abs(position))},
                   {"held_for_orders", to_string(abs(position) - available)},
                   {"symbol", symbol.str()}};
    return refuse(std::move(error));
  }
  OrderDraft draft;
  draft.order.symbol = symbol;
  draft.order.side = side;
  draft.order.quantity = wanted;
  return place(account, std::move(draft), "");
}

} // namespace hft::simulated
