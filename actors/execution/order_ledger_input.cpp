#include "actors/execution/order_ledger.hpp"

#include "actors/execution/order_states.hpp"

#include <algorithm>
#include <utility>

namespace hft {

namespace {

std::string name_of(const LedgerEntry& entry) {
  return entry.order.client_order_id.str();
}

/// The successor of an order that was partly filled is for what that had left, and an exit for what
/// the other one left it.
void take_quantity(LedgerEntry& entry, const BrokerOrder& order) {
  auto& ours = entry.order.quantity;
  const bool told = order.quantity.units > 0;
  const bool follows = !entry.replaces.empty() || entry.order.leg != Leg::None;
  if (ours.units == 0 || (told && follows && order.quantity < ours)) ours = order.quantity;
}

} // namespace

void OrderLedger::on_answer(const OrderAnswered& answer, LedgerFacts& out) {
  if (auto* entry = named(answer.client_order_id)) {
    if (answer.request == OrderRequest::Cancel)
      answered_cancel(*entry, answer);
    else
      answered_submit(*entry, answer, out);
  }
  if (!answer.order) return;
  auto& entry = *entry_of(*answer.order, Trust::Told, &out);
  settle(entry, *answer.order, out);
}

// A submission, or the successor of a replacement: both are known by the new order's id.
void OrderLedger::answered_submit(LedgerEntry& entry, const OrderAnswered& answer,
                                  LedgerFacts& out) {
  const bool open_question =
    entry.state == OrderState::Intended || entry.state == OrderState::Unknown;
  if (!open_question || answer.order) return; // events came first, or the answer describes it
  if (answer.kind != AnswerKind::Refused)
    entry.state = OrderState::Unknown;
  else if (entry.sent.nanoseconds == 0)
    refuse_unsent(entry, answer.sentence, out);
  else
    infer_end(entry, answer.sentence, out);
}

void OrderLedger::answered_cancel(LedgerEntry& entry, const OrderAnswered& answer) {
  if (answer.kind == AnswerKind::Taken) {
    if (moves(entry.state, OrderState::PendingCancel, false))
      entry.state = OrderState::PendingCancel;
  } else {
    entry.cancel_wanted = false; // what it is now, the next look tells
  }
}

// The successor of an order that the broker says is replaced: under our id for it.
LedgerEntry* OrderLedger::successor_of(const LedgerEntry& entry) const {
  const auto found = by_reference_.find(reference_key(entry.order.model, entry.order.reference));
  if (found == by_reference_.end()) return nullptr;
  for (auto* other : found->second)
    if (other->replaces == entry.order.client_order_id && other->broker_id.empty()) return other;
  return nullptr;
}

void OrderLedger::on_event(const OrderEvent& event, LedgerFacts& out) {
  auto& entry = *entry_of(event.order, Trust::Told, &out);
  const auto state = state_after(event);
  revive(entry, state, event.order.filled, out);
  take_quantity(entry, event.order); // before the fills that count down from it
  if (event.execution) execute(entry, *event.execution, event.order.filled, event.time, out);
  if (event.kind == OrderEventKind::CancelRejected) entry.cancel_wanted = false;
  auto described = event.order;
  described.state = state;
  described.updated = std::max(described.updated, event.time);
  settle(entry, described, out);
}

bool OrderLedger::on_description(const BrokerOrder& order, LedgerFacts& out, Timestamp asked) {
  const auto before = out.size();
  const auto* known = named(order.client_order_id);
  const bool nameless = known && known->broker_id.empty();
  auto& entry = *entry_of(order, Trust::Asked, &out);
  const bool named_now = nameless && &entry == known && !entry.broker_id.empty();
  const bool works = see_canceling(entry, order, asked);
  return settle(entry, order, out) || named_now || works || out.size() != before;
}

// A cancel that the broker took and that came to nothing while nobody listened: its books, asked
// after it, show the order working as if there had been none.
bool OrderLedger::see_canceling(LedgerEntry& entry, const BrokerOrder& order, Timestamp asked) {
  const bool told_of_it = order.state == OrderState::PendingCancel || is_terminal(order.state);
  if (!entry.cancel_wanted || told_of_it || order.state == OrderState::Other) return false;
  if (asked <= entry.cancel_sent || order.updated < entry.updated) return false;
  entry.cancel_wanted = false;
  if (entry.state == OrderState::PendingCancel) entry.state = order.state;
  return true;
}

bool OrderLedger::on_fill(const BrokerFill& fill, LedgerFacts& out) {
  BrokerOrder order; // what an activity says about its order
  order.id = fill.order_id;
  order.client_order_id = fill.client_order_id;
  order.symbol = fill.symbol;
  order.side = fill.side;
  const auto before = out.size();
  auto& entry = *entry_of(order, Trust::Asked, &out);
  if (out.size() != before && entry.order.model.empty()) {
    // Adopted: all we shall ever hear of it, unless the broker lists it.
    if (!entry.ended()) ended_.push_front(&entry);
    entry.state = OrderState::Filled;
    entry.updated = fill.time;
    refresh_working(entry);
  }
  revive(entry, OrderState::Other, fill.execution.quantity, out);
  const bool executed = execute(entry, fill.execution, fill.cumulative, fill.time, out);
  return executed || out.size() != before;
}

void OrderLedger::on_absent(const ClientOrderId& id, Timestamp at, LedgerFacts& out) {
  auto* entry = named(id);
  const bool open_question =
    entry && (entry->state == OrderState::Intended || entry->state == OrderState::Unknown);
  if (!open_question || !entry->broker_id.empty()) return;
  entry->state = OrderState::Rejected;
  entry->inferred_end = true;
  end(*entry, at, out);
  refresh_working(*entry);
}

// Takes over what a description says: first what got filled without our hearing of the execution,
// then the state.
bool OrderLedger::settle(LedgerEntry& entry, const BrokerOrder& order, LedgerFacts& out) {
  const auto& ours = entry.order;
  if (!order.symbol.empty() && order.symbol != ours.symbol) {
    out.push_back(Anomaly{AnomalyKind::Contradiction, ours.client_order_id,
                          "the broker describes order " + name_of(entry) + " as one for " +
                            order.symbol.str() + ": it was sent for " + ours.symbol.str()});
    return true;
  }
  revive(entry, order.state, order.filled, out);
  take_quantity(entry, order);
  if (!order.replaced_by.empty() && entry.replaced_by != order.replaced_by) {
    entry.replaced_by = order.replaced_by;
    if (auto* successor = successor_of(entry); successor && !named(order.replaced_by)) {
      know(*successor, order.replaced_by);
      revive(*successor, OrderState::New, Quantity{}, out);
    }
  }
  const auto change = entry.fills.complete(order.filled, order.average_price);
  tell(entry, change, ExecutionId{}, order.updated, out);
  return move(entry, order.state, order.updated, out) || change.changed();
}

bool OrderLedger::execute(LedgerEntry& entry, const Execution& execution, Quantity cumulative,
                          Timestamp time, LedgerFacts& out) {
  const auto change = entry.fills.execute(execution, cumulative);
  if (change.repeated_id && !std::exchange(entry.repeat_told, true))
    out.push_back(Anomaly{AnomalyKind::RepeatedId, entry.order.client_order_id,
                          "the broker used execution id " + execution.id.str() +
                            " again for order " + name_of(entry) +
                            ": what it filled is taken from its sum"});
  const auto more_cost = entry.order.side == Side::Buy ? change.dearer : -change.dearer;
  if (more_cost != 0) out.push_back(FillRepriced{entry.order.model, entry.order.symbol, more_cost});
  tell(entry, change, change.repeated_id ? ExecutionId{} : execution.id, time, out);
  return change.changed();
}

void OrderLedger::tell(LedgerEntry& entry, const FillChange& change, const ExecutionId& id,
                       Timestamp time, LedgerFacts& out) {
  const auto& order = entry.order;
  auto booked = entry.filled();
  for (const auto& slice : change.booked) booked -= slice.size();
  for (const auto& slice : change.booked) {
    booked += slice.size();
    const auto leaves = order.quantity > booked ? order.quantity - booked : Quantity{};
    out.push_back(Fill{order.model, order.reference, order.client_order_id, id, order.symbol,
                       order.side, slice.size(), slice.price, leaves, Quantity{}, time, order.leg});
    if (order.quantity.units > 0 && booked > order.quantity)
      out.push_back(Anomaly{AnomalyKind::Overfill, order.client_order_id,
                            "order " + name_of(entry) + " filled " + to_string(booked) + " of " +
                              to_string(order.quantity)});
    if (entry.ended() && entry.state != OrderState::Filled)
      out.push_back(Anomaly{AnomalyKind::LateFill, order.client_order_id,
                            "order " + name_of(entry) + " filled " + to_string(slice.size()) +
                              " after it was " + std::string{to_string(entry.state)}});
  }
}

namespace {

std::string about(const ClientOrderId& id, const BrokerOrderId& broker_id,
                  const std::string& what) {
  return "the broker told " + what + " of order " + (id.empty() ? broker_id.str() : id.str());
}

// More than was ordered. What somebody else ordered, the broker tells.
std::optional<std::string> overfilled(const LedgerEntry& entry, const BrokerOrder& told,
                                      Quantity filled) {
  const auto ordered = entry.order.model.empty() ? std::max(entry.order.quantity, told.quantity)
                                                 : entry.order.quantity;
  if (ordered.units == 0 || filled <= ordered) return std::nullopt;
  return about(told.client_order_id, told.id,
               "a filled quantity of " + to_string(filled) + " of " + to_string(ordered));
}

std::string one_too_many(const ClientOrderId& id, const BrokerOrderId& broker_id) {
  return "order " + (id.empty() ? broker_id.str() : id.str()) + " is not ours, and " +
         std::to_string(OrderLedger::most_foreign) + " such are kept already";
}

} // namespace

std::optional<std::string> OrderLedger::objection(const OrderEvent& event, Trust trust) const {
  if (const auto why = objection(event.order, trust)) return why;
  if (!event.execution) return std::nullopt;
  const auto& told = event.order;
  if (const auto why = implausible(*event.execution, told.filled))
    return about(told.client_order_id, told.id, *why);
  const auto* entry = entry_for(told);
  if (trust == Trust::Asked || !entry) return std::nullopt;
  if (!told.symbol.empty() && told.symbol != entry->order.symbol)
    return about(told.client_order_id, told.id, "a fill in " + told.symbol.str());
  return overfilled(*entry, told, entry->fills.end_of(*event.execution, told.filled));
}

std::optional<std::string> OrderLedger::objection(const BrokerOrder& order, Trust trust) const {
  if (const auto why = implausible(order)) return about(order.client_order_id, order.id, *why);
  const auto* entry = entry_for(order);
  if (!entry && foreign_ >= most_foreign) return one_too_many(order.client_order_id, order.id);
  if (trust == Trust::Asked || !entry) return std::nullopt;
  return overfilled(*entry, order, order.filled);
}

std::optional<std::string> OrderLedger::objection(const BrokerFill& fill) const {
  if (const auto why = implausible(fill.execution, fill.cumulative))
    return about(fill.client_order_id, fill.order_id, *why);
  const auto* entry = named(fill.order_id);
  if (!entry) entry = named(fill.client_order_id);
  if (!entry && foreign_ >= most_foreign) return one_too_many(fill.client_order_id, fill.order_id);
  if (entry && entry->order.side != fill.side)
    return about(fill.client_order_id, fill.order_id, "a fill of the other side");
  return std::nullopt;
}

// The order of ours or adopted that is meant, if it is known.
const LedgerEntry* OrderLedger::entry_for(const BrokerOrder& order) const {
  const auto* same = named(order.client_order_id);
  if (same && (same->broker_id == order.id || same->broker_id.empty() || order.id.empty()))
    return same;
  const auto* entry = named(order.id);
  return entry && entry->order.client_order_id == order.client_order_id ? entry : nullptr;
}

} // namespace hft
