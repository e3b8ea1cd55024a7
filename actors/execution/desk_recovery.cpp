#include "actors/execution/desk.hpp"

#include <algorithm>
#include <exception>
#include <set>
#include <utility>

namespace hft {

namespace {

constexpr Duration overlap = std::chrono::seconds{60}; // clocks differ; repeats do no harm
constexpr Duration first_look_back = std::chrono::hours{24};
constexpr unsigned absences_believed = 2;

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
    if (started->date != date_) begin_date(started->date);
  } else if (const auto* intent = std::get_if<journal::Intent>(&entry)) {
    ids_.observe(intent->order.client_order_id);
    // An id that was taken by then was never sent: earlier versions journaled it all the same.
    if (!ledger_.intend(intent->order, intent->replaces)) return;
    gate_.recall(intent->order);
  } else if (const auto* sent = std::get_if<journal::Sent>(&entry)) {
    ledger_.mark_sent(sent->id, record.at);
    if (const auto* order = ledger_.find(sent->id)) ++counts_[order->order.model].orders;
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
    ledger_.on_answer(answer, facts);
    count_error(answered->answer, record.at);
  } else if (const auto* happened = std::get_if<journal::Happened>(&entry)) {
    ids_.observe(happened->event.order.client_order_id);
    // What is journaled was believed; only earlier versions believed what cannot be.
    if (!ledger_.objection(happened->event, Trust::Asked)) ledger_.on_event(happened->event, facts);
  } else if (const auto* described = std::get_if<journal::Described>(&entry)) {
    ids_.observe(described->order.client_order_id);
    if (!ledger_.objection(described->order, Trust::Asked))
      ledger_.on_description(described->order, facts, record.at);
  } else if (const auto* filled = std::get_if<journal::Filled>(&entry)) {
    if (!ledger_.objection(filled->fill)) ledger_.on_fill(filled->fill, facts);
  } else if (const auto* absent = std::get_if<journal::Absent>(&entry)) {
    ledger_.on_absent(absent->id, record.at, facts);
  } else if (const auto* refusal = std::get_if<journal::Refused>(&entry)) {
    ++counts_[refusal->refused.model].refused;
    ++refusals_[std::string{to_string(refusal->refused.refusal)}];
  } else if (const auto* halted = std::get_if<journal::Halted>(&entry)) {
    // A disagreement is found again if it is still there; an operator's halt stays.
    if (!halted->books_disagree) {
      halted_ = true;
      halt_reason_ = halted->reason;
    }
  } else if (std::holds_alternative<journal::Resumed>(entry)) {
    halted_ = flatten_wanted_ = false;
    halt_reason_.clear();
    errors_.forget();
  } else if (const auto* tripped = std::get_if<journal::Tripped>(&entry)) {
    flatten_wanted_ = tripped->flatten;
  } else if (std::holds_alternative<journal::Flattened>(entry)) {
    flatten_wanted_ = false;
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
    baseline_ = std::max(baseline_, inherited->order.updated);
  } else if (const auto* reconciled = std::get_if<journal::Reconciled>(&entry)) {
    watermark_ = reconciled->watermark;
    fresh_ = false;
  }
  take(facts, at, nullptr);
}

void Desk::forget_account() {
  ledger_ = {};
  book_ = {};
  counts_.clear();
  refusals_.clear();
  realized_before_.clear();
  watermark_ = baseline_ = {};
  fresh_ = true;
}

void Desk::start(Date date, DeskTime at, DeskOutput& out) {
  if (config_.account != account_) forget_account();
  account_ = config_.account;
  ledger_.doubt_unanswered();
  gate_.forget_after(at.now);
  const bool new_date = date != date_;
  if (new_date) begin_date(date);
  write(at, journal::Started{account_, date_, config_.program});
  if (new_date) note_day(at);
  if (halted_) tell(out, "execution is still halted: " + halt_reason_);
  check_journal(out);
}

void Desk::fetch(DeskTime at, DeskOutput& out) {
  const auto since = fresh_ ? at.time - first_look_back : std::max(watermark_ - overlap, baseline_);
  fetching_ = true;
  fetch_at_ = at;
  next_fetch_ = at.now + config_.poll_interval;
  agreement_.ask(book_);
  out.fetch = FetchWish{since, ++fetch_number_};
}

