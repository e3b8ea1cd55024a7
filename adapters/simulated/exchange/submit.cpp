#include "adapters/simulated/exchange/core.hpp"

namespace hft::simulated {

namespace {

bool is_advanced(OrderClass order_class) {
  return order_class != OrderClass::None && order_class != OrderClass::Simple;
}

} // namespace

Answer<VenueOrder> Exchange::Core::submit(std::string_view key, const PlaceRequest& request) {
  auto draft = draft_of(request);
  if (!draft) return refuse(draft.error());
  return place(account_of(key), std::move(*draft), request.position_intent);
}

Answer<VenueOrder> Exchange::Core::place(Account& account, OrderDraft draft,
                                         std::string_view intent) {
  auto& order = draft.order;
  if (account.settings.suspended)
    return refuse(forbidden("new orders are rejected by user request"));
  if (!account.settings.fractional && (order.notional || !is_whole(*order.quantity)))
    return refuse(forbidden("fractional trading is not enabled for this account"));
  if (!order.client_order_id.empty() && account.by_client_id.contains(order.client_order_id))
    return refuse(malformed("client_order_id must be unique"));
  if (const auto checked = check_market(draft); !checked) return refuse(checked.error());
  OrderRecord record;
  record.order = order;
  record.order.expires_at = expiry_of(order);
  record.account = by_key.find(account.key)->second;
  const auto checked = check_account(account, record, intent, no_order);
  if (!checked) return refuse(checked.error());
  const bool routed = is_routable(record.order);
  record.order.state = routed ? OrderState::PendingNew : OrderState::Accepted;
  const auto index = enter(account, std::move(record));
  for (auto* wanted : {&draft.take_profit, &draft.stop_loss}) {
    const bool is_self = order.order_class == OrderClass::Oco && wanted == &draft.take_profit;
    if (!*wanted || is_self) continue;
    OrderRecord leg;
    leg.order = **wanted;
    leg.account = records[index].account;
    leg.parent = index;
    leg.order.parent = records[index].order.id;
    leg.order.state = OrderState::Held;
    leg.order.expires_at = records[index].order.expires_at;
    leg.order.position_intent =
      leg.order.side == Side::Buy ? PositionIntent::BuyToClose : PositionIntent::SellToClose;
    records[index].legs.push_back(enter(account, std::move(leg)));
  }
  emit(index, routed ? OrderEventKind::PendingNew : OrderEventKind::Accepted);
  for (const auto leg : records[index].legs) emit(leg, OrderEventKind::Held);
  const auto answer = shown(index, true);
  if (routed && config.acknowledgment.count() > 0)
    dues.emplace(now + config.acknowledgment, Due{DueKind::Acknowledge, index});
  else if (routed)
    acknowledge(index);
  return answer;
}

Answer<void> Exchange::Core::check_market(const OrderDraft& draft) {
  const auto& order = draft.order;
  const auto found = asset(order.symbol.view());
  if (!found) return refuse(unprocessable("asset \"" + order.symbol.str() + "\" not found"));
  if (const auto fits = check_asset(draft, *found); !fits) return fits;
  if (const auto open = check_window(order.time_in_force, now, plan); !open) return open;
  const auto* book = known_book(order.symbol);
  const auto market = book ? mark(*book) : Price{};
  if (market.units != 0)
    if (const auto sided = check_stop_side(order, market); !sided) return sided;
  const bool exit_pair = order.order_class == OrderClass::Oco;
  const auto base =
    exit_pair ? market : order.limit_price.value_or(reference(order.symbol, order.side));
  if (base.units != 0)
    if (const auto sided = check_legs(draft, base); !sided) return sided;
  return check_minimum(order, reference(order.symbol, order.side));
}

Answer<void> Exchange::Core::check_account(const Account& account, OrderRecord& record,
                                           std::string_view intent, OrderIndex besides) {
  auto& order = record.order;
  const auto wanted = estimated_quantity(order);
  const auto available = closable(account, order.symbol, order.side, besides);
  record.opening = wanted > available ? wanted - available : Quantity{};
  const bool closes = available.units > 0;
  const bool buys = order.side == Side::Buy;
  // What is short stays whole: no part of a share is bought back.
  const bool fractional = order.notional || !is_whole(order.quantity.value_or(Quantity{}));
  if (fractional && buys && account.book.quantity(order.symbol).units < 0)
    return refuse(forbidden("fractional orders are not allowed to short"));
  order.position_intent = buys
                            ? (closes ? PositionIntent::BuyToClose : PositionIntent::BuyToOpen)
                            : (closes ? PositionIntent::SellToClose : PositionIntent::SellToOpen);
  if (!intent.empty() && intent != to_string(order.position_intent)) {
    auto inferred = std::string{to_string(order.position_intent)};
    for (auto& c : inferred) c = c == '_' ? ' ' : c;
    return refuse(unprocessable("position intent mismatch. inferred " + inferred));
  }
  if (record.opening.units > 0)
    if (const auto may = check_opening(account, record, wanted, available); !may) return may;
  if (const auto clean = check_wash(account, order, besides); !clean) return clean;
  const auto reference_price = reference(order.symbol, order.side);
  const auto limit = order.limit_price.value_or(Price{});
  if (buys) {
    record.reserve_price = order.limit_price               ? limit
                           : order.type == OrderType::Stop ? buy_stop_collar(*order.stop_price)
                                                           : with_buy_collar(reference_price);
    if (order.notional) record.reserve_price = order.limit_price ? limit : reference_price;
  } else {
    const Price collared{checked_narrow(static_cast<int128>(reference_price.units) * 103 / 100)};
    record.reserve_price = std::max(limit, collared);
  }
  return check_power(account, record, besides);
}

Answer<void> Exchange::Core::check_opening(const Account& account, const OrderRecord& record,
                                           Quantity wanted, Quantity available) {
  const auto& order = record.order;
  const auto position = account.book.quantity(order.symbol);
  const bool sells = order.side == Side::Sell;
  const bool flips = sells ? position.units > 0 : position.units < 0;
  const auto insufficient = [&] {
    auto error = forbidden("insufficient qty available for order (requested: " + to_string(wanted) +
                           ", available: " + to_string(available) + ")");
    error.extra = {{"available", to_string(available)},
                   {"existing_qty", to_string(abs(position))},
                   {"held_for_orders", to_string(flips ? abs(position) - available : Quantity{})},
                   {"symbol", order.symbol.str()}};
    return refuse(std::move(error));
  };
  const bool fractional_short = sells && !is_whole(record.opening);
  const bool exit_pair = order.order_class == OrderClass::Oco;
  if (fractional_short && position.units <= 0)
    return refuse(forbidden("fractional orders are not allowed to short"));
  if ((flips && !config.allow_flip) || fractional_short || exit_pair) return insufficient();
  if (!config.allow_flip && position.units == 0)
    for (const auto index : book_of(order.symbol).live) {
      const auto& other = records[index];
      if (&accounts[other.account] != &account || other.order.side == order.side ||
          is_advanced(other.order.order_class))
        continue;
      return refuse(forbidden(sells ? "cannot open a short sell while a long buy order is open"
                                    : "cannot open a long buy while a short sell order is open"));
    }
  if (!sells) return {};
  if (!snapshot(account).shorting_enabled)
    return refuse(forbidden("account is not allowed to short"));
  if (const auto traded = asset(order.symbol.view());
      traded && !(traded->shortable && traded->easy_to_borrow))
    return refuse(forbidden("asset \"" + order.symbol.str() + "\" cannot be sold short"));
  return {};
}

Answer<void> Exchange::Core::check_wash(const Account& account, const VenueOrder& order,
                                        OrderIndex besides) const {
  const auto* book = known_book(order.symbol);
  if (!book) return {};
  for (const auto index : book->live) {
    const auto& other = records[index];
    if (index == besides || &accounts[other.account] != &account) continue;
    const auto reason = wash_trade(order, other.order);
    if (!reason) continue;
    auto error = forbidden("potential wash trade detected. use complex orders");
    error.extra = {{"existing_order_id", other.order.id.str()}, {"reject_reason", *reason}};
    return refuse(std::move(error));
  }
  return {};
}

Answer<void> Exchange::Core::check_power(const Account& account, const OrderRecord& record,
                                         OrderIndex besides) const {
  const auto cost = exact_product(record.reserve_price, record.opening);
  if (cost == 0) return {};
  auto power = power_of(account);
  if (besides != no_order)
    power += exact_product(records[besides].reserve_price, records[besides].opening);
  if (cost <= power) return {};
  auto error = forbidden("insufficient buying power");
  error.extra = {{"buying_power", dollars_text(power)}, {"cost_basis", dollars_text(cost)}};
  return refuse(std::move(error));
}

OrderIndex Exchange::Core::enter(Account& account, OrderRecord record) {
  const auto index = static_cast<OrderIndex>(records.size());
  auto& order = record.order;
  order.id = next_id_of(order.client_order_id);
  if (order.client_order_id.empty())
    order.client_order_id = ClientOrderId::truncated(next_id_of({}).view());
  order.asset_id = asset_id_of(order.symbol);
  order.created_at = order.updated_at = order.submitted_at = now;
  by_id.emplace(order.id, index);
  account.by_client_id.emplace(order.client_order_id, index);
  account.orders.push_back(index);
  account.open.insert(index);
  book_of(order.symbol).live.push_back(index);
  records.push_back(std::move(record));
  if (records[index].order.state != OrderState::Held) reserve(records[index]);
  ++revision;
  return index;
}

void Exchange::Core::acknowledge(OrderIndex index) {
  auto& record = records[index];
  auto& order = record.order;
  if (!is_routable(order)) {
    if (order.state != OrderState::Accepted) {
      order.state = OrderState::Accepted;
      emit(index, OrderEventKind::Accepted);
    }
    return;
  }
  order.state = OrderState::New;
  emit(index, OrderEventKind::New);
  if (order.type == OrderType::TrailingStop) {
    const auto price = mark(book_of(order.symbol));
    if (price.units != 0) {
      order.high_water_mark = price;
      order.stop_price = trailing_stop_price(order, price);
    }
  }
  if (order.order_class == OrderClass::Oco && record.parent == no_order) activate_legs(index);
  const bool meets = order.type == OrderType::Market || order.type == OrderType::Limit;
  const bool auction =
    order.time_in_force == TimeInForce::Opg || order.time_in_force == TimeInForce::Cls;
  const bool waits = !meets && !record.triggered;
  const bool at_once =
    order.time_in_force == TimeInForce::Ioc || order.time_in_force == TimeInForce::Fok;
  if (!auction && (!waits || at_once) && !is_terminal(order.state)) {
    if (!waits)
      meet_market(index);
    else
      end(index, OrderState::Canceled, OrderEventKind::Canceled); // a stop that did not trigger
  }
}

} // namespace hft::simulated
