#include "actors/execution/reconciler.hpp"

#include "messages/new_york.hpp"
#include "messages/result.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace hft {

namespace {

constexpr std::size_t most_early_events = 10'000;
constexpr std::size_t most_kept_out = 1000; // told of; a broker that lies so often is known by then

/// The model whose order bears the id, if it looks like one of ours: `YYYYMMDD-model-sequence`.
std::optional<ModelId> model_of(const ClientOrderId& id) {
  const auto text = id.view();
  const auto first = text.find('-');
  const auto last = text.rfind('-');
  if (first != 8 || last == first) return std::nullopt;
  return ModelId::from(text.substr(first + 1, last - first - 1));
}

} // namespace

Reconciler::Reconciler(AccountBooks& books, const ReconcilerPauses& pauses)
  : books_(books),
    pause_(pauses.recheck),
    poll_(pauses.poll, pauses.answer_timeout),
    look_ups_(pauses.recheck, pauses.answer_timeout) {}

bool Reconciler::on_books(const BooksFetched& fetched, DeskTime at, DeskOutput& out) {
  if (!poll_.take_answer(fetched.number)) return false;
  if (!fetched.books) {
    poll_.look_again_at(at.now + pause_);
    if (!books_.state.ready())
      books_.publish(out, "the broker's books cannot be read: " + fetched.books.error().sentence);
    return false;
  }
  if (poll_.is_first())
    take_baseline(*fetched.books, at, out);
  else
    merge(*fetched.books, at, out);
  return true;
}

bool Reconciler::keep_early(const OrderEvent& event) {
  if (!poll_.is_first()) return false;
  if (before_baseline_.size() < most_early_events)
    before_baseline_.push_back(event);
  else
    missed_events_ = true; // the books tell it, asked once more
  return true;
}

std::vector<OrderEvent> Reconciler::take_early_events() {
  return std::exchange(before_baseline_, {});
}

void Reconciler::look_again_for_missed(DeskTime at, DeskOutput& out) {
  if (!std::exchange(missed_events_, false)) return;
  poll_.advance();
  fetch(at, out);
}

bool Reconciler::agree(const BrokerBooks& books, DeskTime at, DeskOutput& out) {
  ask_about_missing(books);
  if (!leave_out(books.unread, at, out)) return false;
  compare(books, at, out);
  return true;
}

void Reconciler::fetch_when_known(DeskTime at, DeskOutput& out) {
  if (books_.state.link() == BooksLink::Reconciling && !poll_.fetching() &&
      books_.ledger.unknown() == 0)
    fetch(at, out);
}

void Reconciler::fetch_when_due(DeskTime at, DeskOutput& out) {
  if (poll_.due(at.now)) fetch(at, out);
}

void Reconciler::begin(Date date) {
  if (began_ == Date{}) began_ = date;
}

void Reconciler::forget() {
  look_ups_.forget();
  poll_.forget();
  actions_ = {};
  began_ = {};
}

void Reconciler::fetch(DeskTime at, DeskOutput& out) {
  const auto question = poll_.ask(at);
  books_.reconciliation.ask(books_.positions);
  out.fetch = FetchRequest{question.since, question.number, books_.reconciliation.differing()};
}

// The first look at an account: what is there was there before us.
void Reconciler::take_baseline(const BrokerBooks& books, DeskTime at, DeskOutput& out) {
  const auto inherit = [&](const BrokerOrder& order) {
    books_.ids.observe(order.client_order_id);
    if (const auto why = books_.ledger.objection(order, Trust::Asked))
      return keep_out(order.client_order_id, order.id, *why, at, out);
    books_.write(at, journal::Inherited{order});
    books_.ledger.inherit(order);
    poll_.inherit(order.updated);
  };
  std::for_each(books.closed_orders.begin(), books.closed_orders.end(), inherit);
  std::for_each(books.open_orders.begin(), books.open_orders.end(), inherit);
  for (const auto& held : books.positions) {
    if (!books_.positions.fits({}, held.symbol, Side::Buy, held.quantity))
      continue; // compared, and told then
    books_.write(at, journal::Baseline{held});
    books_.positions.adopt(held.symbol, held.quantity, held.average_entry);
    books_.reconciliation.on_position(held.symbol, held.quantity);
    out.facts.push_back(Anomaly{AnomalyKind::Adopted,
                                {},
                                "execution adopted " + to_string(held.quantity) + ' ' +
                                  held.symbol.str() + ": the account held it before us"});
  }
  for (const auto& activity : books.activities) {
    if (activity.symbol.empty() || actions_.is_known(activity.id)) continue;
    books_.write(at, journal::ActivityPassed{activity.id});
    actions_.pass(activity.id);
  }
  poll_.end_first_look();
}

