#pragma once

#include "adapters/report/run_record.hpp"

#include <concepts>
#include <type_traits>

namespace hft::report {

/// The fields of everything in a run's file, once: writing and reading both go over these lists.
/// `a(name, field)` is called for each, in the order of the columns. Inside this folder only.
template <class T, class U>
concept Is = std::same_as<std::remove_cvref_t<T>, U>;

template <class A>
void fields(A& a, Is<RunHead> auto& x) {
  a("id", x.id);
  a("kind", x.kind);
  a("code", x.code);
  a("data", x.data);
  a("profile", x.profile);
  a("fees", x.fees);
  a("feed", x.feed);
  a("from", x.from);
  a("to", x.to);
  a("cash", x.cash);
  a("made", x.made);
  a("trials", x.trials);
}

template <class A>
void fields(A& a, Is<Remark> auto& x) {
  a("name", x.name);
  a("value", x.value);
}

template <class A>
void fields(A& a, Is<Parameter> auto& x) {
  a("model", x.model);
  a("name", x.name);
  a("value", x.value);
}

template <class A>
void fields(A& a, Is<RunSession> auto& x) {
  a("date", x.date);
  a("open", x.open);
  a("close", x.close);
  a("early_close", x.early_close);
}

template <class A>
void fields(A& a, Is<RunModel> auto& x) {
  a("id", x.id);
  a("name", x.name);
  a("ticks", x.ticks);
  a("signals", x.signals);
  a("orders", x.orders);
  a("fills", x.fills);
  a("refused", x.refused);
  a("realized", x.realized);
  a("unrealized", x.unrealized);
  a("fees", x.fees);
}

template <class A>
void fields(A& a, Is<EquityClose> auto& x) {
  a("model", x.model);
  a("date", x.date);
  a("equity", x.equity);
  a("long_value", x.long_value);
  a("short_value", x.short_value);
  a("flow", x.flow);
}

template <class A>
void fields(A& a, Is<EquityMark> auto& x) {
  a("at", x.at);
  a("equity", x.equity);
  a("long_value", x.long_value);
  a("short_value", x.short_value);
}

template <class A>
void fields(A& a, Is<HeldBefore> auto& x) {
  a("model", x.model);
  a("symbol", x.symbol);
  a("quantity", x.quantity);
  a("price", x.price);
}

template <class A>
void fields(A& a, Is<RunSplit> auto& x) {
  a("at", x.at);
  a("symbol", x.symbol);
  a("from", x.from);
  a("to", x.to);
}

template <class A>
void fields(A& a, Is<RunOrder> auto& x) {
  a("id", x.id);
  a("model", x.model);
  a("symbol", x.symbol);
  a("side", x.side);
  a("type", x.type);
  a("quantity", x.quantity);
  a("limit", x.limit);
  a("decision_price", x.decision_price);
  a("decided", x.decided);
  a("sent", x.sent);
  a("ended", x.ended);
  a("state", x.state);
  a("filled", x.filled);
  a("extended_hours", x.extended_hours);
}

template <class A>
void fields(A& a, Is<RunFill> auto& x) {
  a("id", x.id);
  a("order", x.order);
  a("model", x.model);
  a("symbol", x.symbol);
  a("side", x.side);
  a("at", x.at);
  a("price", x.price);
  a("quantity", x.quantity);
  a("fee", x.fee);
  a("bid", x.bid);
  a("ask", x.ask);
  a("data_at", x.data_at);
  a("after_1s", x.markouts[0]);
  a("after_10s", x.markouts[1]);
  a("after_1min", x.markouts[2]);
  a("after_5min", x.markouts[3]);
}

template <class A>
void fields(A& a, Is<RunRefusal> auto& x) {
  a("model", x.model);
  a("limit", x.limit);
  a("count", x.count);
}

template <class A>
void fields(A& a, Is<RunBar> auto& x) {
  a("symbol", x.symbol);
  a("at", x.at);
  a("span", x.span);
  a("open", x.open);
  a("high", x.high);
  a("low", x.low);
  a("close", x.close);
  a("volume", x.volume);
}

template <class A>
void fields(A& a, Is<DataWarning> auto& x) {
  a("kind", x.kind);
  a("symbol", x.symbol);
  a("date", x.date);
  a("count", x.count);
  a("sentence", x.sentence);
}

template <class A>
void fields(A& a, Is<RunLatency> auto& x) {
  a("p50", x.p50);
  a("p99", x.p99);
  a("p999", x.p999);
  a("max", x.max);
}

template <class A>
void fields(A& a, Is<BenchmarkClose> auto& x) {
  a("date", x.date);
  a("close", x.close);
}

template <class A>
void fields(A& a, Is<Rerun> auto& x) {
  a("kind", x.kind);
  a("value", x.value);
  a("profit", x.profit);
  a("fills", x.fills);
}

template <class A>
void fields(A& a, Is<RunIncident> auto& x) {
  a("at", x.at);
  a("sentence", x.sentence);
}

template <class A>
void fields(A& a, Is<RunNote> auto& x) {
  a("at", x.at);
  a("model", x.model);
  a("plot", x.plot);
  a("value", x.value);
  a("text", x.text);
}

/// The parts of the file: one head, then tables.
template <class A>
void fields(A& a, Is<RunRecord> auto& x) {
  a("run", x.run);
  a("remarks", x.remarks);
  a("parameters", x.parameters);
  a("sessions", x.sessions);
  a("models", x.models);
  a("closes", x.closes);
  a("marks", x.marks);
  a("held_before", x.held_before);
  a("splits", x.splits);
  a("orders", x.orders);
  a("fills", x.fills);
  a("refusals", x.refusals);
  a("bars", x.bars);
  a("warnings", x.warnings);
  a("latency", x.latency);
  a("benchmark", x.benchmark);
  a("benchmark_closes", x.benchmark_closes);
  a("reruns", x.reruns);
  a("incidents", x.incidents);
  a("notes", x.notes);
}

} // namespace hft::report
