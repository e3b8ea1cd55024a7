#include "adapters/simulated/exchange/order_book.hpp"

#include "adapters/simulated/exchange/order_checks.hpp"

#include <algorithm>
#include <map>

namespace hft::simulated {

namespace {

bool is_plausible(Price price) {
  return cheapest_price <= price && price <= dearest_price;
}

/// What is left of a quoted size when the next quote comes: another price has all of its own; at
/// the same price what was taken stays taken, more comes with a larger size, and a smaller one
/// leaves no more than it is.
void follow_size(Price before, Price price, Quantity& shown, Quantity& left, Quantity size,
                 double share) {
  const auto there = part_of(size, share);
  if (before != price)
    left = there;
  else if (size > shown)
    left += part_of(size - shown, share);
  else
    left = std::min(left, there);
  shown = size;
}

} // namespace

Price SymbolBook::touch(Side side) const {
  const auto quoted = side == Side::Buy ? ask : bid;
  return quoted.units != 0 ? quoted : last;
}

Price SymbolBook::mark() const {
  const bool quoted = bid.units != 0 && ask.units != 0 && bid <= ask;
  if (!quoted) return last.units != 0 ? last : std::max(bid, ask);
  if (last.units == 0) return {bid.units + (ask.units - bid.units) / 2};
  return std::clamp(last, bid, ask); // an old print does not outlive the quotes
}

const SymbolBook* OrderBook::find(const Symbol& symbol) const {
  const auto found = symbols_.find(symbol);
  return found == symbols_.end() ? nullptr : &found->second;
}

Price OrderBook::mark(const Symbol& symbol) const {
  const auto* book = find(symbol);
  return book ? book->mark() : Price{};
}

Price OrderBook::reference(const Symbol& symbol, Side side, bool regular) const {
  const auto* book = find(symbol);
  if (!book) return {};
  const auto price = regular ? book->touch(side) : book->mark();
  return price.units != 0 ? price : book->previous_close;
}

Quantity OrderBook::estimated_quantity(const VenueOrder& order, bool regular) const {
  if (!order.notional) return order.leaves();
  const auto price = order.limit_price.value_or(reference(order.symbol, order.side, regular));
  if (price.units == 0 || is_terminal(order.state)) return {};
  return quantity_for(*order.notional, price);
}

bool OrderBook::print(const Trade& trade, bool sets_last, bool regular) {
  if (!is_plausible(trade.price)) return false;
  auto& book = of(trade.symbol);
  const bool first = book.last.units == 0;
  if (!sets_last && !first) return false;
  book.before_last = std::exchange(book.last, trade.price);
  book.last_id = trade.id;
  if (regular) book.day_last = trade.price;
  return true;
}

void OrderBook::take_back(const Symbol& symbol, std::int64_t id, std::optional<Price> corrected) {
  const auto found = symbols_.find(symbol);
  if (found == symbols_.end() || found->second.last_id != id) return;
  if (corrected && !is_plausible(*corrected)) return;
  auto& book = found->second;
  const bool of_day = book.day_last == book.last;
  book.last = corrected.value_or(book.before_last);
  if (of_day) book.day_last = book.last;
}

void OrderBook::quote(const Quote& quote, double share) {
  auto& book = of(quote.symbol);
  const auto bid = is_plausible(quote.bid) ? quote.bid : Price{};
  const auto ask = is_plausible(quote.ask) ? quote.ask : Price{};
  follow_size(book.bid, bid, book.bid_size, book.bid_left, quote.bid_size, share);
  follow_size(book.ask, ask, book.ask_size, book.ask_left, quote.ask_size, share);
  book.bid = bid;
  book.ask = ask;
}

void OrderBook::follow(const TradingStatus& status) {
  const auto effect = halt_effect(status);
  if (effect != HaltEffect::None) symbols_[status.symbol].halted = effect == HaltEffect::Halts;
}

void OrderBook::begin_regular_session() {
  for (auto& [symbol, book] : symbols_) {
    book.opened = false;
    book.day_last = {};
  }
}

void OrderBook::close_day() {
  for (auto& [symbol, book] : symbols_)
    if (const auto price = book.mark(); price.units != 0) book.previous_close = price;
}

void OrderBook::split(const CorporateAction& action) {
  auto& book = symbols_[action.symbol];
  for (auto* price : {&book.last, &book.bid, &book.ask, &book.previous_close, &book.day_last})
    *price = split_price(action, *price);
}

Price OrderBook::rename(const Symbol& from, const Symbol& to) {
  newest_ = nullptr;
  auto moved = std::move(symbols_[from]);
  moved.live = std::move(symbols_[to].live);
  symbols_.erase(from);
  return (symbols_[to] = std::move(moved)).mark();
}

void OrderBook::save(ExchangeState& state) const {
  const std::map<Symbol, SymbolBook> sorted(symbols_.begin(), symbols_.end());
  for (const auto& [symbol, book] : sorted) {
    RowWriter row{"symbol"};
    row.text("symbol", symbol.view()).number("last", book.last.units);
    state.push_back(row.number("previous_close", book.previous_close.units).take());
  }
}

void OrderBook::restore(RowReader& row) {
  auto& book = symbols_[Symbol::truncated(row.text("symbol"))];
  book.last = {row.number("last")};
  book.previous_close = {row.number("previous_close")};
}

} // namespace hft::simulated
