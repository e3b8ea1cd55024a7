#include "app/research/execution_quality.hpp"

#include "messages/new_york.hpp"

#include <map>
#include <string>

namespace hft::research {

namespace {

using Orders = std::map<std::string, const report::RunOrder*>;

Orders orders_of(const report::RunRecord& record) {
  Orders orders;
  for (const auto& order : record.orders) orders[order.id] = &order;
  return orders;
}

const report::RunOrder* order_of(const Orders& orders, const report::RunFill& fill) {
  const auto found = orders.find(fill.order);
  return found == orders.end() ? nullptr : found->second;
}

/// What `quantity` costs more at `paid` than at `fair`.
Money cost(Side side, Quantity quantity, Price paid, Price fair) {
  return side == Side::Buy ? notional(paid - fair, quantity) : notional(fair - paid, quantity);
}

struct Sessions {
  explicit Sessions(const report::RunRecord& record) {
    for (const auto& session : record.sessions) by_date[session.date] = &session;
  }
  bool regular(Timestamp at) const {
    const auto found = by_date.find(new_york_date(at));
    return found != by_date.end() && at >= found->second->open && at < found->second->close;
  }
  std::map<Date, const report::RunSession*> by_date;
};

} // namespace

std::optional<Price> middle_of(const report::RunFill& fill) {
  if (!fill.bid || !fill.ask) return std::nullopt;
  return Price{fill.bid->units + (fill.ask->units - fill.bid->units) / 2};
}

ExecutionFigures execution_figures(const report::RunRecord& record) {
  ExecutionFigures figures;
  const auto orders = orders_of(record);
  const Sessions sessions{record};
  std::array<double, report::markout_delays.size()> weights{};
  double slippage_weight = 0;
  double slippage = 0;
  for (const auto& fill : record.fills) {
    const auto* order = order_of(orders, fill);
    const double value = to_double(notional(fill.price, fill.quantity));
    figures.traded += value;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (!fill.markouts[i]) continue;
      auto& markout = figures.markouts[i];
      ++markout.fills;
      weights[i] += value;
      markout.money += cost(fill.side, fill.quantity, *fill.markouts[i], fill.price);
    }
    if (order != nullptr && order->decision_price) {
      const double fair = to_double(notional(*order->decision_price, fill.quantity));
      slippage_weight += fair;
      slippage += to_double(cost(fill.side, fill.quantity, fill.price, *order->decision_price));
    }
    if (fill.data_at && fill.at - *fill.data_at > stale_after) ++figures.stale;
    if (!sessions.regular(fill.at)) {
      ++figures.outside_hours;
      if (order == nullptr || !order->extended_hours) ++figures.unwished;
    }
  }
  for (std::size_t i = 0; i < weights.size(); ++i) {
    auto& markout = figures.markouts[i];
    if (weights[i] > 0) markout.basis_points = to_double(markout.money) / weights[i] * 1e4;
  }
  if (slippage_weight > 0) figures.slippage = slippage / slippage_weight * 1e4;
  double parts = 0;
  double ended = 0;
  for (const auto& order : record.orders) {
    if (!is_terminal(order.state) || order.quantity.units <= 0) continue;
    parts += to_double(order.filled) / to_double(order.quantity);
    ++ended;
  }
  if (ended > 0) figures.fill_ratio = parts / ended;
  return figures;
}

CostWaterfall cost_waterfall(const report::RunRecord& record, Money net, Money fees) {
  CostWaterfall waterfall;
  const auto orders = orders_of(record);
  for (const auto& fill : record.fills) {
    const auto middle = middle_of(fill);
    const auto* order = order_of(orders, fill);
    if (middle) waterfall.spread += cost(fill.side, fill.quantity, fill.price, *middle);
    const bool decided = order != nullptr && order->decision_price;
    if (middle && decided)
      waterfall.slippage += cost(fill.side, fill.quantity, *middle, *order->decision_price);
    else if (decided)
      waterfall.slippage += cost(fill.side, fill.quantity, fill.price, *order->decision_price);
    if (!middle || !decided) ++waterfall.unpriced;
  }
  waterfall.fees = fees;
  waterfall.net = net;
  waterfall.gross = net + waterfall.fees + waterfall.spread + waterfall.slippage;
  return waterfall;
}

} // namespace hft::research
