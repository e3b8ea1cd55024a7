#include "adapters/simulated/exchange/order_entry.hpp"

#include "adapters/simulated/exchange/order_checks.hpp"

#include <algorithm>

namespace hft::simulated {

namespace {

bool is_advanced(OrderClass order_class) {
  return order_class != OrderClass::None && order_class != OrderClass::Simple;
}

/// `held` of the position is taken by other orders.
VenueError insufficient(const Symbol& symbol, Quantity wanted, Quantity available,
                        Quantity position, Quantity held) {
  auto error = forbidden("insufficient qty available for order (requested: " + to_string(wanted) +
                         ", available: " + to_string(available) + ")");
  error.extra = {{"available", to_string(available)},
                 {"existing_qty", to_string(abs(position))},
                 {"held_for_orders", to_string(held)},
                 {"symbol", symbol.str()}};
  return error;
}

/// What of a position is to be closed: `qty` shares, `percentage` of it, or all.
Answer<Quantity> wanted_of(Quantity position, std::string_view qty, std::string_view percentage) {
  if (!qty.empty() && !percentage.empty())
    return refuse(unprocessable("only one of qty or percentage is accepted"));
  if (!qty.empty()) {
    const auto units = parse_units(qty);
    if (!units || *units <= 0) return refuse(malformed("invalid qty " + std::string{qty}));
    return Quantity{*units};
  }
  if (percentage.empty()) return abs(position);
  const auto units = parse_units(percentage);
  const auto invalid = [&] {
    return refuse(malformed("invalid percentage " + std::string{percentage}));
  };
  if (!units || *units <= 0 || *units > 100 * units_per_whole) return invalid();
  const Quantity part{
    checked_narrow(static_cast<int128>(abs(position).units) * *units / (100 * units_per_whole))};
  if (part.units == 0) return invalid();
  return part;
}

} // namespace

Answer<VenueOrder> OrderEntry::submit(AccountIndex owner, OrderDraft draft,
                                      std::string_view intent) {
  const auto& order = draft.order;
  const auto& settings = parts_.accounts.at(owner).settings;
  if (settings.suspended) return refuse(forbidden("new orders are rejected by user request"));
  if (!settings.fractional && (order.notional || !is_whole(*order.quantity)))
    return refuse(forbidden("fractional trading is not enabled for this account"));
  if (!order.client_order_id.empty() &&
      parts_.orders.by_client_id(owner, order.client_order_id) != no_order)
    return refuse(malformed("client_order_id must be unique"));
  if (const auto checked = check_market(draft); !checked) return refuse(checked.error());
  OrderRecord record;
  record.order = order;
  record.order.expires_at = parts_.times.expiry_of(order);
  record.account = owner;
  const auto checked = check_account(record, intent, no_order);
  if (!checked) return refuse(checked.error());
  const bool routed = parts_.times.is_routable(record.order);
  record.order.state = routed ? OrderState::PendingNew : OrderState::Accepted;
  const auto index = matching_.enter(std::move(record));
  enter_legs(index, draft);
  parts_.publish(index, routed ? OrderEventKind::PendingNew : OrderEventKind::Accepted);
  for (const auto leg : parts_.orders.at(index).legs) parts_.publish(leg, OrderEventKind::Held);
  const auto answer = parts_.orders.shown(index, true);
  if (routed) matching_.route(index);
  return answer;
}

void OrderEntry::enter_legs(OrderIndex index, const OrderDraft& draft) {
  for (const auto* wanted : {&draft.take_profit, &draft.stop_loss}) {
    const bool is_self = draft.order.order_class == OrderClass::Oco && wanted == &draft.take_profit;
    if (!*wanted || is_self) continue;
    OrderRecord leg;
    leg.order = **wanted;
    leg.account = parts_.orders.at(index).account;
    leg.order.state = OrderState::Held;
    leg.order.expires_at = parts_.orders.at(index).order.expires_at;
    leg.order.position_intent =
      leg.order.side == Side::Buy ? PositionIntent::BuyToClose : PositionIntent::SellToClose;
    parts_.orders.adopt(index, matching_.enter(std::move(leg)));
  }
}

Answer<void> OrderEntry::check_market(const OrderDraft& draft) {
  const auto& order = draft.order;
  const auto found = parts_.assets.find(order.symbol.view());
  if (!found) return refuse(unprocessable("asset \"" + order.symbol.str() + "\" not found"));
  if (const auto fits = check_asset(draft, *found); !fits) return fits;
  if (const auto open = check_window(order.time_in_force, parts_.times.now(), parts_.times.plan());
      !open)
    return open;
  const auto market = parts_.book.mark(order.symbol);
  if (market.units != 0)
    if (const auto sided = check_stop_side(order, market); !sided) return sided;
  const auto reference = parts_.reference(order.symbol, order.side);
  const bool exit_pair = order.order_class == OrderClass::Oco;
  const auto base = exit_pair ? market : order.limit_price.value_or(reference);
  if (base.units != 0)
    if (const auto sided = check_legs(draft, base); !sided) return sided;
  return check_minimum(order, reference);
}

Answer<void> OrderEntry::check_account(OrderRecord& record, std::string_view intent,
                                       OrderIndex besides) {
  auto& order = record.order;
  const auto& account = parts_.accounts.at(record.account);
  const auto wanted = parts_.estimated_quantity(order);
  const auto available = parts_.closable(record.account, order.symbol, order.side, besides);
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
    if (const auto may = check_opening(record, wanted, available); !may) return may;
  if (const auto clean = check_wash(record, besides); !clean) return clean;
  record.reserve_price = reserve_price_of(order);
  return check_power(record, besides);
}

Price OrderEntry::reserve_price_of(const VenueOrder& order) const {
  const auto reference = parts_.reference(order.symbol, order.side);
  if (order.side == Side::Sell) {
    const Price collared{checked_narrow(static_cast<int128>(reference.units) * 103 / 100)};
    return std::max(order.limit_price.value_or(Price{}), collared);
  }
  if (order.limit_price) return *order.limit_price;
  if (order.notional) return reference;
  return order.type == OrderType::Stop ? buy_stop_collar(*order.stop_price)
                                       : with_buy_collar(reference);
}

Answer<void> OrderEntry::check_opening(const OrderRecord& record, Quantity wanted,
                                       Quantity available) {
  const auto& order = record.order;
  const auto& account = parts_.accounts.at(record.account);
  const auto position = account.book.quantity(order.symbol);
  const bool sells = order.side == Side::Sell;
  const bool flips = sells ? position.units > 0 : position.units < 0;
  const bool fractional_short = sells && !is_whole(record.opening);
  const bool exit_pair = order.order_class == OrderClass::Oco;
  const bool may_flip = parts_.config.allow_flip;
  if (fractional_short && position.units <= 0)
    return refuse(forbidden("fractional orders are not allowed to short"));
  if ((flips && !may_flip) || fractional_short || exit_pair)
    return refuse(insufficient(order.symbol, wanted, available, position,
                               flips ? abs(position) - available : Quantity{}));
  if (!may_flip && position.units == 0)
    for (const auto index : parts_.book.of(order.symbol).live) {
      const auto& other = parts_.orders.at(index);
      if (other.account != record.account || other.order.side == order.side ||
          is_advanced(other.order.order_class))
        continue;
      return refuse(forbidden(sells ? "cannot open a short sell while a long buy order is open"
                                    : "cannot open a long buy while a short sell order is open"));
    }
  if (!sells) return {};
  if (!parts_.accounts.may_short(account, parts_.book))
    return refuse(forbidden("account is not allowed to short"));
  if (const auto traded = parts_.assets.find(order.symbol.view());
      traded && !(traded->shortable && traded->easy_to_borrow))
    return refuse(forbidden("asset \"" + order.symbol.str() + "\" cannot be sold short"));
  return {};
}

Answer<void> OrderEntry::check_wash(const OrderRecord& record, OrderIndex besides) const {
  const auto* book = parts_.book.find(record.order.symbol);
  if (!book) return {};
  for (const auto index : book->live) {
    const auto& other = parts_.orders.at(index);
    if (index == besides || other.account != record.account) continue;
    const auto reason = wash_trade(record.order, other.order);
    if (!reason) continue;
    auto error = forbidden("potential wash trade detected. use complex orders");
    error.extra = {{"existing_order_id", other.order.id.str()}, {"reject_reason", *reason}};
    return refuse(std::move(error));
  }
  return {};
}

Answer<void> OrderEntry::check_power(const OrderRecord& record, OrderIndex besides) const {
  const auto cost = exact_product(record.reserve_price, record.opening);
  if (cost == 0) return {};
  auto power = parts_.accounts.power(parts_.accounts.at(record.account), parts_.book);
  if (besides != no_order) {
    const auto& other = parts_.orders.at(besides);
    power += exact_product(other.reserve_price, other.opening);
  }
  if (cost <= power) return {};
  auto error = forbidden("insufficient buying power");
  error.extra = {{"buying_power", dollars_text(power)}, {"cost_basis", dollars_text(cost)}};
  return refuse(std::move(error));
}

Answer<VenueOrder> OrderEntry::replace(AccountIndex account, std::string_view id,
                                       const ReplaceRequest& request) {
  auto& orders = parts_.orders;
  const auto found = orders.find(account, id);
  if (!found) return refuse(found.error());
  const auto index = *found;
  auto& old = orders.at(index);
  const auto state = old.order.state;
  if (state == OrderState::Replaced) return refuse(unprocessable("order already replaced"));
  const bool replaceable =
    state == OrderState::New || state == OrderState::PartiallyFilled || state == OrderState::Held;
  if (!replaceable || old.cancel_wanted)
    return refuse(
      unprocessable("cannot replace order in " + std::string{to_string(state)} + " status"));
  if (orders.waits_for_predecessor(old.order))
    return refuse(unprocessable("order chain not fully replaced"));
  const auto next = successor_of(old.order, request);
  if (!next) return refuse(next.error());
  if (!next->client_order_id.empty() &&
      orders.by_client_id(account, next->client_order_id) != no_order)
    return refuse(malformed("client_order_id must be unique"));
  OrderRecord record;
  record.order = *next;
  record.account = account;
  record.order.replaces = old.order.id;
  record.order.expires_at = parts_.times.expiry_of(*next);
  record.inherited = old.order.filled;
  record.triggered = old.triggered;
  record.collar = old.collar;
  record.drawn = old.drawn;
  if (request.time_in_force.size())
    if (const auto open =
          check_window(next->time_in_force, parts_.times.now(), parts_.times.plan());
        !open)
      return refuse(open.error());
  const auto market = parts_.book.mark(next->symbol);
  if (market.units != 0 && !record.triggered && !request.stop_price.empty())
    if (const auto sided = check_stop_side(*next, market); !sided) return refuse(sided.error());
  const bool is_leg = old.parent != no_order; // what closes needs no buying power
  if (!is_leg)
    if (const auto checked = check_account(record, "", index); !checked)
      return refuse(checked.error());
  old.before = state;
  old.order.state = OrderState::PendingReplace;
  // Until the replace is done the old order's reservation stands; the new one's larger need was
  // checked.
  record.order.state = state == OrderState::Held ? OrderState::Held : OrderState::PendingNew;
  const auto opening = std::exchange(record.opening, Quantity{});
  const auto successor = matching_.enter(std::move(record));
  orders.at(successor).opening = opening;
  orders.at(index).successor = successor;
  parts_.publish(index, OrderEventKind::PendingReplace);
  const auto answer = orders.shown(successor, true);
  matching_.replace(index);
  return answer;
}

Answer<VenueOrder> OrderEntry::close_position(AccountIndex account, const Symbol& symbol,
                                              std::string_view qty, std::string_view percentage) {
  const auto position = parts_.accounts.at(account).book.quantity(symbol);
  if (position.units == 0) return refuse(not_found("position does not exist"));
  const auto wanted = wanted_of(position, qty, percentage);
  if (!wanted) return refuse(wanted.error());
  const auto side = position.units > 0 ? Side::Sell : Side::Buy;
  const auto available = parts_.closable(account, symbol, side);
  if (*wanted > available)
    return refuse(insufficient(symbol, *wanted, available, position, abs(position) - available));
  OrderDraft draft;
  draft.order.symbol = symbol;
  draft.order.side = side;
  draft.order.quantity = *wanted;
  return submit(account, std::move(draft), "");
}

} // namespace hft::simulated
