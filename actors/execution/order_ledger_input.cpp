#include "actors/execution/order_ledger.hpp"

#include "actors/execution/order_states.hpp"

#include <algorithm>
#include <utility>

namespace hft {

namespace {

std::string name_of(const LedgerEntry& entry) {
  return entry.order.client_order_id.str();
}

/// The successor of an order that was partly filled is for what that had left.
void take_quantity(LedgerEntry& entry, const BrokerOrder& order) {
  auto& ours = entry.order.quantity;
  const bool told = order.quantity.units > 0;
  if (ours.units == 0 || (told && !entry.replaces.empty() && order.quantity < ours))
    ours = order.quantity;
}

} // namespace

void OrderLedger::on_answer(const OrderAnswered& answer, LedgerFacts& out) {
  if (auto* entry = named(answer.client_order_id)) {
    if (answer.request == OrderRequest::Cancel)
      answered_cancel(*entry, answer);
    else
      answered_submit(*entry, answer, out);
  }
  if (answer.order) on_description(*answer.order, out);
}

// A submission, or the successor of a replacement: both are known by the new order's id.
void OrderLedger::answered_submit(LedgerEntry& entry, const OrderAnswered& answer,
                                  LedgerFacts& out) {
  const bool open_question =
    entry.state == OrderState::Intended || entry.state == OrderState::Unknown;
  if (!open_question || answer.order) return; // events came first, or the answer describes it
  if (answer.kind != AnswerKind::Refused) {
    entry.state = OrderState::Unknown;
    return;
  }
  entry.state = OrderState::Rejected;
  ended_.push_front(&entry);
  refresh_working(entry);
  const auto& order = entry.order;
  out.push_back(OrderRefused{order.model, order.reference, order.symbol, order.side, order.quantity,
                             Refusal::Venue, answer.sentence, order.caused_by});
}

void OrderLedger::answered_cancel(LedgerEntry& entry, const OrderAnswered& answer) {
  if (answer.kind == AnswerKind::Taken) {
    if (moves(entry.state, OrderState::PendingCancel, false))
      entry.state = OrderState::PendingCancel;
  } else {
    entry.cancel_wanted = false; // what it is now, the next look tells
  }
}

void OrderLedger::on_event(const OrderEvent& event, LedgerFacts& out) {
  auto& entry = *entry_of(event.order, &out);
  take_quantity(entry, event.order); // before the fills that count down from it
  if (event.execution) execute(entry, *event.execution, event.order.filled, event.time, out);
  if (event.kind == OrderEventKind::CancelRejected) entry.cancel_wanted = false;
  auto described = event.order;
  described.state = state_after(event);
  described.updated = std::max(described.updated, event.time);
  settle(entry, described, out);
}

bool OrderLedger::on_description(const BrokerOrder& order, LedgerFacts& out) {
  const auto before = out.size();
  auto& entry = *entry_of(order, &out);
  return settle(entry, order, out) || out.size() != before;
}

bool OrderLedger::on_fill(const BrokerFill& fill, LedgerFacts& out) {
  BrokerOrder order; // what an activity says about its order
  order.id = fill.order_id;
  order.client_order_id = fill.client_order_id;
  order.symbol = fill.symbol;
  order.side = fill.side;
  const auto before = out.size();
  auto& entry = *entry_of(order, &out);
  if (out.size() != before) { // adopted: all we shall ever hear of it, unless the broker lists it
    entry.state = OrderState::Filled;
    entry.updated = fill.time;
    ended_.push_front(&entry);
    refresh_working(entry);
  }
  const bool executed = execute(entry, fill.execution, fill.cumulative, fill.time, out);
  return executed || out.size() != before;
}

void OrderLedger::on_absent(const ClientOrderId& id, Timestamp at, LedgerFacts& out) {
  auto* entry = named(id);
  const bool open_question =
    entry && (entry->state == OrderState::Intended || entry->state == OrderState::Unknown);
  if (!open_question || !entry->broker_id.empty()) return;
  entry->state = OrderState::Rejected;
  entry->absent = true;
  end(*entry, at, out);
  refresh_working(*entry);
}

// Takes over what a description says: first what got filled without our hearing of the execution,
// then the state.
bool OrderLedger::settle(LedgerEntry& entry, const BrokerOrder& order, LedgerFacts& out) {
  bool changed = false;
  const auto& ours = entry.order;
  if (!order.symbol.empty() && order.symbol != ours.symbol) {
    out.push_back(Anomaly{AnomalyKind::Contradiction, ours.client_order_id,
                          "the broker describes order " + name_of(entry) + " as one for " +
                            order.symbol.str() + ": it was sent for " + ours.symbol.str()});
    return true;
  }
  take_quantity(entry, order);
  if (!order.replaced_by.empty()) entry.replaced_by = order.replaced_by;
  if (order.filled > entry.filled) {
    // Whatever of (0, filled] has no slice is filled at what the average leaves for it.
    const auto total = exact_product(order.average_price, order.filled);
    const auto missing = order.filled - entry.filled;
    const auto left = total - entry.cost;
    const Price price =
      left > 0 ? Price{checked_narrow(left / missing.units)} : order.average_price;
    changed = book_missing(entry, order.filled, price, order.updated, out);
  }
  return move(entry, order.state, order.updated, out) || changed;
}

// What of (0, filled] has no slice, at a price to be corrected when its execution is heard of.
bool OrderLedger::book_missing(LedgerEntry& entry, Quantity filled, Price price, Timestamp time,
                               LedgerFacts& out) {
  Quantity from;
  std::vector<FillSlice> gaps;
  for (const auto& slice : entry.slices) {
    if (slice.from > from) gaps.push_back({from, std::min(slice.from, filled), price, true});
    from = std::max(from, slice.until);
  }
  if (from < filled) gaps.push_back({from, filled, price, true});
  bool booked = false;
  for (const auto& gap : gaps) {
    if (gap.size().units <= 0) continue;
    book(entry, gap, ExecutionId{}, time, out);
    booked = true;
  }
  return booked;
}

// An execution under a known id is heard again, unless its shares are not all booked: then the
// broker has used the id for another one, and its sum tells what that filled.
bool OrderLedger::repeats(LedgerEntry& entry, const Execution& execution, Quantity cumulative,
                          LedgerFacts& out) {
  if (cumulative < execution.quantity) return true; // it did not say
  const auto from = cumulative - execution.quantity;
  Quantity covered;
  for (const auto& slice : entry.slices) {
    const auto low = std::max(slice.from, from);
    const auto high = std::min(slice.until, cumulative);
    if (low < high) covered += high - low;
  }
  if (covered == execution.quantity) return true;
  if (!std::exchange(entry.repeat_told, true))
    out.push_back(Anomaly{AnomalyKind::RepeatedId, entry.order.client_order_id,
                          "the broker used execution id " + execution.id.str() +
                            " again for order " + name_of(entry) +
                            ": what it filled is taken from its sum"});
  return false;
}

// An execution covers the shares (cumulative - quantity, cumulative] of its order. What is not
// covered yet is booked; what was booked at a derived price gets its own.
bool OrderLedger::execute(LedgerEntry& entry, const Execution& execution, Quantity cumulative,
                          Timestamp time, LedgerFacts& out) {
  if (execution.quantity.units <= 0) return false;
  auto& known = entry.executions;
  if (!execution.id.empty()) {
    if (std::find(known.begin(), known.end(), execution.id) != known.end())
      return !repeats(entry, execution, cumulative, out) &&
             book_missing(entry, cumulative, execution.price, time, out);
    known.push_back(execution.id);
  }
  auto until = cumulative;
  if (until < execution.quantity) until = entry.filled + execution.quantity; // it did not say
  const auto from = until - execution.quantity;

  bool changed = false;
  int128 more_cost = 0;
  std::vector<FillSlice> kept;
  std::vector<FillSlice> fresh;
  auto next = from; // everything of the execution below it is dealt with
  for (const auto& slice : entry.slices) {
    if (slice.until <= from || slice.from >= until) {
      kept.push_back(slice);
      continue;
    }
    if (slice.from > next) fresh.push_back({next, slice.from, execution.price, false});
    const auto low = std::max(slice.from, from);
    const auto high = std::min(slice.until, until);
    next = high;
    if (!slice.derived) {
      kept.push_back(slice);
      continue;
    }
    if (slice.from < low) kept.push_back({slice.from, low, slice.price, true});
    kept.push_back({low, high, execution.price, false});
    if (high < slice.until) kept.push_back({high, slice.until, slice.price, true});
    const auto dearer = exact_product(execution.price - slice.price, high - low);
    entry.cost += dearer;
    more_cost += entry.order.side == Side::Buy ? dearer : -dearer;
    changed = true;
  }
  if (next < until) fresh.push_back({next, until, execution.price, false});
  entry.slices = std::move(kept);
  if (more_cost != 0) out.push_back(FillRepriced{entry.order.model, entry.order.symbol, more_cost});
  for (const auto& slice : fresh) book(entry, slice, execution.id, time, out);
  return changed || !fresh.empty();
}

void OrderLedger::book(LedgerEntry& entry, const FillSlice& slice, const ExecutionId& id,
                       Timestamp time, LedgerFacts& out) {
  const auto place =
    std::lower_bound(entry.slices.begin(), entry.slices.end(), slice,
                     [](const FillSlice& a, const FillSlice& b) { return a.from < b.from; });
  entry.slices.insert(place, slice);
  entry.filled += slice.size();
  entry.cost += exact_product(slice.price, slice.size());
  const auto& order = entry.order;
  const auto over = order.quantity.units > 0 && entry.filled > order.quantity;
  out.push_back(Fill{order.model, order.reference, order.client_order_id, id, order.symbol,
                     order.side, slice.size(), slice.price, entry.leaves(), Quantity{}, time});
  if (over)
    out.push_back(Anomaly{AnomalyKind::Overfill, order.client_order_id,
                          "order " + name_of(entry) + " filled " + to_string(entry.filled) +
                            " of " + to_string(order.quantity)});
  if (entry.ended() && entry.state != OrderState::Filled)
    out.push_back(Anomaly{AnomalyKind::LateFill, order.client_order_id,
                          "order " + name_of(entry) + " filled " + to_string(slice.size()) +
                            " after it was " + std::string{to_string(entry.state)}});
}

} // namespace hft
