#include "actors/execution/desk.hpp"

#include "messages/new_york.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <set>
#include <utility>

namespace hft {

namespace {

constexpr std::size_t most_told = 1000; // a date; the rest is done without a word

/// The model whose order bears the id, if it looks like one of ours: `YYYYMMDD-model-sequence`.
std::optional<ModelId> model_of(const ClientOrderId& id) {
  const auto text = id.view();
  const auto first = text.find('-');
  const auto last = text.rfind('-');
  if (first != 8 || last == first) return std::nullopt;
  return ModelId::from(text.substr(first + 1, last - first - 1));
}

} // namespace

// A record that cannot be taken in ends the replay with a sentence: never with an exception.
void Desk::replay(const JournalRecord& record) try {
  if (!replay_failure_) remember(record);
} catch (const std::exception& e) {
  replay_failure_ = "journal record " + std::to_string(record.sequence) + " of " +
                    format_timestamp(record.at) + " cannot be replayed: " + e.what();
}

void Desk::remember(const JournalRecord& record) {
  const DeskTime at{{}, record.at};
  auto& facts = replayed_;
  facts.clear();
  const auto& entry = record.entry;
  if (const auto* started = std::get_if<journal::Started>(&entry)) {
    if (started->account != account_) forget_account();
    account_ = started->account;
    if (began_ == Date{}) began_ = started->date;
    if (started->date != date_) begin_date(started->date);
  } else if (const auto* intent = std::get_if<journal::Intent>(&entry)) {
    auto order = intent->order;
    ids_.observe(order.client_order_id);
    if (const auto terms = terms_.find(order.client_order_id); terms != terms_.end()) {
      order.terms = terms->second;
      terms_.erase(terms);
    }
    if (const auto* former = ledger_.find(intent->replaces)) order.leg = former->order.leg;
    waiting_.take(order.client_order_id);
    // An id that was taken by then was never sent: earlier versions journaled it all the same.
    if (!ledger_.intend(order, intent->replaces)) return;
    gate_.recall(intent->order);
  } else if (const auto* waiting = std::get_if<journal::Waiting>(&entry)) {
    ids_.observe(waiting->order.client_order_id);
    auto order = waiting->order;
    if (const auto terms = terms_.find(order.client_order_id); terms != terms_.end())
      order.terms = terms->second;
    if (!waiting_.find(order.client_order_id)) waiting_.add({order, waiting->after});
    if (!waiting->after.empty()) second_legs_.insert(waiting->order.client_order_id);
  } else if (const auto* dropped = std::get_if<journal::Dropped>(&entry)) {
    waiting_.take(dropped->id);
  } else if (const auto* sent = std::get_if<journal::Sent>(&entry)) {
    ledger_.mark_sent(sent->id, record.at);
    if (const auto* order = ledger_.find(sent->id)) counts_.on_sent(order->order.model);
  } else if (const auto* canceled = std::get_if<journal::CancelSent>(&entry)) {
    ledger_.mark_canceling(canceled->id, record.at);
  } else if (const auto* answered = std::get_if<journal::Answered>(&entry)) {
    auto answer = answered->answer;
    if (answer.order) {
      ids_.observe(answer.order->client_order_id);
      if (ledger_.objection(*answer.order, Trust::Asked)) {
        answer.order.reset();
        answer.kind = AnswerKind::Unclear;
      }
    }
    const auto* asked = ledger_.find(answer.client_order_id);
    const bool was_sent = asked && asked->sent.nanoseconds != 0;
    ledger_.on_answer(answer, facts);
    if (was_sent) count_error(answered->answer, record.at); // else we refused it ourselves
    learn_from(answered->answer, at, nullptr);
  } else if (const auto* happened = std::get_if<journal::Happened>(&entry)) {
    ids_.observe(happened->event.order.client_order_id);
    // What is journaled was believed; only earlier versions believed what cannot be.
    if (!ledger_.objection(happened->event, Trust::Asked)) ledger_.on_event(happened->event, facts);
    learn_from(happened->event, at, nullptr);
  } else if (const auto* described = std::get_if<journal::Described>(&entry)) {
    ids_.observe(described->order.client_order_id);
    if (!ledger_.objection(described->order, Trust::Asked))
      ledger_.on_description(described->order, facts, record.at);
  } else if (const auto* filled = std::get_if<journal::Filled>(&entry)) {
    if (!ledger_.objection(filled->fill)) ledger_.on_fill(filled->fill, facts);
  } else if (const auto* absent = std::get_if<journal::Absent>(&entry)) {
    ledger_.on_absent(absent->id, record.at, facts);
  } else if (const auto* refusal = std::get_if<journal::Refused>(&entry)) {
    counts_.on_refused(refusal->refused.model, refusal->refused.refusal);
  } else if (const auto* halted = std::get_if<journal::Halted>(&entry)) {
    // A disagreement is found again if it is still there; an operator's halt stays.
    if (!halted->books_disagree) state_.halt(halted->reason);
  } else if (std::holds_alternative<journal::Resumed>(entry)) {
    state_.resume();
    kill_switch_.reset();
  } else if (const auto* tripped = std::get_if<journal::Tripped>(&entry)) {
    kill_switch_.trip(tripped->flatten);
  } else if (std::holds_alternative<journal::Flattened>(entry)) {
    kill_switch_.on_flattened();
  } else if (const auto* began = std::get_if<journal::DayBegan>(&entry)) {
    gate_.resume_day(began->account ? nullptr : &began->model,
                     static_cast<int128>(began->profit.units) * units_per_whole);
  } else if (const auto* baseline = std::get_if<journal::Baseline>(&entry)) {
    const auto& held = baseline->position;
    if (book_.fits({}, held.symbol, Side::Buy, held.quantity))
      book_.adopt(held.symbol, held.quantity, held.average_entry);
  } else if (const auto* inherited = std::get_if<journal::Inherited>(&entry)) {
    ids_.observe(inherited->order.client_order_id);
    ledger_.inherit(inherited->order);
    poll_.inherit(inherited->order.updated);
  } else if (const auto* adjusted = std::get_if<journal::Adjusted>(&entry)) {
    actions_.on_booked(adjusted->adjustment, book_.adjust(adjusted->adjustment));
  } else if (const auto* settled = std::get_if<journal::Settled>(&entry)) {
    book_.settle({settled->seller, settled->buyer, settled->quantity}, settled->symbol,
                 settled->price);
  } else if (const auto* terms = std::get_if<journal::Terms>(&entry)) {
    ids_.observe(terms->id);
    terms_[terms->id] = terms->terms;
  } else if (const auto* learnt = std::get_if<journal::LegLearnt>(&entry)) {
    if (!ledger_.objection(learnt->order, Trust::Asked) &&
        ledger_.learn_exit(learnt->parent, learnt->order, facts))
      ledger_.on_description(learnt->order, facts, record.at);
  } else if (const auto* passed = std::get_if<journal::ActivityPassed>(&entry)) {
    actions_.pass(passed->id);
  } else if (const auto* knows = std::get_if<journal::ActionsTold>(&entry)) {
    actions_.take_owed(knows->model);
  } else if (const auto* reconciled = std::get_if<journal::Reconciled>(&entry)) {
    poll_.recall(reconciled->watermark);
  }
  take(facts, at, nullptr);
}

void Desk::forget_account() {
  ledger_ = {};
  book_ = {};
  waiting_.clear();
  terms_.clear();
  look_ups_.forget();
  owed_refusals_.clear();
  counts_.forget();
  poll_.forget();
  positions_.forget();
  actions_ = {};
  began_ = {};
}

void Desk::start(Date date, DeskTime at, DeskOutput& out) {
  if (config_.account != account_) forget_account();
  account_ = config_.account;
  if (began_ == Date{}) began_ = date;
  ledger_.doubt_unanswered();
  gate_.forget_after(at.now);
  const bool new_date = date != date_;
  if (new_date) begin_date(date);
  write(at, journal::Started{account_, date_, config_.program});
  if (new_date) record_day(at);
  drop_waiting_of_earlier_life(at, out);
  if (state_.halted()) tell(out, "execution is still halted: " + state_.halt_reason());
  check_journal(out);
}

void Desk::fetch(DeskTime at, DeskOutput& out) {
  const auto question = poll_.ask(at);
  positions_.ask(book_);
  out.fetch = FetchRequest{question.since, question.number, positions_.differing()};
}

void Desk::record_account(const BrokerBooks& books, DeskOutput& out) {
  if (!books.cash || !books.equity || !books.buying_power) return;
  const AccountState told{*books.cash, *books.equity, *books.buying_power};
  if (account_state_ == told) return;
  account_state_ = out.account = told;
}

void Desk::on_books(const BooksFetched& fetched, DeskTime at, DeskOutput& out) {
  if (!poll_.take_answer(fetched.number)) return;
  if (!fetched.books) {
    poll_.look_again_at(at.now + config_.recheck_pause);
    if (!ready()) tell(out, "the broker's books cannot be read: " + fetched.books.error().sentence);
    return;
  }
  if (poll_.is_first())
    take_baseline(*fetched.books, at, out);
  else
    merge(*fetched.books, at, out);
  record_block(*fetched.books, out);
  record_account(*fetched.books, out);
  if (poll_.fetching()) return; // the first look missed what happened meanwhile: look again
  ask_about_missing(*fetched.books);
  if (leave_out(fetched.books->unread, at, out)) {
    compare(*fetched.books, at, out);
    desk_close_.on_books(fetched.number);
  }
  send_waiting(at, out);
  if (desk_close_.under_way() && our_working() != 0) cancel_working(at, out);
  send_cancels(at, out);
  check_journal(out);
}

// The first look at an account: what is there was there before us.
void Desk::take_baseline(const BrokerBooks& books, DeskTime at, DeskOutput& out) {
  const auto inherit = [&](const BrokerOrder& order) {
    ids_.observe(order.client_order_id);
    if (const auto why = ledger_.objection(order, Trust::Asked))
      return keep_out(order.client_order_id, order.id, *why, at, out);
    write(at, journal::Inherited{order});
    ledger_.inherit(order);
    poll_.inherit(order.updated);
  };
  std::for_each(books.closed_orders.begin(), books.closed_orders.end(), inherit);
  std::for_each(books.open_orders.begin(), books.open_orders.end(), inherit);
  for (const auto& held : books.positions) {
    if (!book_.fits({}, held.symbol, Side::Buy, held.quantity)) continue; // compared, and told then
    write(at, journal::Baseline{held});
    book_.adopt(held.symbol, held.quantity, held.average_entry);
    positions_.on_position(held.symbol, held.quantity);
    out.facts.push_back(Anomaly{AnomalyKind::Adopted,
                                {},
                                "execution adopted " + to_string(held.quantity) + ' ' +
                                  held.symbol.str() + ": the account held it before us"});
  }
  for (const auto& activity : books.activities) {
    if (activity.symbol.empty() || actions_.is_known(activity.id)) continue;
    write(at, journal::ActivityPassed{activity.id});
    actions_.pass(activity.id);
  }
  poll_.end_first_look();
  for (const auto& event : std::exchange(before_baseline_, {})) on_event(event, at, out);
  if (!std::exchange(missed_events_, false)) return;
  poll_.advance();
  fetch(at, out);
}

void Desk::merge(const BrokerBooks& books, DeskTime at, DeskOutput& out) {
  LedgerFacts facts;
  for (const auto* orders : {&books.closed_orders, &books.open_orders})
    for (const auto& order : *orders) {
      ids_.observe(order.client_order_id);
      if (!ledger_.objection(order, Trust::Asked) && ledger_.introduce(order, facts))
        write(at, journal::Described{introduction_of(order)});
    }
  for (auto fill : books.fills) {
    if (fill.time <= poll_.baseline()) continue;
    if (const auto* entry = ledger_.find(fill.order_id))
      fill.client_order_id = entry->order.client_order_id;
    if (const auto why = ledger_.objection(fill))
      keep_out(fill.client_order_id, fill.order_id, *why, at, out);
    else if (ledger_.on_fill(fill, facts))
      write(at, journal::Filled{fill});
  }
  for (const auto* orders : {&books.closed_orders, &books.open_orders})
    for (const auto& order : *orders)
      if (const auto why = ledger_.objection(order, Trust::Asked))
        keep_out(order.client_order_id, order.id, *why, at, out);
      else if (ledger_.on_description(order, facts, poll_.asked_at()))
        write(at, journal::Described{order});
  take(facts, at, &out);
  for (const auto* orders : {&books.closed_orders, &books.open_orders})
    for (const auto& order : *orders) learn_exits(order, at, &out);
}

// What the broker tells of an order's exits makes them its model's. Somebody else's are its own.
void Desk::learn_exits(const BrokerOrder& order, DeskTime at, DeskOutput* out) {
  if (order.legs.empty()) return;
  const auto* parent = ledger_.find(order.client_order_id);
  if (!parent) parent = ledger_.find(order.id);
  if (!parent || parent->order.model.empty()) return;
  const auto id = parent->order.client_order_id;
  LedgerFacts facts;
  for (const auto& leg : order.legs) {
    if (const auto why = ledger_.objection(leg, Trust::Asked)) {
      if (out) keep_out(leg.client_order_id, leg.id, *why, at, *out);
      continue;
    }
    if (ledger_.learn_exit(id, leg, facts)) {
      write(at, journal::LegLearnt{id, leg});
      ledger_.on_description(leg, facts, at.time);
    } else if (const auto* known = ledger_.find(leg.id);
               known && known->parent && ledger_.on_description(leg, facts)) {
      write(at, journal::Described{leg});
    }
  }
  take(facts, at, out);
}

bool Desk::is_first_told(std::string what) {
  return told_once_.size() < most_told && told_once_.insert(std::move(what)).second;
}

void Desk::record_anomaly(AnomalyKind kind, std::string sentence, DeskTime at, DeskOutput& out) {
  write(at, journal::Noted{sentence});
  out.facts.push_back(Anomaly{kind, {}, std::move(sentence)});
}

// A symbol in which a model of ours holds shares, has an order working, or had one filled since the
// broker last agreed.
bool Desk::is_ours(const Symbol& symbol) const {
  return book_.held_by_models(symbol) || ledger_.works_for_models(symbol) ||
         positions_.is_fresh(symbol);
}

bool Desk::is_ours(const UnreadItem& item) const {
  if (const auto id = ClientOrderId::from(item.client_order_id); id && !id->empty()) {
    if (const auto* entry = ledger_.find(*id)) return !entry->order.model.empty();
    if (const auto model = model_of(*id); model && ids_.knows(*model)) return true;
  }
  if (const auto id = BrokerOrderId::from(item.id); id && !id->empty())
    if (const auto* entry = ledger_.find(*id)) return !entry->order.model.empty();
  const bool of_an_order =
    item.kind == UnreadItem::Kind::Order || item.kind == UnreadItem::Kind::Event;
  const auto symbol = Symbol::from(item.symbol);
  return !of_an_order && symbol && is_ours(*symbol);
}

// What cannot be read and is somebody else's is told once and left out. False when it is ours: then
// the books are as good as unread.
bool Desk::leave_out(const std::vector<UnreadItem>& items, DeskTime at, DeskOutput& out) {
  const UnreadItem* mine = nullptr;
  for (const auto& item : items) {
    const auto name = item.symbol.empty() ? item.id : item.symbol + " " + item.id;
    const auto what = std::string{to_string(item.kind)} + ' ' + name + ": " + item.reason;
    if (is_ours(item)) {
      mine = &item;
    } else if (is_first_told("unread " + what)) {
      record_anomaly(AnomalyKind::LeftAlone, "execution left out " + what + "; it is not ours", at,
                     out);
    }
  }
  if (!mine) return true;
  state_.on_doubt();
  poll_.look_again_at(at.now + config_.recheck_pause);
  tell(out, "the broker's books cannot be read: " + std::string{to_string(mine->kind)} + ' ' +
              (mine->client_order_id.empty() ? mine->id : mine->client_order_id) + ' ' +
              mine->symbol + " is ours: " + mine->reason);
  return false;
}

void Desk::on_unread(const UnreadItem& item, DeskTime at, DeskOutput& out) {
  const bool nameless = item.id.empty() && item.client_order_id.empty();
  if (!nameless && leave_out({item}, at, out)) return;
  if (nameless) tell(out, "an event of the order stream cannot be read: " + item.reason);
  state_.on_doubt(); // what it told, the books tell
  if (state_.stream_up()) fetch(at, out);
  check_journal(out);
}

// What moved without an order: what the account's history explains is booked, the rest of what no
// model holds follows the broker.
void Desk::take_activities(const BrokerBooks& books, DeskTime at, DeskOutput& out) {
  std::vector<AccountActivity> since;
  for (const auto& activity : books.activities)
    if (new_york_date(activity.time + std::chrono::hours{12}) >= began_) since.push_back(activity);
  const auto reading = actions_.read(since, positions_.compare(books.positions, book_), book_);
  for (const auto& id : reading.passed) {
    write(at, journal::ActivityPassed{id});
    actions_.pass(id);
  }
  for (const auto& adjustment : reading.adjustments) book_adjustment(adjustment, books, at, out);
  const auto left = positions_.compare(books.positions, book_);
  for (const auto& difference : left)
    if (!is_ours(difference.symbol) && !may_be_renamed(difference, left) &&
        !reading.halves.contains(difference.symbol))
      leave_alone(difference, at, out);
  if (!reading.halves.empty() && reading.halves != halves_)
    poll_.look_again_at(at.now + config_.recheck_pause);
  halves_ = reading.halves;
}

// Shares that are new here while as many of ours are gone may be those under another name, which
// the broker tells later than it shows them: until that is believed to be gone they wait.
bool Desk::may_be_renamed(const PositionDifference& come,
                          const std::vector<PositionDifference>& differences) const {
  return std::any_of(differences.begin(), differences.end(), [&](const PositionDifference& gone) {
    const bool all_gone = gone.ours.units != 0 && gone.theirs.units == 0 && is_ours(gone.symbol);
    return all_gone && come.ours.units == 0 && (come.theirs.units > 0) == (gone.ours.units > 0);
  });
}

void Desk::book_adjustment(const PositionAdjustment& adjustment, const BrokerBooks& books,
                           DeskTime at, DeskOutput& out) {
  const bool mine = book_.held_by_models(adjustment.symbol);
  if (!book_.fits({}, adjustment.new_symbol, Side::Buy, adjustment.after)) return;
  if (!write(at, journal::Adjusted{adjustment})) return;
  const auto actions = book_.adjust(adjustment);
  actions_.on_booked(adjustment, actions);
  for (const auto& symbol : {adjustment.symbol, adjustment.new_symbol})
    positions_.on_position(symbol, book_.account_position(symbol));
  if (exchanges_shares(adjustment.kind)) {
    if (!actions.empty())
      marks_.convert(adjustment.symbol, adjustment.new_symbol, actions.front().old_shares,
                     actions.front().new_shares);
    for (const auto& order : books.open_orders)
      if (order.symbol == adjustment.symbol || order.symbol == adjustment.new_symbol)
        ledger_.restate(order);
  }
  if (mine || is_first_told("foreign " + adjustment.symbol.str()))
    record_anomaly(mine ? AnomalyKind::Moved : AnomalyKind::LeftAlone,
                   adjustment.sentence + (mine ? "" : "; no model of ours holds it"), at, out);
}

void Desk::leave_alone(const PositionDifference& difference, DeskTime at, DeskOutput& out) {
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
  auto after = book_;
  after.adjust(made);
  made.cash = rounded(book_.account_profit(marks_) - after.account_profit(marks_));
  if (!write(at, journal::Adjusted{made})) return;
  book_.adjust(made);
  positions_.on_position(made.symbol, book_.account_position(made.symbol));
  if (is_first_told("foreign " + made.symbol.str()))
    record_anomaly(AnomalyKind::LeftAlone,
                   "the " + made.sentence + ": no model of ours holds it, and it is left alone", at,
                   out);
}

std::vector<CorporateAction> Desk::take_corporate_actions(const ModelId& model, DeskTime at) {
  auto owed = actions_.take_owed(model);
  if (!owed.empty()) write(at, journal::ActionsTold{model});
  // Entries bear a date alone. What the model decides is decided now.
  for (auto& action : owed) action.time = std::max(action.time, at.time);
  return owed;
}

void Desk::compare(const BrokerBooks& books, DeskTime at, DeskOutput& out) {
  ensure(book_.adds_up(), "the models' positions sum to the account's");
  take_activities(books, at, out);
  ensure(book_.adds_up(), "the models' positions sum to the account's");
  auto differences = positions_.compare(books.positions, book_);
  std::erase_if(differences, [this](const auto& x) { return !is_ours(x.symbol); });
  for (auto& news : positions_.record(differences, at)) tell(out, std::move(news));
  if (!positions_.agrees()) {
    poll_.look_again_at(at.now + positions_.pause(at, config_.recheck_pause));
    const auto* lasting = positions_.overdue(at);
    if (!lasting || state_.disagrees()) return;
    state_.on_doubt();
    stop_trading("the books disagree with the broker: " + sentence_of(*lasting),
                 HaltCause::Disagreement, at, out);
    return;
  }
  if ((ledger_.unknown() != 0 || look_ups_.exits_awaited(ledger_) != 0) && !ready()) {
    poll_.look_again_at(at.now + config_.recheck_pause);
    return; // nothing is traded before every order is accounted for
  }
  poll_.advance();
  agreed_ = at.time;
  if (ready()) return;
  state_.on_agreement();
  write(at, journal::Reconciled{poll_.watermark(), ledger_.working(), books.positions.size()});
  tell(out, "the books are reconciled with the broker", true);
}

// Orders we hold to be working and the broker lists neither as open nor as closed.
void Desk::ask_about_missing(const BrokerBooks& books) {
  std::set<BrokerOrderId> listed;
  for (const auto* orders : {&books.closed_orders, &books.open_orders})
    for (const auto& order : *orders) listed.insert(order.id);
  for (const auto* entry : ledger_.working_orders()) {
    const bool known_then = !entry->broker_id.empty() && entry->updated < poll_.asked_at() &&
                            entry->sent < poll_.asked_at();
    if (known_then && !listed.contains(entry->broker_id) && !entry->order.client_order_id.empty())
      look_ups_.ask(entry->order.client_order_id);
  }
}

void Desk::ask_about_orders(DeskTime at, DeskOutput& out) {
  const auto due = look_ups_.due(ledger_, waiting_, at);
  for (const auto& id : due.given_up)
    write(at, journal::Noted{"the broker tells no exits of order " + id.str()});
  out.look_ups.insert(out.look_ups.end(), due.ids.begin(), due.ids.end());
}

void Desk::on_lookup(const OrderLookedUp& answer, DeskTime at, DeskOutput& out) {
  const auto heard = look_ups_.on_answer(answer, at.now);
  if (!heard) return;
  LedgerFacts facts;
  if (heard->outcome == OrderLookUps::Outcome::Found) {
    const auto& order = *answer.order;
    ids_.observe(order->client_order_id);
    if (const auto why = ledger_.objection(*order, Trust::Asked)) {
      look_ups_.put_off(answer.id, at.now);
      return keep_out(order->client_order_id, order->id, *why, at, out);
    }
    look_ups_.close(answer.id);
    if (ledger_.on_description(*order, facts, heard->asked_at))
      write(at, journal::Described{*order});
    take(facts, at, &out);
    facts.clear();
    learn_exits(*order, at, &out);
  } else if (heard->outcome == OrderLookUps::Outcome::Gone) {
    ledger_.doubt(answer.id);
    write(at, journal::Absent{answer.id});
    ledger_.on_absent(answer.id, at.time, facts);
  }
  take(facts, at, &out);
  send_waiting(at, out);
  if (state_.link() == BooksLink::Reconciling && !poll_.fetching() && ledger_.unknown() == 0)
    fetch(at, out);
  send_cancels(at, out);
  check_journal(out);
}

} // namespace hft