void Reconciler::merge(const BrokerBooks& books, DeskTime at, DeskOutput& out) {
  LedgerFacts facts;
  for (const auto* orders : {&books.closed_orders, &books.open_orders})
    for (const auto& order : *orders) {
      books_.ids.observe(order.client_order_id);
      if (!books_.ledger.objection(order, Trust::Asked) && books_.ledger.introduce(order, facts))
        books_.write(at, journal::Described{introduction_of(order)});
    }
  for (auto fill : books.fills) {
    if (fill.time <= poll_.baseline()) continue;
    if (const auto* entry = books_.ledger.find(fill.order_id))
      fill.client_order_id = entry->order.client_order_id;
    if (const auto why = books_.ledger.objection(fill))
      keep_out(fill.client_order_id, fill.order_id, *why, at, out);
    else if (books_.ledger.on_fill(fill, facts))
      books_.write(at, journal::Filled{fill});
  }
  for (const auto* orders : {&books.closed_orders, &books.open_orders})
    for (const auto& order : *orders)
      if (const auto why = books_.ledger.objection(order, Trust::Asked))
        keep_out(order.client_order_id, order.id, *why, at, out);
      else if (books_.ledger.on_description(order, facts, poll_.asked_at()))
        books_.write(at, journal::Described{order});
  books_.apply(facts, at, &out);
  for (const auto* orders : {&books.closed_orders, &books.open_orders})
    for (const auto& order : *orders) learn_exits(order, at, &out);
}

// What the broker tells of an order's exits makes them its model's. Somebody else's are its own.
void Reconciler::learn_exits(const BrokerOrder& order, DeskTime at, DeskOutput* out) {
  if (order.legs.empty()) return;
  const auto* parent = books_.ledger.find(order.client_order_id);
  if (!parent) parent = books_.ledger.find(order.id);
  if (!parent || parent->order.model.empty()) return;
  const auto id = parent->order.client_order_id;
  LedgerFacts facts;
  for (const auto& leg : order.legs) {
    if (const auto why = books_.ledger.objection(leg, Trust::Asked)) {
      if (out) keep_out(leg.client_order_id, leg.id, *why, at, *out);
      continue;
    }
    if (books_.ledger.learn_exit(id, leg, facts)) {
      books_.write(at, journal::LegLearnt{id, leg});
      books_.ledger.on_description(leg, facts, at.time);
    } else if (const auto* known = books_.ledger.find(leg.id);
               known && known->parent && books_.ledger.on_description(leg, facts)) {
      books_.write(at, journal::Described{leg});
    }
  }
  books_.apply(facts, at, out);
}

// Figures that cannot be are kept out of journal and books, and told once an order. The broker is
// asked how the order stands: what its books say of it then is booked.
void Reconciler::keep_out(const ClientOrderId& id, const BrokerOrderId& broker_id,
                          const std::string& what, DeskTime at, DeskOutput& out) {
  const auto* entry = books_.ledger.find(broker_id);
  if (!entry) entry = books_.ledger.find(id);
  if (entry && !entry->order.model.empty()) look_ups_.ask(entry->order.client_order_id);
  if (kept_out_.size() >= most_kept_out || !kept_out_.insert(broker_id).second) return;
  const auto sentence = what + ": it is kept out of the books until the broker's say the same";
  books_.write(at, journal::Noted{sentence});
  out.facts.push_back(Anomaly{AnomalyKind::Implausible, id, sentence});
}

// A symbol in which a model of ours holds shares, has an order working, or had one filled since the
// broker last agreed.
bool Reconciler::is_ours(const Symbol& symbol) const {
  return books_.positions.held_by_models(symbol) || books_.ledger.works_for_models(symbol) ||
         books_.reconciliation.is_fresh(symbol);
}

bool Reconciler::is_ours(const UnreadItem& item) const {
  if (const auto id = ClientOrderId::from(item.client_order_id); id && !id->empty()) {
    if (const auto* entry = books_.ledger.find(*id)) return !entry->order.model.empty();
    if (const auto model = model_of(*id); model && books_.ids.knows(*model)) return true;
  }
  if (const auto id = BrokerOrderId::from(item.id); id && !id->empty())
    if (const auto* entry = books_.ledger.find(*id)) return !entry->order.model.empty();
  const bool of_an_order =
    item.kind == UnreadItem::Kind::Order || item.kind == UnreadItem::Kind::Event;
  const auto symbol = Symbol::from(item.symbol);
  return !of_an_order && symbol && is_ours(*symbol);
}

