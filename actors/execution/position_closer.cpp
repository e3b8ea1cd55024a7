#include "actors/execution/position_closer.hpp"

#include <algorithm>
#include <set>

namespace hft {

Quantity PositionCloser::closable(const Symbol& symbol, Side side, Quantity wanted) const {
  const auto against = [side](Quantity held) { return side == Side::Sell ? held : -held; };
  auto held = against(books_.positions.account_position(symbol));
  if (const auto* difference = books_.reconciliation.difference(symbol))
    held = std::min(held, against(difference->theirs));
  held += books_.positions.held_on(side, symbol); // whose shares hide in the account's sum
  const auto free = held - books_.ledger.leaves(nullptr, symbol, side, {});
  return std::clamp(free, Quantity{}, std::max(wanted, Quantity{}));
}

void PositionCloser::record_missing(const ModelId& model, const Symbol& symbol, Quantity held,
                                    DeskTime at, DeskOutput& out) {
  const auto side = held.units > 0 ? Side::Sell : Side::Buy;
  if (books_.reconciliation.difference(symbol) ||
      books_.ledger.leaves(nullptr, symbol, side, {}).units != 0)
    return;
  const auto there = closable(symbol, side, abs(held));
  if (there == abs(held)) return;
  const auto account = books_.positions.account_position(symbol);
  if (!books_.is_first_told("missing " + model.str() + ' ' + symbol.str())) return;
  books_.record_anomaly(AnomalyKind::Missing,
                        "model " + model.str() + " holds " + to_string(held) + ' ' + symbol.str() +
                          " by its own orders and the account holds " + to_string(account) + ": " +
                          to_string(abs(held) - there) +
                          " of them are missing and are not closed, for that would open a position",
                        at, out);
}

// Without a price of the market the one who sells makes neither profit nor loss.
Price PositionCloser::settlement_price(const OppositeHoldings& holdings,
                                       const Symbol& symbol) const {
  const auto* mark = books_.marks.find(symbol);
  if (const auto price = mark ? mark->price() : std::nullopt) return *price;
  for (const auto& held : books_.positions.report(holdings.seller, books_.marks).positions)
    if (held.symbol == symbol) return held.average_price;
  return {};
}

void PositionCloser::settle_opposites(const Symbol& symbol, const ModelId* only, DeskTime at,
                                      DeskOutput& out) {
  if (books_.ledger.works_for_models(symbol) || books_.waiting.has(symbol)) return;
  while (const auto found = books_.positions.opposite_holdings(symbol, only)) {
    const auto price = settlement_price(*found, symbol);
    const auto& [seller, buyer, quantity] = *found;
    if (!books_.write(at, journal::Settled{symbol, seller, buyer, quantity, price})) return;
    books_.positions.settle(*found, symbol, price);
    for (const auto side : {Side::Sell, Side::Buy}) {
      Fill fill;
      fill.model = side == Side::Sell ? seller : buyer;
      fill.execution_id = ExecutionId::truncated("settled-" + fill.model.str() + '-' +
                                                 std::to_string(at.time.nanoseconds));
      fill.symbol = symbol;
      fill.side = side;
      fill.quantity = quantity;
      fill.price = price;
      fill.model_position = books_.positions.position(fill.model, symbol);
      fill.time = at.time;
      out.facts.emplace_back(fill);
    }
    books_.publish(out,
                   "models " + seller.str() + " and " + buyer.str() + " settled " +
                     to_string(quantity) + ' ' + symbol.str() + " against each other at " +
                     to_string(price) + ": what one held the other owed",
                   true);
  }
}

void PositionCloser::close_symbol(const Symbol& symbol, DeskTime at, DeskOutput& out) {
  settle_opposites(symbol, nullptr, at, out);
  for (const auto& model : books_.positions.models())
    if (!model.empty())
      for (const auto& held : books_.positions.report(model, books_.marks).positions)
        if (held.symbol == symbol && held.quantity.units != 0) close_position(model, held, at, out);
}

// Every position of a model for which nothing is on its way.
void PositionCloser::close_idle(DeskTime at, DeskOutput& out) {
  std::set<Symbol> mixed; // held on both sides, and orders of models still work
  for (const auto& symbol : books_.positions.symbols()) {
    settle_opposites(symbol, nullptr, at, out);
    if (books_.positions.opposite_holdings(symbol)) mixed.insert(symbol);
  }
  for (const auto& model : books_.positions.models()) {
    if (model.empty()) continue; // not ours to close
    for (const auto& held : books_.positions.report(model, books_.marks).positions) {
      const bool working = mixed.contains(held.symbol) || books_.waiting.has(model, held.symbol) ||
                           books_.ledger.works_for(model, held.symbol);
      if (held.quantity.units != 0 && !working) close_position(model, held, at, out);
    }
  }
}

void PositionCloser::close_position(const ModelId& model, const PositionReport& held, DeskTime at,
                                    DeskOutput& out) {
  Order order;
  order.model = model;
  order.symbol = held.symbol;
  order.side = held.quantity.units > 0 ? Side::Sell : Side::Buy;
  record_missing(model, held.symbol, held.quantity, at, out);
  order.quantity = closable(held.symbol, order.side, abs(held.quantity));
  if (order.quantity.units == 0) return;
  order.caused_by = at.time;
  order.client_order_id = books_.next_id(model);
  if (!books_.intend(order, {}, at)) return;
  out.orders.push_back(gate_.approve_closing(order));
}

} // namespace hft
