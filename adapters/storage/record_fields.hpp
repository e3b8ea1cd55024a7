#pragma once

#include "adapters/order_journal.hpp"

#include <concepts>
#include <type_traits>

namespace hft::storage {

/// The fields of everything the journal holds, once: writing, reading, text and JSON all go over
/// these lists. `a(name, field)` is called for each, in the order in which they lie in the file.
/// Adding a field at the end of a record's list is a new format version.
template <class T, class U>
concept Is = std::same_as<std::remove_cvref_t<T>, U>;

template <class A>
void fields(A& a, Is<Order> auto& x) {
  a("client_order_id", x.client_order_id);
  a("model", x.model);
  a("reference", x.reference);
  a("symbol", x.symbol);
  a("side", x.side);
  a("quantity", x.quantity);
  a("type", x.type);
  a("time_in_force", x.time_in_force);
  a("limit_price", x.limit_price);
  a("stop_price", x.stop_price);
  a("extended_hours", x.extended_hours);
  a("caused_by", x.caused_by);
  a("received", x.received);
}

template <class A>
void fields(A& a, Is<OrderTerms> auto& x) {
  a("trail", x.trail);
  a("trail_percent", x.trail_percent);
  a("notional", x.notional);
  a("contingency", x.contingency);
  a("take_profit", x.take_profit);
  a("stop_loss", x.stop_loss);
  a("stop_loss_limit", x.stop_loss_limit);
  a("take_profit_reference", x.take_profit_reference);
  a("stop_loss_reference", x.stop_loss_reference);
}

template <class A>
void fields(A& a, Is<BrokerOrder> auto& x) {
  a("id", x.id);
  a("client_order_id", x.client_order_id);
  a("symbol", x.symbol);
  a("side", x.side);
  a("type", x.type);
  a("time_in_force", x.time_in_force);
  a("state", x.state);
  a("status", x.status);
  a("quantity", x.quantity);
  a("filled", x.filled);
  a("average_price", x.average_price);
  a("limit_price", x.limit_price);
  a("stop_price", x.stop_price);
  a("replaced_by", x.replaced_by);
  a("replaces", x.replaces);
  a("created", x.created);
  a("updated", x.updated);
  a("submitted", x.submitted);
  a("extended_hours", x.extended_hours);
}

template <class A>
void fields(A& a, Is<Execution> auto& x) {
  a("id", x.id);
  a("price", x.price);
  a("quantity", x.quantity);
  a("position", x.position);
}

template <class A>
void fields(A& a, Is<OrderEvent> auto& x) {
  a("event", x.kind);
  a("name", x.name);
  a("order", x.order);
  a("execution", x.execution);
  a("time", x.time);
  a("reason", x.reason);
}

template <class A>
void fields(A& a, Is<OrderAnswered> auto& x) {
  a("request", x.request);
  a("answer", x.kind);
  a("client_order_id", x.client_order_id);
  a("order", x.order);
  a("http_status", x.http_status);
  a("sentence", x.sentence);
  a("written", x.written);
  a("answered", x.answered);
}

template <class A>
void fields(A& a, Is<BrokerFill> auto& x) {
  a("execution", x.execution);
  a("order_id", x.order_id);
  a("client_order_id", x.client_order_id);
  a("symbol", x.symbol);
  a("side", x.side);
  a("time", x.time);
  a("cumulative", x.cumulative);
}

template <class A>
void fields(A& a, Is<BrokerPosition> auto& x) {
  a("symbol", x.symbol);
  a("quantity", x.quantity);
  a("average_entry", x.average_entry);
  a("current", x.current);
}

template <class A>
void fields(A& a, Is<OrderRefused> auto& x) {
  a("model", x.model);
  a("reference", x.reference);
  a("symbol", x.symbol);
  a("side", x.side);
  a("quantity", x.quantity);
  a("refusal", x.refusal);
  a("sentence", x.sentence);
  a("caused_by", x.caused_by);
}

template <class A>
void fields(A& a, Is<PositionAdjustment> auto& x) {
  a("activities", x.activities);
  a("kind", x.kind);
  a("symbol", x.symbol);
  a("new_symbol", x.new_symbol);
  a("before", x.before);
  a("after", x.after);
  a("old_shares", x.old_shares);
  a("new_shares", x.new_shares);
  a("fraction", x.fraction);
  a("cash", x.cash);
  a("price", x.price);
  a("time", x.time);
  a("sentence", x.sentence);
}

template <class A>
void fields(A& a, Is<journal::Started> auto& x) {
  a("account", x.account);
  a("date", x.date);
  a("program", x.program);
}
template <class A>
void fields(A& a, Is<journal::Intent> auto& x) {
  a("order", x.order);
  a("replaces", x.replaces);
}
template <class A>
void fields(A& a, Is<journal::Sent> auto& x) {
  a("client_order_id", x.id);
}
template <class A>
void fields(A& a, Is<journal::CancelSent> auto& x) {
  a("client_order_id", x.id);
}
template <class A>
void fields(A& a, Is<journal::Answered> auto& x) {
  fields(a, x.answer);
}
template <class A>
void fields(A& a, Is<journal::Happened> auto& x) {
  fields(a, x.event);
}
template <class A>
void fields(A& a, Is<journal::Described> auto& x) {
  a("order", x.order);
}
template <class A>
void fields(A& a, Is<journal::Filled> auto& x) {
  fields(a, x.fill);
}
template <class A>
void fields(A& a, Is<journal::Absent> auto& x) {
  a("client_order_id", x.id);
}
template <class A>
void fields(A& a, Is<journal::Refused> auto& x) {
  fields(a, x.refused);
}
template <class A>
void fields(A& a, Is<journal::Halted> auto& x) {
  a("reason", x.reason);
  a("books_disagree", x.books_disagree);
}
template <class A>
void fields(A& a, Is<journal::Resumed> auto& x) {
  a("by", x.by);
}
template <class A>
void fields(A& a, Is<journal::Baseline> auto& x) {
  fields(a, x.position);
}
template <class A>
void fields(A& a, Is<journal::Inherited> auto& x) {
  a("order", x.order);
}
template <class A>
void fields(A& a, Is<journal::Reconciled> auto& x) {
  a("watermark", x.watermark);
  a("orders_open", x.orders_open);
  a("positions", x.positions);
}
template <class A>
void fields(A& a, Is<journal::Noted> auto& x) {
  a("sentence", x.sentence);
}
template <class A>
void fields(A& a, Is<journal::Closed> auto& x) {
  a("reason", x.reason);
}
template <class A>
void fields(A& a, Is<journal::DayBegan> auto& x) {
  a("model", x.model);
  a("account", x.account);
  a("profit", x.profit);
}
template <class A>
void fields(A& a, Is<journal::Tripped> auto& x) {
  a("flatten", x.flatten);
}
template <class A>
void fields(A&, Is<journal::Flattened> auto&) {}
template <class A>
void fields(A& a, Is<journal::Waiting> auto& x) {
  a("order", x.order);
  a("after", x.after);
}
template <class A>
void fields(A& a, Is<journal::Dropped> auto& x) {
  a("client_order_id", x.id);
  a("reason", x.reason);
}
template <class A>
void fields(A& a, Is<journal::Adjusted> auto& x) {
  fields(a, x.adjustment);
}
template <class A>
void fields(A& a, Is<journal::ActivityPassed> auto& x) {
  a("activity", x.id);
}
template <class A>
void fields(A& a, Is<journal::ActionsTold> auto& x) {
  a("model", x.model);
}
template <class A>
void fields(A& a, Is<journal::Settled> auto& x) {
  a("symbol", x.symbol);
  a("seller", x.seller);
  a("buyer", x.buyer);
  a("quantity", x.quantity);
  a("price", x.price);
}
template <class A>
void fields(A& a, Is<journal::Terms> auto& x) {
  a("client_order_id", x.id);
  fields(a, x.terms);
}
template <class A>
void fields(A& a, Is<journal::LegLearnt> auto& x) {
  a("parent", x.parent);
  a("order", x.order);
}

} // namespace hft::storage