// What cannot be read and is somebody else's is told once and left out. False when it is ours: then
// the books are as good as unread.
bool Reconciler::leave_out(const std::vector<UnreadItem>& items, DeskTime at, DeskOutput& out) {
  const UnreadItem* mine = nullptr;
  for (const auto& item : items) {
    const auto name = item.symbol.empty() ? item.id : item.symbol + " " + item.id;
    const auto what = std::string{to_string(item.kind)} + ' ' + name + ": " + item.reason;
    if (is_ours(item)) {
      mine = &item;
    } else if (books_.is_first_told("unread " + what)) {
      books_.record_anomaly(AnomalyKind::LeftAlone,
                            "execution left out " + what + "; it is not ours", at, out);
    }
  }
  if (!mine) return true;
  books_.state.on_doubt();
  poll_.look_again_at(at.now + pause_);
  books_.publish(out, "the broker's books cannot be read: " + std::string{to_string(mine->kind)} +
                        ' ' + (mine->client_order_id.empty() ? mine->id : mine->client_order_id) +
                        ' ' + mine->symbol + " is ours: " + mine->reason);
  return false;
}

// What moved without an order: what the account's history explains is booked, the rest of what no
// model holds follows the broker.
void Reconciler::take_activities(const BrokerBooks& books, DeskTime at, DeskOutput& out) {
  std::vector<AccountActivity> since;
  for (const auto& activity : books.activities)
    if (new_york_date(activity.time + std::chrono::hours{12}) >= began_) since.push_back(activity);
  const auto reading = actions_.read(
    since, books_.reconciliation.compare(books.positions, books_.positions), books_.positions);
  for (const auto& id : reading.passed) {
    books_.write(at, journal::ActivityPassed{id});
    actions_.pass(id);
  }
  for (const auto& adjustment : reading.adjustments) book_adjustment(adjustment, books, at, out);
  const auto left = books_.reconciliation.compare(books.positions, books_.positions);
  for (const auto& difference : left)
    if (!is_ours(difference.symbol) && !may_be_renamed(difference, left) &&
        !reading.halves.contains(difference.symbol))
      leave_alone(difference, at, out);
  if (!reading.halves.empty() && reading.halves != halves_) poll_.look_again_at(at.now + pause_);
  halves_ = reading.halves;
}

// Shares that are new here while as many of ours are gone may be those under another name, which
// the broker tells later than it shows them: until that is believed to be gone they wait.
bool Reconciler::may_be_renamed(const PositionDifference& come,
                                const std::vector<PositionDifference>& differences) const {
  return std::any_of(differences.begin(), differences.end(), [&](const PositionDifference& gone) {
    const bool all_gone = gone.ours.units != 0 && gone.theirs.units == 0 && is_ours(gone.symbol);
    return all_gone && come.ours.units == 0 && (come.theirs.units > 0) == (gone.ours.units > 0);
  });
}

void Reconciler::book_adjustment(const PositionAdjustment& adjustment, const BrokerBooks& books,
                                 DeskTime at, DeskOutput& out) {
  const bool mine = books_.positions.held_by_models(adjustment.symbol);
  if (!books_.positions.fits({}, adjustment.new_symbol, Side::Buy, adjustment.after)) return;
  if (!books_.write(at, journal::Adjusted{adjustment})) return;
  const auto actions = books_.positions.adjust(adjustment);
  actions_.on_booked(adjustment, actions);
  for (const auto& symbol : {adjustment.symbol, adjustment.new_symbol})
    books_.reconciliation.on_position(symbol, books_.positions.account_position(symbol));
  if (exchanges_shares(adjustment.kind)) {
    if (!actions.empty())
      books_.marks.convert(adjustment.symbol, adjustment.new_symbol, actions.front().old_shares,
                           actions.front().new_shares);
    for (const auto& order : books.open_orders)
      if (order.symbol == adjustment.symbol || order.symbol == adjustment.new_symbol)
        books_.ledger.restate(order);
  }
  if (mine || books_.is_first_told("foreign " + adjustment.symbol.str()))
    books_.record_anomaly(mine ? AnomalyKind::Moved : AnomalyKind::LeftAlone,
                          adjustment.sentence + (mine ? "" : "; no model of ours holds it"), at,
                          out);
}

void Reconciler::leave_alone(const PositionDifference& difference, DeskTime at, DeskOutput& out) {
  PositionAdjustment made;
  made.kind = ActivityKind::Elsewhere;
  made.symbol = made.new_symbol = difference.symbol;
  made.before = difference.ours;
  made.after = difference.theirs;
  made.price = difference.average;
  made.time = at.time;
  made.sentence = sentence_of(difference);
  if (abs(difference.theirs) > largest_position) return;
  // Whatever it was, it made no profit and no loss of ours.
  auto after = books_.positions;
  after.adjust(made);
  made.cash =
    rounded(books_.positions.account_profit(books_.marks) - after.account_profit(books_.marks));
  if (!books_.write(at, journal::Adjusted{made})) return;
  books_.positions.adjust(made);
  books_.reconciliation.on_position(made.symbol, books_.positions.account_position(made.symbol));
  if (books_.is_first_told("foreign " + made.symbol.str()))
    books_.record_anomaly(
      AnomalyKind::LeftAlone,
      "the " + made.sentence + ": no model of ours holds it, and it is left alone", at, out);
}

