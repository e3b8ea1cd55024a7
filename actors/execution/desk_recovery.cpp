#include "actors/execution/desk.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

namespace hft {

namespace {

constexpr Duration overlap = std::chrono::seconds{60}; // clocks differ; repeats do no harm
constexpr Duration first_look_back = std::chrono::hours{24};
constexpr unsigned absences_believed = 2;

} // namespace

void Desk::replay(const JournalRecord& record) {
  const DeskTime at{{}, record.at};
  auto& facts = replayed_;
  facts.clear();
  const auto& entry = record.entry;
  if (const auto* started = std::get_if<journal::Started>(&entry)) {
    if (started->account != account_) forget_account();
    account_ = started->account;
    if (started->date != date_) begin_date(started->date);
  } else if (const auto* intent = std::get_if<journal::Intent>(&entry)) {
    note_id(intent->order.client_order_id);
    waiting_.take(intent->order.client_order_id);
    ledger_.intend(intent->order, intent->replaces);
    gate_.recall(intent->order);
  } else if (const auto* waiting = std::get_if<journal::Waiting>(&entry)) {
    note_id(waiting->order.client_order_id);
    waiting_.add({waiting->order, waiting->after, waiting->closes});
    if (!waiting->after.empty()) second_legs_.insert(waiting->order.client_order_id);
  } else if (const auto* dropped = std::get_if<journal::Dropped>(&entry)) {
    waiting_.take(dropped->id);
  } else if (const auto* sent = std::get_if<journal::Sent>(&entry)) {
    ledger_.mark_sent(sent->id, record.at);
    if (const auto* order = ledger_.find(sent->id)) ++counts_[order->order.model].orders;
  } else if (const auto* canceled = std::get_if<journal::CancelSent>(&entry)) {
    ledger_.mark_canceling(canceled->id);
  } else if (const auto* answered = std::get_if<journal::Answered>(&entry)) {
    ledger_.on_answer(answered->answer, facts);
    count_error(answered->answer, record.at);
    learn_from(answered->answer, at, nullptr);
  } else if (const auto* happened = std::get_if<journal::Happened>(&entry)) {
    ledger_.on_event(happened->event, facts);
    learn_from(happened->event, at, nullptr);
  } else if (const auto* described = std::get_if<journal::Described>(&entry)) {
    ledger_.on_description(described->order, facts);
  } else if (const auto* filled = std::get_if<journal::Filled>(&entry)) {
    ledger_.on_fill(filled->fill, facts);
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
    book_.adopt(held.symbol, held.quantity, held.average_entry);
  } else if (const auto* inherited = std::get_if<journal::Inherited>(&entry)) {
    note_id(inherited->order.client_order_id);
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
  waiting_.clear();
  counts_.clear();
  refusals_.clear();
  realized_before_.clear();
  watermark_ = baseline_ = {};
  fresh_ = true;
}

void Desk::note_id(const ClientOrderId& id) {
  const auto text = id.view();
  const auto first = text.find('-');
  const auto last = text.rfind('-');
  if (first != 8 || last == first || last == std::string_view::npos) return;
  std::uint64_t sequence = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + last + 1, end, sequence);
  const auto model = ModelId::from(text.substr(first + 1, last - first - 1));
  if (read.ec != std::errc{} || read.ptr != end || !model) return;
  auto& used = sequences_[*model];
  used = std::max(used, sequence);
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
  drop_waiting_of_earlier_life(at, out);
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
  send_waiting(at, out);
  send_cancels(at, out);
  check_journal(out);
}

// The first look at an account: what is there was there before us.
void Desk::take_baseline(const BrokerBooks& books, DeskTime at, DeskOutput& out) {
  const auto inherit = [&](const BrokerOrder& order) {
    note_id(order.client_order_id);
    write(at, journal::Inherited{order});
    ledger_.inherit(order);
    baseline_ = std::max(baseline_, order.updated);
  };
  std::for_each(books.closed_orders.begin(), books.closed_orders.end(), inherit);
  std::for_each(books.open_orders.begin(), books.open_orders.end(), inherit);
  for (const auto& held : books.positions) {
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
      note_id(order.client_order_id);
      ledger_.introduce(order, facts);
    }
  for (auto fill : books.fills) {
    if (fill.time <= baseline_) continue;
    if (const auto* entry = ledger_.find(fill.order_id))
      fill.client_order_id = entry->order.client_order_id;
    if (ledger_.on_fill(fill, facts)) write(at, journal::Filled{fill});
  }
  for (const auto* orders : {&books.closed_orders, &books.open_orders})
    for (const auto& order : *orders)
      if (ledger_.on_description(order, facts)) write(at, journal::Described{order});
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
      checks_.try_emplace(entry->order.client_order_id, Check{at.now, 0, false});
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
    checks_.erase(found);
    if (ledger_.on_description(*order, facts)) write(at, journal::Described{*order});
  } else if (++check.absent >= absences_believed) {
    checks_.erase(found);
    ledger_.doubt(answer.id);
    write(at, journal::Absent{answer.id});
    ledger_.on_absent(answer.id, at.time, facts);
  }
  take(facts, at, &out);
  send_waiting(at, out);
  if (!reconciled_ && stream_up_ && !fetching_ && ledger_.unknown() == 0) fetch(at, out);
  send_cancels(at, out);
  check_journal(out);
}

} // namespace hft
