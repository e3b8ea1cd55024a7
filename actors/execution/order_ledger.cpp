#include "actors/execution/order_ledger.hpp"

#include "actors/execution/order_states.hpp"

#include <algorithm>
#include <utility>

namespace hft {

namespace {

constexpr Duration clocks_differ = std::chrono::minutes{10};

Order order_of(const BrokerOrder& broker) {
  Order order;
  order.client_order_id = broker.client_order_id;
  order.symbol = broker.symbol;
  order.side = broker.side;
  order.quantity = broker.quantity;
  order.type = broker.type;
  order.time_in_force = broker.time_in_force;
  order.limit_price = broker.limit_price;
  order.stop_price = broker.stop_price;
  order.extended_hours = broker.extended_hours;
  return order;
}

Leg leg_of(const BrokerOrder& order) {
  return order.type == OrderType::Limit ? Leg::TakeProfit : Leg::StopLoss;
}

std::uint32_t own_reference(const OrderTerms& terms, Leg leg) {
  return leg == Leg::TakeProfit ? terms.take_profit_reference : terms.stop_loss_reference;
}

} // namespace

BrokerOrder introduction_of(const BrokerOrder& order) {
  auto made = order;
  made.state = OrderState::Other;
  made.filled = {};
  made.average_price = {};
  return made;
}

LedgerEntry& OrderLedger::add(const Order& order) {
  if (spare_.empty()) spare_.push_back(&entries_.emplace_back());
  auto& entry = *spare_.back();
  spare_.pop_back();
  entry.order = order;
  index_.add(entry);
  working_.refresh(entry);
  return entry;
}

bool OrderLedger::intend(const Order& order, const ClientOrderId& replaces) {
  if (order.client_order_id.empty() || index_.find(order.client_order_id)) return false;
  auto& entry = add(order);
  entry.replaces = replaces;
  if (entry.contingency() != Contingency::None) groups_.push_back(&entry);
  if (auto* former = order.leg != Leg::None ? index_.find(replaces) : nullptr;
      former && former->parent) {
    entry.parent = former->parent;
    entry.parent->exits.push_back(&entry);
  }
  return true;
}

void OrderLedger::mark_sent(const ClientOrderId& id, Timestamp at) {
  if (auto* entry = index_.find(id)) entry->sent = at;
}

void OrderLedger::mark_canceling(const ClientOrderId& id, Timestamp at) {
  if (auto* entry = index_.find(id)) {
    entry->cancel_wanted = true;
    entry->cancel_sent = at;
  }
}

LedgerEntry& OrderLedger::adopt(const BrokerOrder& order, LedgerFacts* out) {
  auto& entry = add(order_of(order));
  ++foreign_;
  entry.state = OrderState::Unknown;
  index_.know(entry, order.id);
  if (out && !is_exit_of_ours(order))
    out->push_back(Anomaly{AnomalyKind::Adopted, order.client_order_id,
                           "execution adopted order " + order.client_order_id.str() + " (" +
                             order.id.str() + "): it is not ours"});
  return entry;
}

// By the broker's id or by ours; an order nobody knows is adopted.
LedgerEntry* OrderLedger::entry_of(const BrokerOrder& order, Trust trust, LedgerFacts* out) {
  auto* same = index_.find(order.client_order_id);
  if (same && same->broker_id == order.id) return same;
  auto* entry = index_.find(order.id);
  if (entry && is_another(*entry, order, same)) {
    take_id_away(*entry, order, out);
    entry = nullptr;
  }
  if (entry) {
    auto& ours = entry->order.client_order_id;
    if (ours.empty() && !order.client_order_id.empty()) { // adopted from an activity
      ours = order.client_order_id;
      index_.add_late_id(*entry);
    }
    return entry;
  }
  // The same id of ours under another id of the broker's is another order, whatever it says.
  if (same && (same->broker_id.empty() || order.id.empty())) {
    if (is_the_order(*same, order)) {
      index_.know(*same, order.id);
      return same;
    }
    const bool unanswered = same->state == OrderState::Intended && trust == Trust::Asked;
    if (same->state == OrderState::Unknown || unanswered) give_up(*same, out);
  }
  return &adopt(order, out);
}

// Whether what the broker tells under an id of ours is the order that we sent, and not somebody
// else's who came upon the same id.
bool OrderLedger::is_the_order(const LedgerEntry& entry, const BrokerOrder& told) {
  const auto& ours = entry.order;
  if (ours.model.empty()) return true; // adopted: what was told is all we know
  if (!told.symbol.empty() && told.symbol != ours.symbol) return false;
  if (told.side != ours.side) return false;
  const bool whole = told.quantity.units > 0 && entry.replaces.empty();
  if (whole && told.quantity != ours.quantity) return false;
  const bool limited = told.limit_price.units > 0 && ours.type == OrderType::Limit;
  if (limited && told.limit_price != ours.limit_price) return false;
  // By the venue's own stamp where there is one: our idea of its clock may be ahead.
  const auto since = ours.caused_by.nanoseconds != 0 ? ours.caused_by : entry.sent;
  const bool dated = told.created.nanoseconds > 0 && since.nanoseconds > 0;
  return !dated || told.created >= since - clocks_differ;
}

// The broker has somebody else's order under this id, so it cannot have ours.
void OrderLedger::give_up(LedgerEntry& entry, LedgerFacts* out) {
  LedgerFacts untold;
  infer_end(entry,
            "its id " + entry.order.client_order_id.str() +
              " is that of another order at the broker",
            out ? *out : untold);
}

// We conclude that the broker does not have the order; nobody said so.
void OrderLedger::infer_end(LedgerEntry& entry, const std::string& why, LedgerFacts& out) {
  entry.state = OrderState::Rejected;
  entry.inferred_end = true;
  ended_.push_front(&entry);
  working_.refresh(entry);
  const auto& order = entry.order;
  out.push_back(OrderRefused{order.model, order.reference, order.symbol, order.side, order.quantity,
                             Refusal::Venue, why, order.caused_by});
}

// Nothing was sent, so that nobody has it: an end for good.
void OrderLedger::refuse_unsent(LedgerEntry& entry, const std::string& why, LedgerFacts& out) {
  infer_end(entry, why, out);
  entry.inferred_end = false;
  std::get<OrderRefused>(out.back()).refusal = Refusal::RequestBudget;
}

// An end that was only concluded is taken back when the broker shows that the order lived.
void OrderLedger::revive(LedgerEntry& entry, OrderState reported, Quantity filled,
                         LedgerFacts& out) {
  if (!entry.inferred_end || (reported == OrderState::Other && filled.units == 0)) return;
  entry.inferred_end = false;
  const bool lived = !is_terminal(reported) || reported == OrderState::Filled || filled.units > 0;
  if (!lived) return; // the broker says the same now
  entry.state = OrderState::Unknown;
  std::erase(ended_, &entry);
  working_.refresh(entry);
  out.push_back(Anomaly{AnomalyKind::Resurrected, entry.order.client_order_id,
                        "execution found order " + entry.order.client_order_id.str() +
                          " again: the broker has it, after an answer that it has not"});
}

std::size_t OrderLedger::inferred_ends() const {
  return static_cast<std::size_t>(std::count_if(ended_.begin(), ended_.end(), [](const auto* x) {
    return x->inferred_end && !x->order.model.empty();
  }));
}

// Our ids are used once; a broker may give its own again on another date. An order of ours that is
// not named yet is the one meant; somebody else's is another only if the first has ended.
bool OrderLedger::is_another(const LedgerEntry& entry, const BrokerOrder& order,
                             const LedgerEntry* same) {
  const auto& ours = entry.order.client_order_id;
  if (ours.empty() || order.client_order_id.empty() || ours == order.client_order_id) return false;
  return same ? same->broker_id.empty() : entry.ended();
}

void OrderLedger::take_id_away(const LedgerEntry& former, const BrokerOrder& order,
                               LedgerFacts* out) {
  index_.drop_broker_id(former);
  if (out)
    out->push_back(Anomaly{AnomalyKind::RepeatedId, order.client_order_id,
                           "the broker gave order " + order.client_order_id.str() + " the id " +
                             order.id.str() + " again: it was order " +
                             former.order.client_order_id.str() + "'s"});
}

bool OrderLedger::introduce(const BrokerOrder& order, LedgerFacts& out) {
  const auto* known = index_.find(order.id);
  if (known && known->order.client_order_id == order.client_order_id) return false;
  return on_description(introduction_of(order), out);
}

void OrderLedger::restate(const BrokerOrder& order) {
  auto* entry = index_.find(order.id);
  if (!entry || entry->ended()) return;
  if (order.quantity.units > 0) entry->order.quantity = order.quantity;
  if (order.limit_price.units > 0) entry->order.limit_price = order.limit_price;
}

void OrderLedger::inherit(const BrokerOrder& order) {
  auto& entry = *entry_of(order, Trust::Asked, nullptr);
  if (entry.ended() && !is_terminal(order.state)) std::erase(ended_, &entry);
  entry.fills.inherit(order.filled, order.average_price);
  entry.state = order.state;
  entry.updated = order.updated;
  working_.refresh(entry);
}

bool OrderLedger::move(LedgerEntry& entry, OrderState reported, Timestamp updated,
                       LedgerFacts& out) {
  const bool newer = updated > entry.updated;
  bool changed = false;
  // Among working states an older report is no news; an end always is.
  const bool stale = updated < entry.updated && !is_terminal(reported);
  if (reported != entry.state && !stale && moves(entry.state, reported, newer)) {
    entry.state = reported;
    changed = true;
    if (entry.ended()) end(entry, updated, out);
  }
  entry.updated = std::max(entry.updated, updated);
  working_.refresh(entry);
  return changed;
}

void OrderLedger::end(LedgerEntry& entry, Timestamp at, LedgerFacts& out) {
  ended_.push_front(&entry);
  if (entry.state == OrderState::Filled) return; // the last Fill told it
  if (entry.state == OrderState::Replaced && entry.contingency() != Contingency::None)
    for (auto* successor : working_.all())
      if (successor->replaces == entry.order.client_order_id) inherit_group(*successor, entry);
  out.push_back(OrderClosed{entry.order.model, entry.order.reference, entry.order.client_order_id,
                            entry.order.symbol, entry.state, entry.filled(), at, entry.order.leg});
}

void OrderLedger::doubt(const ClientOrderId& id) {
  auto* entry = index_.find(id);
  if (entry && entry->state == OrderState::Intended) entry->state = OrderState::Unknown;
}

void OrderLedger::doubt_unanswered() {
  for (auto* entry : working_.all()) {
    if (entry->state == OrderState::Intended) entry->state = OrderState::Unknown;
    entry->cancel_wanted = false;
  }
}

void OrderLedger::forget_ended_before(Timestamp time) {
  std::vector<LedgerEntry*> needed; // by exits that work yet
  for (; !ended_.empty() && ended_.back()->updated < time; ended_.pop_back()) {
    auto& entry = *ended_.back();
    const bool lives = std::any_of(entry.exits.begin(), entry.exits.end(),
                                   [](const auto* exit) { return !exit->ended(); });
    if (lives)
      needed.push_back(&entry);
    else
      forget(entry);
  }
  ended_.insert(ended_.end(), needed.rbegin(), needed.rend());
}

void OrderLedger::forget(LedgerEntry& entry) {
  if (entry.order.model.empty() && foreign_ > 0) --foreign_;
  index_.forget(entry);
  for (auto* exit : entry.exits) exit->parent = nullptr;
  if (entry.parent) std::erase(entry.parent->exits, &entry);
  std::erase(groups_, &entry);
  entry = {};
  spare_.push_back(&entry);
}

bool OrderLedger::learn_exit(const ClientOrderId& parent_id, const BrokerOrder& order,
                             LedgerFacts& out) {
  auto* parent = index_.find(parent_id);
  if (!parent || parent->order.model.empty() || order.id.empty()) return false;
  if (parent->contingency() == Contingency::None || order.symbol != parent->order.symbol)
    return false;
  auto* entry = index_.find(order.id);
  if (!entry) entry = index_.find(order.client_order_id);
  if (entry && !entry->order.model.empty()) return false; // known, or the successor of one
  const bool adopted = entry != nullptr;
  if (!adopted) entry = &adopt(order, nullptr);
  if (foreign_ > 0) --foreign_;
  auto& mine = entry->order;
  mine.model = parent->order.model;
  mine.leg = leg_of(order);
  mine.caused_by = parent->order.caused_by;
  const auto own = own_reference(*parent->order.terms, mine.leg);
  mine.reference = own != 0 ? own : parent->order.reference;
  if (own != 0) index_.add_reference(*entry);
  if (mine.quantity.units == 0) mine.quantity = order.quantity;
  entry->parent = parent;
  parent->exits.push_back(entry);
  ++parent->exits_told;
  if (adopted) tell_claimed(*entry, out);
  return true;
}

// What it filled while nobody knew whose it was.
void OrderLedger::tell_claimed(const LedgerEntry& entry, LedgerFacts& out) {
  const auto& order = entry.order;
  Quantity filled;
  for (const auto& slice : entry.fills.slices()) {
    filled += slice.size();
    const auto leaves = order.quantity > filled ? order.quantity - filled : Quantity{};
    out.push_back(FillClaimed{order.symbol, order.side, slice.size(), slice.price});
    out.push_back(Fill{order.model,
                       order.reference,
                       order.client_order_id,
                       {},
                       order.symbol,
                       order.side,
                       slice.size(),
                       slice.price,
                       leaves,
                       {},
                       entry.updated,
                       order.leg});
  }
  if (entry.ended() && entry.state != OrderState::Filled)
    out.push_back(OrderClosed{order.model, order.reference, order.client_order_id, order.symbol,
                              entry.state, entry.filled(), entry.updated, order.leg});
}

// An order that nobody knows yet and that is likely the exit of one whose exits are not known.
bool OrderLedger::is_exit_of_ours(const BrokerOrder& order) const {
  return std::any_of(groups_.begin(), groups_.end(), [&](const LedgerEntry* group) {
    return group->exits_told < exits_of(group->contingency()) &&
           group->order.symbol == order.symbol;
  });
}

std::vector<const LedgerEntry*> OrderLedger::unknown_exits() const {
  std::vector<const LedgerEntry*> found;
  for (const auto* group : groups_) {
    const bool known = group->exits_told >= exits_of(group->contingency());
    const bool none = group->ended() && group->filled() == Quantity{}; // they ended with it
    const bool asked = group->state == OrderState::Intended || group->state == OrderState::Unknown;
    if (!known && !none && !asked && group->state != OrderState::Replaced) found.push_back(group);
  }
  return found;
}

// The group goes over to the successor of an order that was replaced.
void OrderLedger::inherit_group(LedgerEntry& successor, LedgerEntry& former) {
  for (auto* exit : former.exits) exit->parent = &successor;
  successor.exits.insert(successor.exits.end(), former.exits.begin(), former.exits.end());
  successor.exits_told = std::max(successor.exits_told, former.exits_told);
  former.exits.clear();
}

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
  if (auto* entry = index_.find(answer.client_order_id)) {
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
  const auto* known = index_.find(order.client_order_id);
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
    working_.refresh(entry);
  }
  revive(entry, OrderState::Other, fill.execution.quantity, out);
  const bool executed = execute(entry, fill.execution, fill.cumulative, fill.time, out);
  return executed || out.size() != before;
}