std::vector<CorporateAction> Reconciler::take_corporate_actions(const ModelId& model, DeskTime at) {
  auto owed = actions_.take_owed(model);
  if (!owed.empty()) books_.write(at, journal::ActionsTold{model});
  // Entries bear a date alone. What the model decides is decided now.
  for (auto& action : owed) action.time = std::max(action.time, at.time);
  return owed;
}

void Reconciler::compare(const BrokerBooks& books, DeskTime at, DeskOutput& out) {
  ensure(books_.positions.adds_up(), "the models' positions sum to the account's");
  take_activities(books, at, out);
  ensure(books_.positions.adds_up(), "the models' positions sum to the account's");
  books_.reconciliation.see(books.positions, books_.positions);
  auto differences = books_.reconciliation.compare(books.positions, books_.positions);
  std::erase_if(differences, [this](const auto& x) { return !is_ours(x.symbol); });
  for (auto& news : books_.reconciliation.record(differences, at))
    books_.publish(out, std::move(news));
  if (!books_.reconciliation.agrees()) {
    poll_.look_again_at(at.now + books_.reconciliation.pause(at, pause_));
    const auto* lasting = books_.reconciliation.overdue(at);
    if (!lasting || books_.state.disagrees()) return;
    books_.state.on_doubt();
    books_.stop_trading("the books disagree with the broker: " + sentence_of(*lasting),
                        HaltCause::Disagreement, at, out);
    return;
  }
  if ((books_.ledger.unknown() != 0 || look_ups_.exits_awaited(books_.ledger) != 0) &&
      !books_.state.ready()) {
    poll_.look_again_at(at.now + pause_);
    return; // nothing is traded before every order is accounted for
  }
  poll_.advance();
  agreed_ = at.time;
  if (books_.state.ready()) return;
  books_.state.on_agreement();
  books_.write(
    at, journal::Reconciled{poll_.watermark(), books_.ledger.working(), books.positions.size()});
  books_.publish(out, "the books are reconciled with the broker", true);
}

// Orders we hold to be working and the broker lists neither as open nor as closed.
void Reconciler::ask_about_missing(const BrokerBooks& books) {
  std::set<BrokerOrderId> listed;
  for (const auto* orders : {&books.closed_orders, &books.open_orders})
    for (const auto& order : *orders) listed.insert(order.id);
  for (const auto* entry : books_.ledger.working_orders()) {
    const bool known_then = !entry->broker_id.empty() && entry->updated < poll_.asked_at() &&
                            entry->sent < poll_.asked_at();
    if (known_then && !listed.contains(entry->broker_id) && !entry->order.client_order_id.empty())
      look_ups_.ask(entry->order.client_order_id);
  }
}

void Reconciler::ask_about_orders(DeskTime at, DeskOutput& out) {
  const auto due = look_ups_.due(books_.ledger, books_.waiting, at);
  for (const auto& id : due.given_up)
    books_.write(at, journal::Noted{"the broker tells no exits of order " + id.str()});
  out.look_ups.insert(out.look_ups.end(), due.ids.begin(), due.ids.end());
}

bool Reconciler::on_lookup(const OrderLookedUp& answer, DeskTime at, DeskOutput& out) {
  const auto heard = look_ups_.on_answer(answer, at.now);
  if (!heard) return false;
  LedgerFacts facts;
  if (heard->outcome == OrderLookUps::Outcome::Found) {
    const auto& order = *answer.order;
    books_.ids.observe(order->client_order_id);
    if (const auto why = books_.ledger.objection(*order, Trust::Asked)) {
      look_ups_.put_off(answer.id, at.now);
      keep_out(order->client_order_id, order->id, *why, at, out);
      return false;
    }
    look_ups_.close(answer.id);
    if (books_.ledger.on_description(*order, facts, heard->asked_at))
      books_.write(at, journal::Described{*order});
    books_.apply(facts, at, &out);
    facts.clear();
    learn_exits(*order, at, &out);
  } else if (heard->outcome == OrderLookUps::Outcome::Gone) {
    books_.ledger.doubt(answer.id);
    books_.write(at, journal::Absent{answer.id});
    books_.ledger.on_absent(answer.id, at.time, facts);
  }
  books_.apply(facts, at, &out);
  return true;
}

std::size_t Reconciler::exits_awaited() const {
  return look_ups_.exits_awaited(books_.ledger);
}

} // namespace hft
