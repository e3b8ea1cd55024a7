#include "actors/execution/desk.hpp"

#include <algorithm>

namespace hft {

namespace {

OrderReport report_of(const LedgerEntry& entry) {
  return {entry.order,    entry.broker_id,       entry.state,
          entry.filled(), entry.average_price(), std::max(entry.updated, entry.sent)};
}

} // namespace

DeskStatus Desk::status() const {
  DeskStatus status;
  status.date = date_;
  status.ready = ready();
  status.halted = state_.halted() || state_.blocked();
  status.halt_reason =
    state_.phase() == TradingPhase::Blocked ? state_.standstill()->sentence : state_.halt_reason();
  status.orders_open = ledger_.working();
  status.orders_unknown = ledger_.unknown();
  std::map<ModelId, ModelBook> books;
  for (const auto& model : book_.models()) {
    auto& book = books[model] = book_.report(model, marks_);
    book.realized_today = counts_.realized_today(model, book.realized);
  }
  for (const auto& [model, counts] : counts_.models()) {
    books[model].id = model;
    books[model].counts = counts;
  }
  for (auto& [model, book] : books) status.models.push_back(std::move(book));
  status.positions = book_.report(marks_);
  status.latency = latency_.report();
  status.refusals = counts_.refusals();
  return status;
}

DeskVitals Desk::vitals() const {
  constexpr std::size_t most_marks = 64;
  DeskVitals vitals;
  vitals.stream_up = state_.stream_up();
  vitals.books_agreed = agreed_;
  marks_.each_symbol(most_marks, [&](const Symbol& symbol) {
    const auto* mark = marks_.find(symbol);
    if (const auto price = mark->price()) vitals.marks.push_back({symbol, *price, mark->time});
  });
  std::sort(vitals.marks.begin(), vitals.marks.end(),
            [](const auto& a, const auto& b) { return a.symbol < b.symbol; });
  vitals.latencies[static_cast<std::size_t>(Stage::Order)] = latency_.counts();
  vitals.latencies[static_cast<std::size_t>(Stage::Answer)] = answers_.counts();
  return vitals;
}

InstanceBook Desk::standing(const ModelId& model) const {
  InstanceBook standing;
  for (const auto& held : book_.report(model, marks_).positions)
    if (held.quantity != Quantity{}) {
      standing.positions[held.symbol] = held.quantity;
      standing.average_prices[held.symbol] = held.average_price;
    }
  for (const auto* entry : ledger_.working_orders()) {
    const auto& order = entry->order;
    if (order.model != model) continue;
    const auto* rest = waiting_.behind(order.client_order_id); // one order to its model
    const auto leaves = entry->leaves() + (rest ? rest->order.quantity : Quantity{});
    standing.orders.push_back({order.reference, order.symbol, order.side, leaves, order.limit_price,
                               order.type, order.stop_price, order.leg});
  }
  for (const auto& waiting : waiting_.all()) {
    const auto& order = waiting.order;
    const auto* leg = ledger_.find(waiting.after);
    if (order.model == model && (!leg || leg->ended()))
      standing.orders.push_back({order.reference, order.symbol, order.side, order.quantity,
                                 order.limit_price, order.type, order.stop_price, order.leg});
  }
  return standing;
}

OrdersReport Desk::orders() const {
  OrdersReport report;
  for (const auto* entry : ledger_.working_orders()) report.orders.push_back(report_of(*entry));
  for (const auto& waiting : waiting_.all())
    report.orders.push_back({waiting.order, {}, OrderState::Intended, {}, {}, {}});
  for (const auto* entry : ledger_.ended_orders(config_.recent_orders))
    report.orders.push_back(report_of(*entry));
  return report;
}

} // namespace hft