void Desk::on_books(const BooksFetched& fetched, DeskTime at, DeskOutput& out) {
  if (!fetching_ || fetched.number != fetch_number_) return;
  fetching_ = false;
  if (!fetched.books) {
    next_fetch_ = at.now + config_.recheck_pause;
    if (!reconciled_)
      tell(out, "the broker's books cannot be read: " + fetched.books.error().sentence);
    return;
  }
  if (fresh_)
    take_baseline(*fetched.books, at, out);
  else
    merge(*fetched.books, at, out);
  note_block(*fetched.books, out);
  ask_about_missing(*fetched.books, at);
  compare(*fetched.books, at, out);
  if (fetched.number == last_look_) looked_ = true;
  if (closing_ && !close_told_ && our_working() != 0) cancel_working(at, out);
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
    baseline_ = std::max(baseline_, order.updated);
  };
  std::for_each(books.closed_orders.begin(), books.closed_orders.end(), inherit);
  std::for_each(books.open_orders.begin(), books.open_orders.end(), inherit);
  for (const auto& held : books.positions) {
    if (!book_.fits({}, held.symbol, Side::Buy, held.quantity)) continue; // compared, and told then
    write(at, journal::Baseline{held});
    book_.adopt(held.symbol, held.quantity, held.average_entry);
    agreement_.on_position(held.symbol, held.quantity);
    out.facts.push_back(Anomaly{AnomalyKind::Adopted,
                                {},
                                "execution adopted " + to_string(held.quantity) + ' ' +
                                  held.symbol.str() + ": the account held it before us"});
  }
  fresh_ = false;
  for (const auto& event : std::exchange(before_baseline_, {})) on_event(event, at, out);
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
    if (fill.time <= baseline_) continue;
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
      else if (ledger_.on_description(order, facts, fetch_at_.time))
        write(at, journal::Described{order});
  take(facts, at, &out);
}

void Desk::compare(const BrokerBooks& books, DeskTime at, DeskOutput& out) {
  ensure(book_.adds_up(), "the models' positions sum to the account's");
  const auto differences = agreement_.compare(books.positions, book_);
  if (!differences.empty()) {
    next_fetch_ = at.now + config_.recheck_pause;
    if (agreement_.strikes() < config_.strikes || disagree_) return;
    reconciled_ = false;
    stop_trading("the books disagree with the broker: " + differences.front(), true, at, out);
    return;
  }
  if (ledger_.unknown() != 0 && !reconciled_) {
    next_fetch_ = at.now + config_.recheck_pause;
    return; // nothing is traded before every order is accounted for
  }
  watermark_ = fetch_at_.time;
  if (reconciled_) return;
  reconciled_ = stream_up_;
  write(at, journal::Reconciled{watermark_, ledger_.working(), books.positions.size()});
  tell(out, "the books are reconciled with the broker", true);
}

// Orders we hold to be working and the broker lists neither as open nor as closed.
void Desk::ask_about_missing(const BrokerBooks& books, DeskTime at) {
  std::set<BrokerOrderId> listed;
  for (const auto* orders : {&books.closed_orders, &books.open_orders})
    for (const auto& order : *orders) listed.insert(order.id);
  for (const auto* entry : ledger_.working_orders()) {
    const bool known_then =
      !entry->broker_id.empty() && entry->updated < fetch_at_.time && entry->sent < fetch_at_.time;
    if (known_then && !listed.contains(entry->broker_id) && !entry->order.client_order_id.empty())
      checks_.try_emplace(entry->order.client_order_id, Check{at.now, 0, false, {}});
  }
}

void Desk::ask_about_unknown(DeskTime at, DeskOutput& out) {
  for (const auto* entry : ledger_.working_orders()) {
    const auto& id = entry->order.client_order_id;
    if (entry->state == OrderState::Unknown && !id.empty()) checks_.try_emplace(id);
    const bool silent = entry->state == OrderState::Intended && entry->sent.nanoseconds != 0 &&
                        at.time - entry->sent >= config_.answer_timeout;
    if (silent) checks_.try_emplace(id);
  }
  for (auto& [id, check] : checks_) {
    if (at.now < check.next) continue;
    check.next = at.now + (check.asked ? config_.answer_timeout : config_.recheck_pause);
    check.asked = true;
    check.asked_at = at.time;
    out.look_ups.push_back(id);
  }
}

void Desk::on_lookup(const OrderLookedUp& answer, DeskTime at, DeskOutput& out) {
  const auto found = checks_.find(answer.id);
  if (found == checks_.end()) return;
  auto& check = found->second;
  check.next = at.now + config_.recheck_pause;
  check.asked = false;
  if (!answer.order) return; // no answer: asked again after the pause
  LedgerFacts facts;
  if (const auto& order = *answer.order) {
    ids_.observe(order->client_order_id);
    if (const auto why = ledger_.objection(*order, Trust::Asked)) {
      check.next = at.now + config_.answer_timeout;
      return keep_out(order->client_order_id, order->id, *why, at, out);
    }
    const auto asked = check.asked_at;
    checks_.erase(found);
    if (ledger_.on_description(*order, facts, asked)) write(at, journal::Described{*order});
  } else if (++check.absent >= absences_believed) {
    checks_.erase(found);
    ledger_.doubt(answer.id);
    write(at, journal::Absent{answer.id});
    ledger_.on_absent(answer.id, at.time, facts);
  }
  take(facts, at, &out);
  if (!reconciled_ && stream_up_ && !fetching_ && ledger_.unknown() == 0) fetch(at, out);
  send_cancels(at, out);
  check_journal(out);
}

} // namespace hft
