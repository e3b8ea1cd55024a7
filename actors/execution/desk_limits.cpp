#include "actors/execution/desk.hpp"

#include <algorithm>

// The kill switch: limits of the whole account that stop trading rather than refuse an order.

namespace hft {

std::optional<std::string> Desk::over_daily_loss() const {
  const auto limit = gate_.config().account.daily_loss;
  if (limit.units == 0) return std::nullopt;
  const auto loss = -gate_.profit_today(nullptr, book_, marks_);
  if (loss < static_cast<int128>(limit.units) * units_per_whole) return std::nullopt;
  return "daily loss " + to_cents(saturated_money(loss)) + " is over the account's allowance of " +
         to_cents(limit);
}

void Desk::watch_limits(DeskTime at, DeskOutput& out) {
  if (state_.halted()) return flatten(at, out);
  const auto why = kill_switch_.objection(over_daily_loss(), at.time);
  if (!why) return;
  const bool flat = gate_.config().on_trip == OnTrip::Flatten;
  stop_trading(*why, HaltCause::Asked, at, out);
  write(at, journal::Tripped{flat});
  kill_switch_.trip(flat);
  cancel_working(at, out);
  flatten(at, out);
}

// Once nothing of ours works any more, one market order a position; after a crash on the way what
// is left then is closed.
void Desk::flatten(DeskTime at, DeskOutput& out) {
  if (!kill_switch_.flatten_wanted() || state_.journal_failed() || !ready() || our_working() != 0 ||
      !waiting_.empty())
    return;
  if (!plan_ || !plan_->is_regular(at.time) || !positions_.agrees()) return;
  kill_switch_.on_flattened();
  for (const auto& symbol : book_.symbols()) settle_opposites(symbol, nullptr, at, out);
  for (const auto& model : book_.models())
    if (!model.empty())
      for (const auto& held : book_.report(model, marks_).positions)
        if (held.quantity.units != 0) close_position(model, held, at, out);
  write(at, journal::Flattened{});
}

Quantity Desk::closable(const Symbol& symbol, Side side, Quantity wanted) const {
  const auto against = [side](Quantity held) { return side == Side::Sell ? held : -held; };
  auto held = against(book_.account_position(symbol));
  if (const auto* difference = positions_.difference(symbol))
    held = std::min(held, against(difference->theirs));
  held += book_.held_on(side, symbol); // whose shares hide in the account's sum
  const auto free = held - ledger_.leaves(nullptr, symbol, side, {});
  return std::clamp(free, Quantity{}, std::max(wanted, Quantity{}));
}

void Desk::record_missing(const ModelId& model, const Symbol& symbol, Quantity held, DeskTime at,
                          DeskOutput& out) {
  const auto side = held.units > 0 ? Side::Sell : Side::Buy;
  if (positions_.difference(symbol) || ledger_.leaves(nullptr, symbol, side, {}).units != 0) return;
  const auto there = closable(symbol, side, abs(held));
  if (there == abs(held)) return;
  const auto account = book_.account_position(symbol);
  if (!is_first_told("missing " + model.str() + ' ' + symbol.str())) return;
  record_anomaly(AnomalyKind::Missing,
                 "model " + model.str() + " holds " + to_string(held) + ' ' + symbol.str() +
                   " by its own orders and the account holds " + to_string(account) + ": " +
                   to_string(abs(held) - there) +
                   " of them are missing and are not closed, for that would open a position",
                 at, out);
}

std::optional<std::string> Desk::closing_objection(DeskTime at) const {
  if (auto why = state_.closing_objection()) return why;
  if (!plan_ || !plan_->is_regular(at.time)) return "the market is not open";
  return std::nullopt;
}

// Without a price of the market the one who sells makes neither profit nor loss.
Price Desk::settlement_price(const OppositeHoldings& holdings, const Symbol& symbol) const {
  const auto* mark = marks_.find(symbol);
  if (const auto price = mark ? mark->price() : std::nullopt) return *price;
  for (const auto& held : book_.report(holdings.seller, marks_).positions)
    if (held.symbol == symbol) return held.average_price;
  return {};
}

void Desk::settle_opposites(const Symbol& symbol, const ModelId* only, DeskTime at,
                            DeskOutput& out) {
  if (ledger_.works_for_models(symbol) || waiting_.has(symbol)) return;
  while (const auto found = book_.opposite_holdings(symbol, only)) {
    const auto price = settlement_price(*found, symbol);
    const auto& [seller, buyer, quantity] = *found;
    if (!write(at, journal::Settled{symbol, seller, buyer, quantity, price})) return;
    book_.settle(*found, symbol, price);
    for (const auto side : {Side::Sell, Side::Buy}) {
      Fill fill;
      fill.model = side == Side::Sell ? seller : buyer;
      fill.execution_id = ExecutionId::truncated("settled-" + fill.model.str() + '-' +
                                                 std::to_string(at.time.nanoseconds));
      fill.symbol = symbol;
      fill.side = side;
      fill.quantity = quantity;
      fill.price = price;
      fill.model_position = book_.position(fill.model, symbol);
      fill.time = at.time;
      out.facts.emplace_back(fill);
    }
    tell(out,
         "models " + seller.str() + " and " + buyer.str() + " settled " + to_string(quantity) +
           ' ' + symbol.str() + " against each other at " + to_string(price) +
           ": what one held the other owed",
         true);
  }
}

void Desk::close_symbol(const Symbol& symbol, DeskTime at, DeskOutput& out) {
  settle_opposites(symbol, nullptr, at, out);
  for (const auto& model : book_.models())
    if (!model.empty())
      for (const auto& held : book_.report(model, marks_).positions)
        if (held.symbol == symbol && held.quantity.units != 0) close_position(model, held, at, out);
}

void Desk::flatten_all(DeskTime at, DeskOutput& out) {
  stop_trading("an operator flattens the account", HaltCause::Asked, at, out);
  write(at, journal::Tripped{true});
  kill_switch_.trip(true);
  cancel_working(at, out);
  flatten(at, out);
}

void Desk::close_position(const ModelId& model, const PositionReport& held, DeskTime at,
                          DeskOutput& out) {
  Order order;
  order.model = model;
  order.symbol = held.symbol;
  order.side = held.quantity.units > 0 ? Side::Sell : Side::Buy;
  record_missing(model, held.symbol, held.quantity, at, out);
  order.quantity = closable(held.symbol, order.side, abs(held.quantity));
  if (order.quantity.units == 0) return;
  order.caused_by = at.time;
  order.client_order_id = next_id(model);
  if (!intend(order, {}, at)) return;
  out.orders.push_back(gate_.approve_closing(order));
}

// What the day's losses count from, so that a restart counts from there too.
void Desk::record_day(DeskTime at) {
  write(at, journal::DayBegan{{}, true, saturated_money(gate_.profit_at_start(nullptr))});
  for (const auto& model : book_.models())
    write(at, journal::DayBegan{model, false, saturated_money(gate_.profit_at_start(&model))});
}

} // namespace hft
