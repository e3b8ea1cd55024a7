#include "adapters/simulated/exchange/matching_engine.hpp"

#include "adapters/simulated/exchange/order_checks.hpp"
#include "messages/new_york.hpp"

#include <algorithm>
#include <cstdio>

namespace hft::simulated {

namespace {

/// Without a print the opening auction is done at the quote this long after the open.
constexpr std::chrono::minutes auction_patience{1};

bool at_once(TimeInForce time_in_force) {
  return time_in_force == TimeInForce::Ioc || time_in_force == TimeInForce::Fok;
}

bool is_within(Side side, Price price, Price limit) {
  return side == Side::Buy ? price <= limit : price >= limit;
}

/// Whether an auction at `price` fills an order.
bool crosses(const VenueOrder& order, Price price) {
  return !order.limit_price || is_within(order.side, price, *order.limit_price);
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

OrderIndex MatchingEngine::enter(OrderRecord entered) {
  auto& order = entered.order;
  order.id = parts_.next_id_of(order.client_order_id);
  if (order.client_order_id.empty())
    order.client_order_id = ClientOrderId::truncated(parts_.next_id_of({}).view());
  order.asset_id = asset_id_of(order.symbol);
  order.created_at = order.updated_at = order.submitted_at = parts_.times.now();
  const auto symbol = order.symbol;
  const auto index = parts_.orders.add(std::move(entered));
  parts_.book.enter(symbol, index);
  if (record(index).order.state != OrderState::Held) parts_.reserve(record(index));
  ++parts_.revision;
  return index;
}

void MatchingEngine::route(OrderIndex index) {
  if (parts_.config.acknowledgment.count() > 0)
    dues_.emplace(parts_.times.now() + parts_.config.acknowledgment,
                  Due{DueKind::Acknowledge, index});
  else
    acknowledge(index);
}

Answer<void> MatchingEngine::cancel(OrderIndex index) {
  auto& canceled = record(index);
  auto& order = canceled.order;
  if (order.state == OrderState::Canceled) return {};
  if (is_terminal(order.state))
    return refuse(
      unprocessable("order is already in \"" + std::string{to_string(order.state)} + "\" state"));
  if (canceled.cancel_wanted) return {};
  if (order.state != OrderState::PendingReplace) canceled.before = order.state;
  order.state = OrderState::PendingCancel;
  order.cancel_requested_at = parts_.times.now();
  canceled.cancel_wanted = true;
  parts_.publish(index, OrderEventKind::PendingCancel);
  if (parts_.config.acknowledgment.count() > 0)
    dues_.emplace(parts_.times.now() + parts_.config.acknowledgment, Due{DueKind::Cancel, index});
  else if (!holds_cancels_)
    finish_cancel(index);
  return {};
}

void MatchingEngine::finish_cancel(OrderIndex index) {
  const auto state = record(index).order.state;
  if (!is_terminal(state))
    cancel_now(index);
  else if (state == OrderState::Filled)
    parts_.publish(index, OrderEventKind::CancelRejected);
}

void MatchingEngine::replace(OrderIndex index) {
  if (parts_.config.acknowledgment.count() > 0)
    dues_.emplace(parts_.times.now() + parts_.config.acknowledgment, Due{DueKind::Replace, index});
  else
    finish_replace(index);
}

void MatchingEngine::reject_replace(OrderIndex index) {
  auto& old = record(index);
  if (old.order.state == OrderState::PendingReplace) old.order.state = old.before;
  parts_.publish(index, OrderEventKind::ReplaceRejected);
  wake_leg(index);
}

void MatchingEngine::finish_replace(OrderIndex index) {
  auto& old = record(index);
  const auto successor = old.successor;
  auto& next = record(successor);
  if (is_terminal(next.order.state)) {
    if (old.order.state == OrderState::PendingReplace) reject_replace(index);
    return;
  }
  const auto filled_since = old.order.filled - next.inherited;
  const bool too_late =
    is_terminal(old.order.state) || old.cancel_wanted || filled_since >= *next.order.quantity;
  if (too_late) {
    next.opening = {};
    reject_replace(index);
    if (next.cancel_wanted)
      cancel_now(successor);
    else
      end(successor, OrderState::Rejected, OrderEventKind::Rejected);
    return;
  }
  next.order.quantity = *next.order.quantity - filled_since;
  parts_.orders.take_place(index, successor);
  const auto was = old.before;
  end(index, OrderState::Replaced, OrderEventKind::Replaced);
  if (next.order.state == OrderState::Held) {
    wake_leg(successor);
    return;
  }
  parts_.reserve(next);
  if (next.cancel_wanted) { // the successor's own cancel follows
    next.before = OrderState::New;
    return;
  }
  next.order.state = OrderState::New;
  parts_.publish(successor, OrderEventKind::New);
  if (was != OrderState::Held && next.order.type == OrderType::TrailingStop &&
      next.order.high_water_mark)
    next.order.stop_price = trailing_stop_price(next.order, *next.order.high_water_mark);
  if (!next.waits_for_trigger()) meet_market(successor);
}

void MatchingEngine::on_trade(const Trade& trade, bool sets_last) {
  const bool regular = parts_.times.is_regular();
  if (!parts_.book.print(trade, sets_last, regular)) return;
  auto& book = parts_.book.of(trade.symbol);
  book.volume_left = part_of(trade.size, parts_.config.rules.volume_share);
  if (book.live.empty() || book.halted) return;
  if (regular && !book.opened) open_auction(trade.symbol, trade.price);
  const auto live = book.live;
  for (const auto index : live) {
    trigger(index, book, trade.price);
    on_tick(index, book, &trade);
  }
}

void MatchingEngine::on_quote(const Quote& quote) {
  parts_.book.quote(quote, parts_.config.rules.displayed_share);
  const auto& book = parts_.book.of(quote.symbol);
  if (book.live.empty() || book.halted) return;
  const auto& times = parts_.times;
  if (times.is_regular() && !book.opened && times.now() >= times.plan().open + auction_patience)
    open_auction(quote.symbol, std::nullopt);
  const auto live = book.live;
  for (const auto index : live) on_tick(index, book, nullptr);
}

void MatchingEngine::on_bar_open(const Bar& bar) {
  auto& book = parts_.book.of(bar.symbol);
  book.waits_for_bar = false;
  // Orders that the bar opens beyond get its open.
  for (const auto index : book.live) {
    auto& resting = record(index);
    if (const auto limit = resting.limit();
        limit && !resting.waits_for_trigger() && is_within(resting.order.side, bar.open, *limit))
      resting.takes = true;
  }
  Trade open;
  open.symbol = bar.symbol;
  open.price = bar.open;
  open.size = bar.volume;
  on_trade(open, true);
}

void MatchingEngine::on_bar(const Bar& bar) {
  const bool low_first = bar.open.units - bar.low.units < bar.high.units - bar.open.units;
  for (const auto price :
       {low_first ? bar.low : bar.high, low_first ? bar.high : bar.low, bar.close})
    pass_price(bar.symbol, price);
  parts_.book.of(bar.symbol).waits_for_bar = true;
}

/// The price moves from the last one to this one and trades everywhere on the way.
void MatchingEngine::pass_price(const Symbol& symbol, Price price) {
  auto& book = parts_.book.of(symbol);
  const auto from = book.last;
  Trade passed;
  passed.symbol = symbol;
  passed.price = price;
  passed.size = book.volume_left;
  const auto live = book.live;
  for (const auto index : live) {
    auto& resting = record(index);
    const auto stop = resting.order.stop_price;
    const bool on_the_way = stop && resting.waits_for_trigger() && std::min(from, price) <= *stop &&
                            *stop <= std::max(from, price);
    parts_.book.of(symbol).last = on_the_way ? *stop : price;
    trigger(index, book, on_the_way ? *stop : price);
  }
  const auto left = parts_.book.of(symbol).volume_left;
  if (!parts_.book.print(passed, true, parts_.times.is_regular())) return;
  parts_.book.of(symbol).volume_left = left;
  const auto still = book.live;
  for (const auto index : still) on_tick(index, book, &passed);
}

std::optional<Timestamp> MatchingEngine::next_due() const {
  return dues_.empty() ? std::nullopt : std::optional{dues_.begin()->first};
}

void MatchingEngine::do_next_due() {
  const auto due = dues_.begin()->second;
  dues_.erase(dues_.begin());
  perform(due);
}

void MatchingEngine::perform(const Due& due) {
  switch (due.kind) {
    case DueKind::Acknowledge:
      if (record(due.order).order.state == OrderState::PendingNew) acknowledge(due.order);
      break;
    case DueKind::Cancel:
      if (!holds_cancels_) finish_cancel(due.order);
      break;
    case DueKind::Replace: finish_replace(due.order); break;
  }
}

void MatchingEngine::resume(OrderIndex index) {
  const auto& found = record(index);
  const auto state = found.order.state;
  const auto now = parts_.times.now();
  if (is_terminal(state)) return;
  if (found.cancel_wanted)
    dues_.emplace(now, Due{DueKind::Cancel, index});
  else if (found.successor != no_order)
    dues_.emplace(now, Due{DueKind::Replace, index});
  else if (state == OrderState::PendingNew && found.order.replaces.empty())
    dues_.emplace(now, Due{DueKind::Acknowledge, index});
}

void MatchingEngine::release_queued() {
  for (AccountIndex account = 0; account < parts_.accounts.count(); ++account)
    for (const auto index : parts_.orders.open_of(account))
      if (record(index).order.state == OrderState::Accepted) acknowledge(index);
}

void MatchingEngine::acknowledge(OrderIndex index) {
  auto& acknowledged = record(index);
  auto& order = acknowledged.order;
  if (!parts_.times.is_routable(order)) {
    if (order.state != OrderState::Accepted) {
      order.state = OrderState::Accepted;
      parts_.publish(index, OrderEventKind::Accepted);
    }
    return;
  }
  order.state = OrderState::New;
  parts_.publish(index, OrderEventKind::New);
  if (order.type == OrderType::TrailingStop) {
    const auto price = parts_.book.of(order.symbol).mark();
    if (price.units != 0) {
      order.high_water_mark = price;
      order.stop_price = trailing_stop_price(order, price);
    }
  }
  if (order.order_class == OrderClass::Oco && acknowledged.parent == no_order) activate_legs(index);
  if (acknowledged.is_auction() || is_terminal(order.state)) return;
  if (!acknowledged.waits_for_trigger())
    meet_market(index);
  else if (at_once(order.time_in_force))
    cancel_now(index); // a stop that did not trigger
}

bool MatchingEngine::is_tradable_now(const OrderRecord& asked) const {
  const auto* book = parts_.book.find(asked.order.symbol);
  if (!book || book->halted || book->waits_for_bar || asked.is_auction()) return false;
  return parts_.times.is_regular() || (asked.order.extended_hours && parts_.times.is_extended());
}

void MatchingEngine::trigger(OrderIndex index, const SymbolBook& book, Price price) {
  auto& stop = record(index);
  auto& order = stop.order;
  if (!stop.waits_for_trigger() || !stop.is_working() || !parts_.times.is_regular() || book.halted)
    return;
  const bool buy = order.side == Side::Buy;
  if (order.type == OrderType::TrailingStop) {
    const auto best = order.high_water_mark.value_or(price);
    const auto next = buy ? std::min(best, price) : std::max(best, price);
    if (!order.high_water_mark || next != best) {
      order.high_water_mark = next;
      order.stop_price = trailing_stop_price(order, next);
      ++parts_.revision;
    }
  }
  if (buy ? price < *order.stop_price : price > *order.stop_price) return;
  stop.triggered = true;
  if (buy && order.type == OrderType::Stop) stop.collar = buy_stop_collar(*order.stop_price);
  meet_market(index);
}

void MatchingEngine::open_auction(const Symbol& symbol, std::optional<Price> print) {
  parts_.book.open(symbol);
  const auto& book = parts_.book.of(symbol);
  const auto live = book.live;
  for (const auto index : live) {
    const auto& order = record(index).order;
    if (order.time_in_force != TimeInForce::Opg || !record(index).is_working()) continue;
    const auto price = print.value_or(book.touch(order.side));
    if (price.units == 0) continue;
    if (crosses(order, price))
      fill(index, price, true, Meets::Auction);
    else
      cancel_now(index);
  }
}

void MatchingEngine::close_auctions() {
  for (AccountIndex account = 0; account < parts_.accounts.count(); ++account)
    for (const auto index : parts_.orders.open_of(account)) {
      const auto& order = record(index).order;
      const auto& book = parts_.book.of(order.symbol);
      if (order.time_in_force != TimeInForce::Cls || !record(index).is_working() || book.halted)
        continue;
      const auto price = book.day_last.units != 0 ? book.day_last : book.touch(order.side);
      if (price.units != 0 && crosses(order, price)) fill(index, price, true, Meets::Auction);
    }
}

void MatchingEngine::cancel_unfilled_auctions(TimeInForce kind, Timestamp until) {
  for (AccountIndex account = 0; account < parts_.accounts.count(); ++account)
    for (const auto index : parts_.orders.open_of(account)) {
      const auto& order = record(index).order;
      if (order.time_in_force == kind && order.expires_at <= until && !is_terminal(order.state))
        cancel_now(index);
    }
}

void MatchingEngine::expire_due(Timestamp until) {
  for (AccountIndex account = 0; account < parts_.accounts.count(); ++account)
    for (const auto index : parts_.orders.open_of(account)) {
      auto& order = record(index).order;
      if (order.expires_at > until || is_terminal(order.state)) continue;
      if (order.time_in_force == TimeInForce::Day) {
        end(index, OrderState::Expired, OrderEventKind::Expired);
        continue;
      }
      if (order.time_in_force == TimeInForce::Gtc) {
        // The broker's nightly job cancels them.
        order.state = OrderState::PendingCancel;
        parts_.publish(index, OrderEventKind::PendingCancel);
      }
      cancel_now(index);
    }
}

void MatchingEngine::cancel_all_in(const Symbol& symbol) {
  for (OrderIndex index = 0; index < parts_.orders.count(); ++index) {
    const auto& order = record(index).order;
    if (order.symbol == symbol && !is_terminal(order.state)) cancel_now(index);
  }
}

void MatchingEngine::hold_cancels(bool hold) {
  holds_cancels_ = hold;
  if (hold) return;
  for (OrderIndex index = 0; index < parts_.orders.count(); ++index)
    if (record(index).cancel_wanted && !is_terminal(record(index).order.state))
      finish_cancel(index);
}

void MatchingEngine::meet_market(OrderIndex index) {
  auto& arriving = record(index);
  arriving.arrived = true;
  const auto& order = arriving.order;
  if (is_tradable_now(arriving)) {
    const auto& book = parts_.book.of(order.symbol);
    const auto price = book.touch(order.side);
    const auto limit = arriving.limit();
    if (price.units != 0 && (!limit || is_within(order.side, price, *limit))) {
      arriving.takes = true;
      fill(index, with_slippage(arriving, book, price), order.time_in_force == TimeInForce::Fok,
           Meets::Takes);
    } else if (price.units != 0) {
      follow_queue(arriving, book);
    }
  }
  if (at_once(order.time_in_force) && !is_terminal(order.state)) cancel_now(index);
}

Price MatchingEngine::with_slippage(const OrderRecord& taking, const SymbolBook& book,
                                    Price price) const {
  const auto& rules = parts_.config.rules;
  const auto side = taking.order.side;
  const auto worse = book.is_quoted(side) ? rules.slippage : rules.blind_slippage;
  if (worse.units == 0) return price;
  const Price paid{side == Side::Buy ? price.units + worse.units
                                     : std::max(cheapest_price.units, price.units - worse.units)};
  const auto limit = taking.limit();
  return limit && !is_within(side, paid, *limit) ? *limit : paid;
}

void MatchingEngine::on_tick(OrderIndex index, const SymbolBook& book, const Trade* trade) {
  auto& resting = record(index);
  const auto side = resting.order.side;
  if (!resting.is_working() || !is_tradable_now(resting) || resting.waits_for_trigger()) return;
  const auto quoted = book.touch(side);
  if (quoted.units == 0) return;
  const auto limit = resting.limit();
  const auto& rules = parts_.config.rules;
  // Where nothing is quoted the last trade is the touch: at our price it has not gone through it.
  const bool through =
    limit && (rules.resting == RestingFill::AtTouch || book.is_quoted(side) || quoted != *limit);
  if (!limit)
    fill(index, with_slippage(resting, book, quoted), false, Meets::Takes);
  else if (is_within(side, quoted, *limit) && (through || resting.takes))
    fill(index, resting.takes ? with_slippage(resting, book, quoted) : *limit, false, Meets::Takes);
  else if (trade)
    on_trade_at(index, *trade, *limit);
  else
    follow_queue(resting, book);
}

/// A print that the quote did not follow: it goes through the order's price, or is at it.
void MatchingEngine::on_trade_at(OrderIndex index, const Trade& trade, Price limit) {
  auto& resting = record(index);
  const auto& rules = parts_.config.rules;
  if (trade.price != limit) {
    if (!is_within(resting.order.side, trade.price, limit)) return;
    if (rules.resting == RestingFill::AtTouch)
      fill(index, limit, false, Meets::Waits);
    else
      fill(index, limit, false, Meets::Waits, parts_.book.of(trade.symbol).volume_left);
    return;
  }
  if (rules.resting != RestingFill::Queue || !resting.queue_ahead) return;
  const auto passed = std::min(*resting.queue_ahead, trade.size);
  *resting.queue_ahead -= passed;
  const auto ours = std::min(trade.size - passed, parts_.book.of(trade.symbol).volume_left);
  if (ours.units > 0) fill(index, limit, false, Meets::Waits, ours);
}

/// A resting order joins behind what is displayed at its price and moves up when less is displayed
/// than stood before it; nothing stands before one that is alone at its price.
void MatchingEngine::follow_queue(OrderRecord& resting, const SymbolBook& book) const {
  const auto limit = resting.limit();
  if (parts_.config.rules.resting != RestingFill::Queue || !limit) return;
  const bool buys = resting.order.side == Side::Buy;
  const auto best = buys ? book.bid : book.ask;
  if (best.units == 0) return;
  const auto shown = buys ? book.bid_size : book.ask_size;
  if (best == *limit)
    resting.queue_ahead = resting.queue_ahead ? std::min(*resting.queue_ahead, shown) : shown;
  else if (buys ? best < *limit : best > *limit)
    resting.queue_ahead = Quantity{};
}

Quantity MatchingEngine::fillable(OrderRecord& filled, Price price, bool whole) {
  const auto& order = filled.order;
  if (order.notional) return quantity_for(*order.notional, price);
  const auto leaves = order.leaves();
  if (whole || filled.drawn) return leaves;
  filled.drawn = true;
  auto& numbers = parts_.numbers;
  const auto whole_part = (leaves.units - 1) / units_per_whole; // less than all of it
  if (whole_part < 1 || numbers.fraction() >= parts_.config.partial_fill_probability) return leaves;
  return shares(static_cast<std::int64_t>(numbers.up_to(static_cast<std::uint64_t>(whole_part))));
}

void MatchingEngine::fill(OrderIndex index, Price price, bool whole, Meets meets,
                          std::optional<Quantity> most) {
  auto& filled = record(index);
  auto& order = filled.order;
  auto& account = parts_.owner_of(index);
  const auto now = parts_.times.now();
  auto quantity = fillable(filled, price, whole);
  const bool spends = parts_.config.rules.takes_displayed && meets != Meets::Auction;
  auto& traded = parts_.book.of(order.symbol);
  if (spends) {
    const auto left = meets == Meets::Takes ? traded.left(order.side) : most.value_or(quantity);
    if (whole && left < quantity) return;
    quantity = std::min(quantity, left);
  }
  if (!parts_.config.allow_flip && closes(order)) {
    // The leg of a bracket may be left with more than is held: it closes that, and no more.
    const auto held = account.book.quantity(order.symbol);
    const auto rest = order.side == Side::Sell ? held : -held;
    if (rest.units <= 0) return cancel_now(index);
    quantity = std::min(quantity, rest);
  }
  if (quantity.units <= 0) return;
  if (spends) {
    auto& left = meets == Meets::Takes ? traded.left(order.side) : traded.volume_left;
    left = std::max(Quantity{}, left - quantity);
  }
  parts_.release(filled);
  account.remember_holding(order.symbol, now);
  const auto& holding =
    account.book.apply(order.symbol, signed_quantity(order.side, quantity), price);
  if (parts_.config.fees == FeePlan::Live)
    account.book.pay(-exact(account.fees.add(new_york_date(now), order.side, price, quantity)));
  order.filled += quantity;
  filled.cost += exact_product(price, quantity);
  order.average_price = average_of(filled.cost, order.filled);
  const bool done = order.notional.has_value() || order.leaves().units == 0;
  order.state = done ? OrderState::Filled : OrderState::PartiallyFilled;
  if (done) {
    order.filled_at = now;
    filled.opening = {};
  }
  parts_.reserve(filled);
  const auto id = parts_.next_id_of(order.client_order_id);
  const auto& execution = parts_.orders.add_fill(
    {activity_id(now, id), id, order.id, order.client_order_id, account.key, order.symbol,
     order.side, price, quantity, order.filled, order.leaves(), order.state, !done, now},
    filled.account);
  if (done) leave_book(index);
  parts_.publish(index, done ? OrderEventKind::Fill : OrderEventKind::PartialFill, &execution,
                 holding.quantity);
  if (done)
    settle_group(index);
  else
    resize_group(index, quantity);
  if (!done && parts_.config.rest_at_once && !filled.limit() && filled.is_working() && !spends)
    fill(index, price, true, meets);
}

void MatchingEngine::leave_book(OrderIndex index) {
  parts_.orders.close(index);
  parts_.book.leave(record(index).order.symbol, index);
}

void MatchingEngine::end(OrderIndex index, OrderState state, OrderEventKind event) {
  auto& ended = record(index);
  auto& order = ended.order;
  const auto now = parts_.times.now();
  ensure(!is_terminal(order.state), "an order ended twice");
  if (order.state != OrderState::Held && !parts_.orders.waits_for_predecessor(order))
    parts_.release(ended);
  ended.opening = {};
  order.state = state;
  switch (state) {
    case OrderState::Canceled: order.canceled_at = now; break;
    case OrderState::Expired: order.expired_at = now; break;
    case OrderState::Rejected: order.failed_at = now; break;
    case OrderState::Replaced: order.replaced_at = now; break;
    default: break;
  }
  leave_book(index);
  parts_.publish(index, event);
  settle_group(index);
}

void MatchingEngine::activate_legs(OrderIndex parent) {
  const auto legs = record(parent).legs;
  for (const auto leg : legs) {
    auto& order = record(leg).order;
    if (order.state != OrderState::Held) continue;
    order.state = OrderState::New;
    parts_.publish(leg, OrderEventKind::New);
    if (order.type == OrderType::Limit && order.state == OrderState::New) meet_market(leg);
  }
}

void MatchingEngine::wake_leg(OrderIndex index) {
  const auto& leg = record(index);
  if (leg.order.state != OrderState::Held || leg.parent == no_order) return;
  if (record(leg.parent).order.state == OrderState::Filled) activate_legs(leg.parent);
}

void MatchingEngine::settle_group(OrderIndex index) {
  const auto state = record(index).order.state;
  if (state == OrderState::Replaced) return;
  const bool exit_pair = record(index).order.order_class == OrderClass::Oco;
  const bool is_leg = record(index).parent != no_order;
  if (state == OrderState::Filled && !is_leg && !exit_pair) {
    activate_legs(index);
    return;
  }
  auto others = parts_.orders.group_of(index);
  if (!is_leg)
    others = record(index).legs;
  else if (state != OrderState::Expired)
    others.push_back(record(index).parent);
  for (const auto other : others) {
    if (is_terminal(record(other).order.state)) continue;
    if (state == OrderState::Expired)
      end(other, OrderState::Expired, OrderEventKind::Expired);
    else
      cancel_now(other);
  }
}

void MatchingEngine::resize_group(OrderIndex index, Quantity filled) {
  for (const auto other : parts_.orders.group_of(index)) {
    auto& order = record(other).order;
    if (is_terminal(order.state) || !order.quantity) continue;
    if (order.leaves() <= filled)
      cancel_now(other);
    else
      *order.quantity -= filled;
  }
}

} // namespace hft::simulated
