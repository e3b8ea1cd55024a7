#include "adapters/simulated/exchange/core.hpp"

#include <algorithm>

namespace hft::simulated {

namespace {

/// Without a print the opening auction is done at the quote this long after the open.
constexpr std::chrono::minutes auction_patience{1};

bool is_stop(OrderType type) {
  return type == OrderType::Stop || type == OrderType::StopLimit || type == OrderType::TrailingStop;
}

bool is_plausible(Price price) {
  return cheapest_price <= price && price <= dearest_price;
}

bool is_auction(const VenueOrder& order) {
  return order.time_in_force == TimeInForce::Opg || order.time_in_force == TimeInForce::Cls;
}

} // namespace

const SymbolBook* Exchange::Core::known_book(const Symbol& symbol) const {
  const auto found = symbols.find(symbol);
  return found == symbols.end() ? nullptr : &found->second;
}

Price Exchange::Core::touch(const SymbolBook& book, Side side) const {
  const auto quoted = side == Side::Buy ? book.ask : book.bid;
  return quoted.units != 0 ? quoted : book.last;
}

Price Exchange::Core::mark(const SymbolBook& book) const {
  const bool quoted = book.bid.units != 0 && book.ask.units != 0 && book.bid <= book.ask;
  if (!quoted) return book.last.units != 0 ? book.last : std::max(book.bid, book.ask);
  if (book.last.units == 0) return {book.bid.units + (book.ask.units - book.bid.units) / 2};
  return std::clamp(book.last, book.bid, book.ask); // an old print does not outlive the quotes
}

Price Exchange::Core::reference(const Symbol& symbol, Side side) const {
  const auto* book = known_book(symbol);
  if (!book) return {};
  const auto price = is_regular() ? touch(*book, side) : mark(*book);
  return price.units != 0 ? price : book->previous_close;
}

Quantity Exchange::Core::estimated_quantity(const VenueOrder& order) const {
  if (!order.notional) return order.leaves();
  const auto price = order.limit_price.value_or(reference(order.symbol, order.side));
  if (price.units == 0 || is_terminal(order.state)) return {};
  return quantity_for(*order.notional, price);
}

bool Exchange::Core::is_routable(const VenueOrder& order) const {
  if (!has_plan) return false;
  // An opening order's life ends at its auction: only then is it sent to the venue.
  if (is_regular()) return order.time_in_force != TimeInForce::Opg || order.expires_at <= now;
  return order.extended_hours && plan.is_extended(now);
}

bool Exchange::Core::is_working(const OrderRecord& record) const {
  const auto state = record.order.state;
  const bool pending = state == OrderState::PendingCancel || state == OrderState::PendingReplace;
  const auto effective = pending ? record.before : state;
  return effective == OrderState::New || effective == OrderState::PartiallyFilled;
}

bool Exchange::Core::is_tradable_now(const OrderRecord& record) const {
  const auto* book = known_book(record.order.symbol);
  if (!book || book->halted || is_auction(record.order) || !has_plan) return false;
  return is_regular() || (record.order.extended_hours && plan.is_extended(now));
}

void Exchange::Core::on_trade(const Trade& trade, bool sets_last) {
  advance(trade.time);
  if (!is_plausible(trade.price)) return;
  auto& book = book_of(trade.symbol);
  const bool first = book.last.units == 0;
  if (!sets_last && !first) return;
  book.before_last = std::exchange(book.last, trade.price);
  book.last_id = trade.id;
  if (is_regular()) book.day_last = trade.price;
  if (book.live.empty() || book.halted) return;
  if (is_regular() && !book.opened) open_auction(trade.symbol, book, trade.price);
  const auto live = book.live;
  for (const auto index : live) {
    trigger(index, book, trade.price);
    on_tick(index, book, trade.price);
  }
}

void Exchange::Core::on_break(const Symbol& symbol, std::int64_t id,
                              std::optional<Price> corrected) {
  const auto found = symbols.find(symbol);
  if (found == symbols.end() || found->second.last_id != id) return;
  auto& book = found->second;
  if (corrected && !is_plausible(*corrected)) return;
  const bool of_day = book.day_last == book.last;
  book.last = corrected.value_or(book.before_last);
  if (of_day) book.day_last = book.last;
}

void Exchange::Core::on_quote(const Quote& quote) {
  advance(quote.time);
  auto& book = book_of(quote.symbol);
  book.bid = is_plausible(quote.bid) ? quote.bid : Price{};
  book.ask = is_plausible(quote.ask) ? quote.ask : Price{};
  if (book.live.empty() || book.halted) return;
  if (is_regular() && !book.opened && now >= plan.open + auction_patience)
    open_auction(quote.symbol, book, std::nullopt);
  const auto live = book.live;
  for (const auto index : live) on_tick(index, book, std::nullopt);
}

void Exchange::Core::on_status(const TradingStatus& status) {
  advance(status.time);
  const auto effect = halt_effect(status);
  if (effect != HaltEffect::None) book_of(status.symbol).halted = effect == HaltEffect::Halts;
}

void Exchange::Core::trigger(OrderIndex index, SymbolBook& book, Price price) {
  auto& record = records[index];
  auto& order = record.order;
  if (!is_stop(order.type) || record.triggered || !is_working(record) || !is_regular() ||
      book.halted)
    return;
  const bool buy = order.side == Side::Buy;
  if (order.type == OrderType::TrailingStop) {
    const auto best = order.high_water_mark.value_or(price);
    const auto next = buy ? std::min(best, price) : std::max(best, price);
    if (!order.high_water_mark || next != best) {
      order.high_water_mark = next;
      order.stop_price = trailing_stop_price(order, next);
      ++revision;
    }
  }
  if (buy ? price < *order.stop_price : price > *order.stop_price) return;
  record.triggered = true;
  if (buy && order.type == OrderType::Stop) record.collar = buy_stop_collar(*order.stop_price);
  meet_market(index);
}

void Exchange::Core::open_auction(const Symbol&, SymbolBook& book, std::optional<Price> print) {
  book.opened = true;
  const auto live = book.live;
  for (const auto index : live) {
    const auto& order = records[index].order;
    if (order.time_in_force != TimeInForce::Opg || !is_working(records[index])) continue;
    const auto price = print.value_or(touch(book, order.side));
    const bool buy = order.side == Side::Buy;
    const bool crosses =
      !order.limit_price || (buy ? price <= *order.limit_price : price >= *order.limit_price);
    if (price.units == 0) continue;
    if (crosses)
      fill(index, price, true);
    else
      end(index, OrderState::Canceled, OrderEventKind::Canceled);
  }
}

void Exchange::Core::close_auctions() {
  for (const auto& account : accounts) {
    const auto open = account.open;
    for (const auto index : open) {
      const auto& order = records[index].order;
      const auto& book = book_of(order.symbol);
      if (order.time_in_force != TimeInForce::Cls || !is_working(records[index]) || book.halted)
        continue;
      const auto price = book.day_last.units != 0 ? book.day_last : touch(book, order.side);
      const bool buy = order.side == Side::Buy;
      if (price.units == 0) continue;
      if (!order.limit_price || (buy ? price <= *order.limit_price : price >= *order.limit_price))
        fill(index, price, true);
    }
  }
}

} // namespace hft::simulated