void OrderLedger::on_absent(const ClientOrderId& id, Timestamp at, LedgerFacts& out) {
  auto* entry = index_.find(id);
  const bool open_question =
    entry && (entry->state == OrderState::Intended || entry->state == OrderState::Unknown);
  if (!open_question || !entry->broker_id.empty()) return;
  entry->state = OrderState::Rejected;
  entry->inferred_end = true;
  end(*entry, at, out);
  working_.refresh(*entry);
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
    if (auto* successor = index_.successor_of(entry);
        successor && !index_.find(order.replaced_by)) {
      index_.know(*successor, order.replaced_by);
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
  const auto* entry = index_.find(fill.order_id);
  if (!entry) entry = index_.find(fill.client_order_id);
  if (!entry && foreign_ >= most_foreign) return one_too_many(fill.client_order_id, fill.order_id);
  if (entry && entry->order.side != fill.side)
    return about(fill.client_order_id, fill.order_id, "a fill of the other side");
  return std::nullopt;
}

// The order of ours or adopted that is meant, if it is known.
const LedgerEntry* OrderLedger::entry_for(const BrokerOrder& order) const {
  const auto* same = index_.find(order.client_order_id);
  if (same && (same->broker_id == order.id || same->broker_id.empty() || order.id.empty()))
    return same;
  const auto* entry = index_.find(order.id);
  return entry && entry->order.client_order_id == order.client_order_id ? entry : nullptr;
}

std::vector<const LedgerEntry*> OrderLedger::working_orders() const {
  return {working_.all().begin(), working_.all().end()};
}

std::vector<const LedgerEntry*> OrderLedger::ended_orders(std::size_t most) const {
  const auto count = std::min(most, ended_.size());
  return {ended_.begin(), ended_.begin() + static_cast<std::ptrdiff_t>(count)};
}

} // namespace hft
