#include "actors/execution/order_ledger.hpp"

#include "actors/execution/order_states.hpp"

#include <algorithm>

namespace hft {

namespace {

constexpr auto nowhere = std::numeric_limits<std::size_t>::max();
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

std::uint64_t OrderLedger::reference_key(const ModelId& model, std::uint32_t reference) {
  return std::hash<ModelId>{}(model)*0x9E3779B97F4A7C15ull ^ reference;
}

std::string_view to_string(AnomalyKind kind) {
  switch (kind) {
    case AnomalyKind::Overfill: return "overfill";
    case AnomalyKind::LateFill: return "late fill";
    case AnomalyKind::Adopted: return "adopted";
    case AnomalyKind::Resurrected: return "resurrected";
    case AnomalyKind::Contradiction: return "contradiction";
    case AnomalyKind::RepeatedId: return "repeated id";
    case AnomalyKind::Implausible: return "implausible";
    case AnomalyKind::LeftAlone: return "left alone";
    case AnomalyKind::Moved: return "moved";
    case AnomalyKind::Missing: return "missing";
  }
  return "?";
}

LedgerEntry& OrderLedger::add(const Order& order) {
  if (spare_.empty()) spare_.push_back(&entries_.emplace_back());
  auto& entry = *spare_.back();
  spare_.pop_back();
  entry.order = order;
  if (const auto id = entry.order.client_order_id.view(); !id.empty()) {
    const auto found = by_client_.find(id);
    // An order of ours keeps its id: somebody else's of that id is known by the broker's.
    const bool ours = found != by_client_.end() && !found->second->order.model.empty();
    if (found != by_client_.end() && !ours) by_client_.erase(found);
    if (!ours) {
      by_client_.emplace(id, &entry);
      recent_client_ = &entry;
    }
  }
  if (order.reference != 0)
    by_reference_[reference_key(order.model, order.reference)].push_back(&entry);
  refresh_working(entry);
  return entry;
}

bool OrderLedger::intend(const Order& order, const ClientOrderId& replaces) {
  if (order.client_order_id.empty() || named(order.client_order_id)) return false;
  auto& entry = add(order);
  entry.replaces = replaces;
  if (entry.contingency() != Contingency::None) groups_.push_back(&entry);
  if (auto* former = order.leg != Leg::None ? named(replaces) : nullptr; former && former->parent) {
    entry.parent = former->parent;
    entry.parent->exits.push_back(&entry);
  }
  return true;
}

void OrderLedger::mark_sent(const ClientOrderId& id, Timestamp at) {
  if (auto* entry = named(id)) entry->sent = at;
}

void OrderLedger::mark_canceling(const ClientOrderId& id, Timestamp at) {
  if (auto* entry = named(id)) {
    entry->cancel_wanted = true;
    entry->cancel_sent = at;
  }
}

LedgerEntry& OrderLedger::adopt(const BrokerOrder& order, LedgerFacts* out) {
  auto& entry = add(order_of(order));
  ++foreign_;
  entry.state = OrderState::Unknown;
  know(entry, order.id);
  if (out && !is_exit_of_ours(order))
    out->push_back(Anomaly{AnomalyKind::Adopted, order.client_order_id,
                           "execution adopted order " + order.client_order_id.str() + " (" +
                             order.id.str() + "): it is not ours"});
  return entry;
}

// By the broker's id or by ours; an order nobody knows is adopted.
LedgerEntry* OrderLedger::entry_of(const BrokerOrder& order, Trust trust, LedgerFacts* out) {
  auto* same = named(order.client_order_id);
  if (same && same->broker_id == order.id) return same;
  auto* entry = named(order.id);
  if (entry && is_another(*entry, order, same)) {
    take_id_away(*entry, order, out);
    entry = nullptr;
  }
  if (entry) {
    auto& ours = entry->order.client_order_id;
    if (ours.empty() && !order.client_order_id.empty()) { // adopted from an activity
      ours = order.client_order_id;
      by_client_.emplace(ours.view(), entry);
    }
    return entry;
  }
  // The same id of ours under another id of the broker's is another order, whatever it says.
  if (same && (same->broker_id.empty() || order.id.empty())) {
    if (is_the_order(*same, order)) {
      know(*same, order.id);
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
  refresh_working(entry);
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
  refresh_working(entry);
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
  by_broker_.erase(former.broker_id.view());
  recent_broker_ = nullptr;
  if (out)
    out->push_back(Anomaly{AnomalyKind::RepeatedId, order.client_order_id,
                           "the broker gave order " + order.client_order_id.str() + " the id " +
                             order.id.str() + " again: it was order " +
                             former.order.client_order_id.str() + "'s"});
}

void OrderLedger::know(LedgerEntry& entry, const BrokerOrderId& id) {
  if (id.empty() || !entry.broker_id.empty()) return; // named once
  entry.broker_id = id;
  if (by_broker_.emplace(entry.broker_id.view(), &entry).second) recent_broker_ = &entry;
}

bool OrderLedger::introduce(const BrokerOrder& order, LedgerFacts& out) {
  const auto* known = named(order.id);
  if (known && known->order.client_order_id == order.client_order_id) return false;
  return on_description(introduction_of(order), out);
}

void OrderLedger::restate(const BrokerOrder& order) {
  auto* entry = named(order.id);
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
  refresh_working(entry);
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
  refresh_working(entry);
  return changed;
}

void OrderLedger::end(LedgerEntry& entry, Timestamp at, LedgerFacts& out) {
  ended_.push_front(&entry);
  if (entry.state == OrderState::Filled) return; // the last Fill told it
  if (entry.state == OrderState::Replaced && entry.contingency() != Contingency::None)
    for (auto* successor : working_)
      if (successor->replaces == entry.order.client_order_id) inherit_group(*successor, entry);
  out.push_back(OrderClosed{entry.order.model, entry.order.reference, entry.order.client_order_id,
                            entry.order.symbol, entry.state, entry.filled(), at, entry.order.leg});
}

void OrderLedger::refresh_working(LedgerEntry& entry) {
  if (!entry.ended()) {
    if (entry.place != nowhere) return;
    entry.place = working_.size();
    working_.push_back(&entry);
  } else if (entry.place != nowhere) {
    working_.back()->place = entry.place;
    working_[entry.place] = working_.back();
    working_.pop_back();
    entry.place = nowhere;
  }
}

void OrderLedger::doubt(const ClientOrderId& id) {
  auto* entry = named(id);
  if (entry && entry->state == OrderState::Intended) entry->state = OrderState::Unknown;
}

void OrderLedger::doubt_unanswered() {
  for (auto* entry : working_) {
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
  const auto ours = by_client_.find(entry.order.client_order_id.view());
  if (ours != by_client_.end() && ours->second == &entry) by_client_.erase(ours);
  const auto theirs = by_broker_.find(entry.broker_id.view());
  if (theirs != by_broker_.end() && theirs->second == &entry) by_broker_.erase(theirs);
  const auto key = reference_key(entry.order.model, entry.order.reference);
  if (const auto found = by_reference_.find(key); found != by_reference_.end()) {
    std::erase(found->second, &entry);
    if (found->second.empty()) by_reference_.erase(found);
  }
  for (auto* exit : entry.exits) exit->parent = nullptr;
  if (entry.parent) std::erase(entry.parent->exits, &entry);
  std::erase(groups_, &entry);
  if (recent_client_ == &entry) recent_client_ = nullptr;
  if (recent_broker_ == &entry) recent_broker_ = nullptr;
  entry = {};
  spare_.push_back(&entry);
}

Quantity LedgerEntry::exposed() const {
  if (order.leg == Leg::None || !parent) return leaves();
  if (!parent->ended()) return {}; // its entry, or the take-profit that it is the other exit to
  const bool behind =
    order.leg == Leg::StopLoss &&
    std::any_of(parent->exits.begin(), parent->exits.end(), [](const LedgerEntry* exit) {
      return exit->order.leg == Leg::TakeProfit && !exit->ended();
    });
  return behind ? Quantity{} : leaves();
}

bool OrderLedger::learn_exit(const ClientOrderId& parent_id, const BrokerOrder& order,
                             LedgerFacts& out) {
  auto* parent = named(parent_id);
  if (!parent || parent->order.model.empty() || order.id.empty()) return false;
  if (parent->contingency() == Contingency::None || order.symbol != parent->order.symbol)
    return false;
  auto* entry = named(order.id);
  if (!entry) entry = named(order.client_order_id);
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
  if (own != 0) by_reference_[reference_key(mine.model, own)].push_back(entry);
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

LedgerEntry* OrderLedger::named(const ClientOrderId& id) const {
  if (id.empty()) return nullptr;
  if (recent_client_ && recent_client_->order.client_order_id == id) return recent_client_;
  const auto found = by_client_.find(id.view());
  return found == by_client_.end() ? nullptr : recent_client_ = found->second;
}

LedgerEntry* OrderLedger::named(const BrokerOrderId& id) const {
  if (id.empty()) return nullptr;
  if (recent_broker_ && recent_broker_->broker_id == id) return recent_broker_;
  const auto found = by_broker_.find(id.view());
  return found == by_broker_.end() ? nullptr : recent_broker_ = found->second;
}

const LedgerEntry* OrderLedger::find(const ModelId& model, std::uint32_t reference) const {
  const auto found = by_reference_.find(reference_key(model, reference));
  if (found == by_reference_.end()) return nullptr;
  // A replacement that was refused leaves its predecessor as the order meant.
  const LedgerEntry* newest = nullptr;
  for (const auto* entry : found->second)
    if (entry->order.model == model && entry->order.reference == reference &&
        (!newest || newest->ended() || !entry->ended()))
      newest = entry;
  return newest;
}

} // namespace hft
