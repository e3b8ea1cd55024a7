#include "adapters/report/run_record.hpp"

#include <map>
#include <set>
#include <utility>

namespace hft::report {

namespace {

std::string row_of(const char* table, std::size_t index) {
  return std::string{table} + ", row " + std::to_string(index + 1) + ": ";
}

/// The first row whose `key` is before that of the row above it, or the same where rows are single.
template <class Rows, class Key>
std::string order_fault(const char* table, const Rows& rows, bool single, Key key) {
  for (std::size_t i = 1; i < rows.size(); ++i)
    if (key(rows[i]) < key(rows[i - 1]) || (single && key(rows[i]) == key(rows[i - 1])))
      return row_of(table, i) + "it is not after the row above it";
  return {};
}

std::string session_fault(const RunRecord& record) {
  for (std::size_t i = 0; i < record.sessions.size(); ++i)
    if (record.sessions[i].close <= record.sessions[i].open)
      return row_of("sessions", i) + "it closes before it opens";
  return order_fault("sessions", record.sessions, true, [](const RunSession& x) { return x.date; });
}

std::string close_fault(const RunRecord& record, const std::set<std::string>& models) {
  std::set<Date> dates;
  for (const auto& session : record.sessions) dates.insert(session.date);
  std::set<std::pair<std::string, Date>> seen;
  for (std::size_t i = 0; i < record.closes.size(); ++i) {
    const auto& close = record.closes[i];
    if (!dates.contains(close.date)) return row_of("closes", i) + "no session has its date";
    if (!models.contains(close.model))
      return row_of("closes", i) + "there is no model " + close.model;
    if (close.long_value.units < 0 || close.short_value.units < 0)
      return row_of("closes", i) + "a value held is negative";
    if (!seen.emplace(close.model, close.date).second)
      return row_of("closes", i) + "its model has a close on that date already";
  }
  return order_fault("closes", record.closes, false, [](const EquityClose& x) { return x.date; });
}

std::string mark_fault(const RunRecord& record) {
  for (std::size_t i = 0; i < record.marks.size(); ++i)
    if (record.marks[i].long_value.units < 0 || record.marks[i].short_value.units < 0)
      return row_of("marks", i) + "a value held is negative";
  return order_fault("marks", record.marks, false, [](const EquityMark& x) { return x.at; });
}

std::string order_row_fault(const RunRecord& record, const std::set<std::string>& models,
                            std::set<std::string>& ids) {
  for (std::size_t i = 0; i < record.orders.size(); ++i) {
    const auto& order = record.orders[i];
    if (order.id.empty() || !ids.insert(order.id).second)
      return row_of("orders", i) + "its id is empty or not its own";
    if (!models.contains(order.model))
      return row_of("orders", i) + "there is no model " + order.model;
    if (order.quantity.units < 0 || order.filled.units < 0)
      return row_of("orders", i) + "a quantity is negative";
    if ((order.limit && order.limit->units <= 0) ||
        (order.decision_price && order.decision_price->units <= 0))
      return row_of("orders", i) + "a price is not positive";
  }
  return {};
}

std::string fill_fault(const RunRecord& record, const std::set<std::string>& models,
                       const std::set<std::string>& orders) {
  for (std::size_t i = 0; i < record.fills.size(); ++i) {
    const auto& fill = record.fills[i];
    if (!models.contains(fill.model)) return row_of("fills", i) + "there is no model " + fill.model;
    if (!fill.order.empty() && !orders.contains(fill.order))
      return row_of("fills", i) + "there is no order " + fill.order;
    if (fill.quantity.units <= 0) return row_of("fills", i) + "the quantity is not positive";
    if (fill.price.units <= 0) return row_of("fills", i) + "the price is not positive";
    if ((fill.bid && fill.bid->units <= 0) || (fill.ask && fill.ask->units <= 0))
      return row_of("fills", i) + "a side of the quote is not positive";
    for (const auto& later : fill.markouts)
      if (later && later->units <= 0) return row_of("fills", i) + "a later price is not positive";
  }
  return order_fault("fills", record.fills, false, [](const RunFill& x) { return x.at; });
}

std::string bar_fault(const RunRecord& record) {
  std::map<Symbol, Timestamp> ends;
  for (std::size_t i = 0; i < record.bars.size(); ++i) {
    const auto& bar = record.bars[i];
    if (bar.span.count() <= 0) return row_of("bars", i) + "its span is not positive";
    if (bar.low.units <= 0 || bar.low > bar.open || bar.low > bar.close || bar.high < bar.open ||
        bar.high < bar.close)
      return row_of("bars", i) + "low, open, close and high contradict each other";
    const auto end = ends.find(bar.symbol);
    if (end != ends.end() && bar.at < end->second)
      return row_of("bars", i) + "it begins before the bar above it ends";
    ends[bar.symbol] = bar.at + bar.span;
  }
  return {};
}

std::string rest_fault(const RunRecord& record) {
  if (record.run.to < record.run.from) return "run: it ends before it begins";
  if (record.run.cash.units < 0) return "run: cash is negative";
  for (std::size_t i = 0; i < record.held_before.size(); ++i)
    if (record.held_before[i].quantity.units == 0 || record.held_before[i].price.units <= 0)
      return row_of("held_before", i) + "a quantity is zero or a price not positive";
  for (std::size_t i = 0; i < record.splits.size(); ++i)
    if (record.splits[i].from.units <= 0 || record.splits[i].to.units <= 0)
      return row_of("splits", i) + "a number of shares is not positive";
  for (std::size_t i = 0; i < record.benchmark_closes.size(); ++i)
    if (record.benchmark_closes[i].close.units <= 0)
      return row_of("benchmark_closes", i) + "the price is not positive";
  return order_fault("benchmark_closes", record.benchmark_closes, true,
                     [](const BenchmarkClose& x) { return x.date; });
}

} // namespace

std::string_view to_string(RunKind kind) {
  switch (kind) {
    case RunKind::Backtest: return "backtest";
    case RunKind::Simulated: return "simulated";
    case RunKind::Live: return "live";
  }
  return "?";
}

std::string_view to_string(Rerun::Kind kind) {
  switch (kind) {
    case Rerun::Kind::Delay: return "delay";
    case Rerun::Kind::Fees: return "fees";
    case Rerun::Kind::Size: return "size";
  }
  return "?";
}

std::string fault_of(const RunRecord& record) {
  std::set<std::string> models{""};
  for (std::size_t i = 0; i < record.models.size(); ++i)
    if (record.models[i].id.empty() || !models.insert(record.models[i].id).second)
      return row_of("models", i) + "its id is empty or not its own";
  std::set<std::string> orders;
  for (const auto& fault :
       {session_fault(record), close_fault(record, models), mark_fault(record),
        order_row_fault(record, models, orders), fill_fault(record, models, orders),
        bar_fault(record), rest_fault(record)})
    if (!fault.empty()) return fault;
  return {};
}

} // namespace hft::report
