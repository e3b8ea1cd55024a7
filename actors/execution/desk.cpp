#include "actors/execution/desk.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace hft {

namespace {

constexpr Duration ended_checkpoint = std::chrono::hours{24};
constexpr std::size_t most_watched_assets = 100; // beyond them only what is traded is asked for

// A definite no to this order, not to whoever asks or to how often.
bool is_about_the_order(const OrderAnswered& answer) {
  const auto status = answer.http_status;
  return answer.kind == AnswerKind::Refused && status >= 400 && status < 500 && status != 401 &&
         status != 408 && status != 429;
}

OrderReport report_of(const LedgerEntry& entry) {
  return {entry.order,    entry.broker_id,       entry.state,
          entry.filled(), entry.average_price(), std::max(entry.updated, entry.sent)};
}

} // namespace

Desk::Desk(DeskConfig config, OrderJournal& journal)
  : config_(std::move(config)),
    journal_(journal),
    books_(journal, config_.position_patience),
    gate_(config_.risk),
    kill_switch_(config_.risk.errors_a_minute, config_.loss_patience),
    session_close_(config_.cancel_lead, config_.flatten_lead),
    cancels_(books_),
    closer_(books_, gate_),
    placement_(OrderPlacementParts{books_, gate_, assets_, hold_back_, cancels_, closer_, session_,
                                   config_.real_time}),
    reconciler_(books_, {config_.poll_interval, config_.recheck_pause, config_.answer_timeout}) {}

void Desk::on_submitted(const ClientOrderId& id, bool taken, DeskTime at, DeskOutput& out) {
  const auto* entry = books_.ledger.find(id);
  if (!entry) return; // only intended orders are submitted
  if (taken) {
    books_.write(at, journal::Sent{id});
    books_.ledger.mark_sent(id, at.time);
    books_.counts.on_sent(entry->order.model);
  } else {
    OrderAnswered answer;
    answer.kind = AnswerKind::Refused;
    answer.client_order_id = id;
    answer.sentence = refuse(entry->order, Refusal::RequestBudget,
                             "nothing was sent: the broker's request budget is used up")
                        .sentence;
    books_.write(at, journal::Answered{answer});
    LedgerFacts facts;
    books_.ledger.on_answer(answer, facts);
    books_.apply(facts, at, &out);
    placement_.send_waiting(at, out);
  }
  books_.check_journal(out);
}

void Desk::on_answer(const OrderAnswered& given, DeskTime at, DeskOutput& out) {
  auto answer = given;
  if (answer.order) {
    books_.ids.observe(answer.order->client_order_id);
    if (const auto why = books_.ledger.objection(*answer.order, Trust::Told)) {
      reconciler_.keep_out(answer.client_order_id, answer.order->id, *why, at, out);
      answer.order.reset();
      answer.kind = AnswerKind::Unclear;
      answer.sentence = *why;
    }
  }
  books_.write(at, journal::Answered{answer});
  LedgerFacts facts;
  books_.ledger.on_answer(answer, facts);
  count_error(answer, at.time);
  learn_from(answer, at, &out);
  if (answer.order) reconciler_.learn_exits(*answer.order, at, &out);
  const auto* entry = books_.ledger.find(answer.client_order_id);
  const bool order_entry = answer.request == OrderRequest::Submit;
  if (entry && order_entry && answer.written.nanoseconds != 0 &&
      entry->order.received.nanoseconds != 0)
    latency_.record(answer.written - entry->order.received);
  if (order_entry && answer.written.nanoseconds != 0 && answer.answered > answer.written)
    answers_.record(answer.answered - answer.written);
  // A cancel or replacement that came to nothing: only the broker knows how its order stands.
  if (answer.request != OrderRequest::Submit && answer.kind != AnswerKind::Taken && entry)
    reconciler_.ask_anew(entry->replaces.empty() ? answer.client_order_id : entry->replaces);
  books_.apply(facts, at, &out);
  placement_.send_waiting(at, out);
  watch_limits(at, out);
  cancels_.send_due(at, out);
  books_.check_journal(out);
}

void Desk::on_event(const OrderEvent& event, DeskTime at, DeskOutput& out) {
  books_.ids.observe(event.order.client_order_id);
  if (reconciler_.keep_early(event)) return;
  if (const auto why = books_.ledger.objection(event, Trust::Told))
    return reconciler_.keep_out(event.order.client_order_id, event.order.id, *why, at, out);
  books_.write(at, journal::Happened{event});
  LedgerFacts facts;
  books_.ledger.on_event(event, facts);
  learn_from(event, at, &out);
  books_.apply(facts, at, &out);
  reconciler_.learn_exits(event.order, at, &out);
  placement_.send_waiting(at, out);
  watch_limits(at, out);
  cancels_.send_due(at, out);
  books_.check_journal(out);
}

void Desk::on_stream(const OrderStreamChanged& change, DeskTime at, DeskOutput& out) {
  const bool was_ready = ready();
  books_.state.on_stream(change.up);
  reconciler_.on_stream();
  if (change.up)
    reconciler_.fetch(at, out);
  else if (was_ready || change.refused)
    books_.publish(out, "the order stream is down" +
                          (change.detail.empty() ? "" : ": " + change.detail));
}

void Desk::on_books(const BooksFetched& fetched, DeskTime at, DeskOutput& out) {
  if (!reconciler_.on_books(fetched, at, out)) return;
  for (const auto& event : reconciler_.take_early_events()) on_event(event, at, out);
  reconciler_.look_again_for_missed(at, out);
  const auto& books = *fetched.books;
  record_block(books, out);
  record_account(books, out);
  if (reconciler_.poll().fetching()) return; // the first look missed what happened meanwhile
  if (reconciler_.agree(books, at, out)) desk_close_.on_books(fetched.number);
  placement_.send_waiting(at, out);
  if (desk_close_.under_way() && our_working() != 0) cancel_working(at, out);
  cancels_.send_due(at, out);
  books_.check_journal(out);
}

void Desk::on_lookup(const OrderLookedUp& answer, DeskTime at, DeskOutput& out) {
  if (!reconciler_.on_lookup(answer, at, out)) return;
  placement_.send_waiting(at, out);
  reconciler_.fetch_when_known(at, out);
  cancels_.send_due(at, out);
  books_.check_journal(out);
}

void Desk::on_unread(const UnreadItem& item, DeskTime at, DeskOutput& out) {
  const bool nameless = item.id.empty() && item.client_order_id.empty();
  if (!nameless && reconciler_.leave_out({item}, at, out)) return;
  if (nameless) books_.publish(out, "an event of the order stream cannot be read: " + item.reason);
  books_.state.on_doubt(); // what it told, the books tell
  if (books_.state.stream_up()) reconciler_.fetch(at, out);
  books_.check_journal(out);
}

void Desk::record_block(const BrokerBooks& books, DeskOutput& out) {
  if (books.shorting_enabled && *books.shorting_enabled != placement_.shorting().value_or(true))
    books_.publish(out,
                   *books.shorting_enabled
                     ? "the broker lets the account sell short again"
                     : "the account is not allowed to sell short: orders that "
                       "would are refused here",
                   true);
  if (books.shorting_enabled) placement_.set_shorting(*books.shorting_enabled);
  if (!books_.state.on_block(books.blocked)) return;
  books_.publish(out,
                 books.blocked
                   ? "the broker has blocked the account: no orders until it lets it trade again"
                   : "the broker lets the account trade again");
}

void Desk::record_account(const BrokerBooks& books, DeskOutput& out) {
  if (!books.cash || !books.equity || !books.buying_power) return;
  const AccountState told{*books.cash, *books.equity, *books.buying_power};
  if (account_state_ == told) return;
  account_state_ = out.account = told;
}

void Desk::on_feed(const FeedStateChanged& change) {
  // Subscribing may be a change of wishes on a stream that stays up.
  if (change.state != FeedState::Live && change.state != FeedState::Subscribing)
    books_.marks.on_gap();
}

void Desk::publish_halts(DeskOutput& out) {
  for (auto& sentence : books_.marks.take_news()) books_.publish(out, std::move(sentence));
}

void Desk::on_asset(const AssetLookedUp& answer, DeskTime at, DeskOutput& out) {
  assets_.on_answer(answer, at.now);
  if (!answer.asset) return;
  if (*answer.asset) out.assets.push_back(**answer.asset);
  const auto name = answer.symbol.str();
  if (!*answer.asset && books_.told_once.insert("no asset " + name).second)
    books_.publish(out, "the broker knows no symbol " + name +
                          ": who watches it sees and trades nothing");
  else if (*answer.asset && !(*answer.asset)->tradable &&
           books_.told_once.insert("untradable " + name).second)
    books_.publish(out, "the broker does not trade " + name + " now: orders in it are refused");
}

void Desk::on_session(const SessionChanged& change, DeskTime at, DeskOutput& out) {
  session_.plan = change.plan;
  books_.set_date(change.plan.date);
  session_.closing_from.reset();
  if (change.plan.date != date_ || change.to == SessionPhase::PreOpen) {
    session_close_.begin_session();
    books_.state.end_flattening();
  }
  if (change.to == SessionPhase::Closing) {
    session_.closing_from = change.scheduled;
    cancel_working(at, out);
  }
  if (change.to == SessionPhase::PreOpen) {
    books_.state.reopen();
    desk_close_.abandon();
  }
  if (change.to == SessionPhase::Closed || change.plan.date == date_) return;
  const auto rotated = journal_.rotate(change.plan.date);
  if (!rotated) books_.state.fail_journal(rotated.error().sentence);
  begin_date(change.plan.date);
  books_.write(at, journal::Started{config_.account, date_, config_.program});
  record_day(at);
  books_.check_journal(out);
}

void Desk::begin_date(Date date) {
  date_ = date;
  // No look at the broker's books reaches further back than the watermark by more than a minute.
  books_.begin_date(date, reconciler_.poll().watermark() - ended_checkpoint);
  placement_.begin_date();
  hold_back_.forget();
  gate_.begin_day(books_.positions, books_.marks);
}

// What the day's losses count from, so that a restart counts from there too.
void Desk::record_day(DeskTime at) {
  books_.write(at, journal::DayBegan{{}, true, saturated_money(gate_.profit_at_start(nullptr))});
  for (const auto& model : books_.positions.models())
    books_.write(at,
                 journal::DayBegan{model, false, saturated_money(gate_.profit_at_start(&model))});
}

void Desk::on_pulse(DeskTime at, DeskOutput& out) {
  books_.make_room();
  books_.check_journal(out);
  if (books_.state.stream_up() || books_.state.closing()) reconciler_.ask_about_orders(at, out);
  if (books_.state.stream_up()) {
    reconciler_.fetch_when_due(at, out);
    books_.marks.each_symbol(most_watched_assets, [this](const Symbol& x) { assets_.want(x); });
    if (const auto symbol = assets_.due(at.now)) out.asset_look_ups.push_back(*symbol);
  }
  placement_.send_waiting(at, out);
  publish_halts(out);
  approach_close(at, out);
  watch_limits(at, out);
  cancels_.send_due(at, out);
  pursue_close(at, out);
}

bool Desk::is_calm(DeskTime at) const {
  if (!ready() || halted() || journal_failed() || books_.state.closing() || books_.has_written())
    return false;
  if (!reconciler_.is_calm(at.now) || assets_.is_due(at.now)) return false;
  if (!books_.waiting.empty() || !cancels_.empty() || has_follow_up()) return false;
  if (!books_.owed_refusals.empty() || books_.marks.has_news()) return false;
  for (const auto* entry : books_.ledger.working_orders()) // may be silent for too long
    if (entry->state == OrderState::Intended || entry->state == OrderState::Unknown) return false;
  const auto lead = std::max(config_.cancel_lead, config_.flatten_lead);
  if (lead > Duration::zero() && session_.plan && at.time >= session_.plan->close - lead)
    return false;
  if (kill_switch_.watches_loss() || over_daily_loss()) return false;
  bool known = true;
  books_.marks.each_symbol(most_watched_assets,
                           [&](const Symbol& symbol) { known = known && assets_.knows(symbol); });
  return known;
}

void Desk::count_error(const OrderAnswered& answer, Timestamp at) {
  const bool places =
    answer.request == OrderRequest::Submit || answer.request == OrderRequest::Replace;
  const bool wrong = answer.kind == AnswerKind::Unclear || answer.kind == AnswerKind::Refused;
  // What the broker refuses for the sake of the order itself is its model's affair.
  if (places && wrong && !is_about_the_order(answer)) kill_switch_.on_error(at, answer.sentence);
}

void Desk::learn_from(const OrderAnswered& answer, DeskTime at, DeskOutput* out) {
  if (answer.request == OrderRequest::Cancel || !is_about_the_order(answer)) return;
  if (const auto* entry = books_.ledger.find(answer.client_order_id))
    learn_refusal(entry->order, answer.sentence, at, out);
}

void Desk::learn_from(const OrderEvent& event, DeskTime at, DeskOutput* out) {
  const auto* entry = books_.ledger.find(event.order.client_order_id);
  if (!entry) return;
  using enum OrderEventKind;
  if (event.kind == Rejected)
    learn_refusal(entry->order,
                  event.reason.empty() ? "the broker rejected the order" : event.reason, at, out);
  else if (event.kind == New || event.kind == Fill || event.kind == PartialFill)
    hold_back_.on_taken(entry->order, opens(entry->order));
}

void Desk::learn_refusal(const Order& order, const std::string& words, DeskTime at,
                         DeskOutput* out) {
  if (order.model.empty()) return;
  assets_.doubt(order.symbol);
  auto pause = hold_back_.on_refused(order, opens(order), words, at.time);
  if (pause && out) books_.publish(*out, std::move(*pause));
}

// As the account stands, the order adds to its position rather than closes a part of it.
bool Desk::opens(const Order& order) const {
  const auto held = books_.positions.account_position(order.symbol);
  return order.side == Side::Sell ? held <= Quantity{} : held >= Quantity{};
}

void Desk::cancel_working(DeskTime at, DeskOutput& out) {
  placement_.drop_waiting(nullptr, "it waited for another order, and what works is canceled", at,
                          out);
  cancels_.cancel_those(nullptr, nullptr, at, out);
}

void Desk::cancel_orders_of(const ModelId& model, DeskTime at, DeskOutput& out) {
  placement_.drop_waiting(
    &model, "it waited for another order, and its model's orders are canceled", at, out);
  cancels_.cancel_those(&model, nullptr, at, out);
}

std::size_t Desk::our_working() const {
  return books_.our_working() + reconciler_.exits_awaited();
}

void Desk::halt(const std::string& reason, DeskTime at, DeskOutput& out) {
  books_.stop_trading(reason.empty() ? "an operator asked for it" : reason, HaltCause::Asked, at,
                      out);
}

Result<void> Desk::resume(DeskTime at, DeskOutput& out) {
  if (books_.state.journal_failed())
    return fail(ErrorKind::Storage, "trading cannot resume: " + books_.state.halt_reason());
  if (!books_.state.halted()) return {};
  if (const auto loss = over_daily_loss())
    return fail(ErrorKind::Refused, "trading cannot resume: " + *loss +
                                      "; restart with a higher limit or wait for the next date");
  if (!books_.write(at, journal::Resumed{"operator"})) {
    books_.check_journal(out);
    return fail(ErrorKind::Storage, "trading cannot resume: " + books_.state.halt_reason());
  }
  kill_switch_.reset();
  hold_back_.forget();
  if (books_.state.resume()) {
    books_.reconciliation.forget();
    if (books_.state.stream_up()) reconciler_.fetch(at, out);
  }
  books_.publish(out, "trading resumed", true);
  return {};
}

void Desk::close(const std::string& reason, DeskTime at, DeskOutput& out) {
  books_.state.begin_close();
  books_.write(at, journal::Noted{"the desk closes: " + reason});
  desk_close_.begin(at.now, config_.close_deadline, books_.ledger.inferred_ends() != 0);
  cancel_working(at, out);
  pursue_close(at, out);
  books_.check_journal(out);
}

void Desk::approach_close(DeskTime at, DeskOutput& out) {
  const auto may_send = [this] { return books_.state.phase() == TradingPhase::Trading; };
  while (const auto step = session_close_.due(session_.plan, at, may_send())) switch (*step) {
      case SessionCloseStep::CancelWorking: cancel_working(at, out); break;
      case SessionCloseStep::BeginFlattening:
        books_.state.begin_flattening();
        books_.write(at, journal::Noted{"positions are flattened before the close"});
        books_.publish(out, "positions are flattened before the close", true);
        cancel_working(at, out);
        break;
      case SessionCloseStep::ClosePositions: closer_.close_idle(at, out); break;
    }
}

void Desk::pursue_close(DeskTime at, DeskOutput& out) {
  if (!desk_close_.under_way()) return;
  const auto step = desk_close_.due(at.now, our_working() != 0, reconciler_.poll().number(),
                                    reconciler_.poll().next());
  if (!step) return;
  switch (*step) {
    case DeskCloseStep::CancelAgain: return cancel_again(at, out);
    case DeskCloseStep::Look:
      reconciler_.fetch(at, out);
      desk_close_.on_look(*reconciler_.poll().number());
      return;
    case DeskCloseStep::Finish: finish_close(at, out);
  }
}

void Desk::cancel_again(DeskTime at, DeskOutput& out) {
  for (const auto* entry : books_.ledger.working_orders())
    if (!entry->order.model.empty() && entry->cancel_wanted)
      reconciler_.ask(entry->order.client_order_id);
  cancel_working(at, out);
}

void Desk::finish_close(DeskTime at, DeskOutput& out) {
  auto left = our_working();
  for (const auto* entry : books_.ledger.working_orders())
    if (!entry->order.model.empty())
      books_.publish(out,
                     "order " + entry->order.client_order_id.str() +
                       " may still work at the broker: " + std::string{to_string(entry->state)});
  if (!desk_close_.looked()) {
    left += books_.ledger.inferred_ends();
    books_.publish(out, "the broker could not be asked whether orders it refused work after all");
  }
  out.closed = left;
  books_.write(at, journal::Closed{left ? "with orders left working" : "quiet"});
}

std::optional<std::string> Desk::over_daily_loss() const {
  const auto limit = gate_.config().account.daily_loss;
  if (limit.units == 0) return std::nullopt;
  const auto loss = -gate_.profit_today(nullptr, books_.positions, books_.marks);
  if (loss < static_cast<int128>(limit.units) * units_per_whole) return std::nullopt;
  return "daily loss " + to_cents(saturated_money(loss)) + " is over the account's allowance of " +
         to_cents(limit);
}

void Desk::watch_limits(DeskTime at, DeskOutput& out) {
  if (books_.state.halted()) return flatten(at, out);
  const auto why = kill_switch_.objection(over_daily_loss(), at.time);
  if (!why) return;
  const bool flat = gate_.config().on_trip == OnTrip::Flatten;
  books_.stop_trading(*why, HaltCause::Asked, at, out);
  books_.write(at, journal::Tripped{flat});
  kill_switch_.trip(flat);
  cancel_working(at, out);
  flatten(at, out);
}

// Once nothing of ours works any more, one market order a position; after a crash on the way what
// is left then is closed.
void Desk::flatten(DeskTime at, DeskOutput& out) {
  if (!kill_switch_.flatten_wanted() || books_.state.journal_failed() || !ready() ||
      our_working() != 0 || !books_.waiting.empty())
    return;
  if (!session_.plan || !session_.plan->is_regular(at.time) || !books_.reconciliation.agrees())
    return;
  kill_switch_.on_flattened();
  for (const auto& symbol : books_.positions.symbols())
    closer_.settle_opposites(symbol, nullptr, at, out);
  for (const auto& model : books_.positions.models())
    if (!model.empty())
      for (const auto& held : books_.positions.report(model, books_.marks).positions)
        if (held.quantity.units != 0) closer_.close_position(model, held, at, out);
  books_.write(at, journal::Flattened{});
}

std::optional<std::string> Desk::closing_objection(DeskTime at) const {
  if (auto why = books_.state.closing_objection()) return why;
  if (!session_.plan || !session_.plan->is_regular(at.time)) return "the market is not open";
  return std::nullopt;
}

void Desk::flatten_all(DeskTime at, DeskOutput& out) {
  books_.stop_trading("an operator flattens the account", HaltCause::Asked, at, out);
  books_.write(at, journal::Tripped{true});
  kill_switch_.trip(true);
  cancel_working(at, out);
  flatten(at, out);
}

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
    reconciler_.begin(started->date);
    if (started->date != date_) begin_date(started->date);
  } else if (const auto* intent = std::get_if<journal::Intent>(&entry)) {
    auto order = intent->order;
    books_.ids.observe(order.client_order_id);
    if (const auto terms = terms_.find(order.client_order_id); terms != terms_.end()) {
      order.terms = terms->second;
      terms_.erase(terms);
    }
    if (const auto* former = books_.ledger.find(intent->replaces)) order.leg = former->order.leg;
    books_.waiting.take(order.client_order_id);
    // An id that was taken by then was never sent: earlier versions journaled it all the same.
    if (!books_.ledger.intend(order, intent->replaces)) return;
    gate_.recall(intent->order);
  } else if (const auto* waiting = std::get_if<journal::Waiting>(&entry)) {
    books_.ids.observe(waiting->order.client_order_id);
    auto order = waiting->order;
    if (const auto terms = terms_.find(order.client_order_id); terms != terms_.end())
      order.terms = terms->second;
    if (!books_.waiting.find(order.client_order_id)) books_.waiting.add({order, waiting->after});
    if (!waiting->after.empty()) placement_.recall_second_leg(waiting->order.client_order_id);
  } else if (const auto* dropped = std::get_if<journal::Dropped>(&entry)) {
    books_.waiting.take(dropped->id);
  } else if (const auto* sent = std::get_if<journal::Sent>(&entry)) {
    books_.ledger.mark_sent(sent->id, record.at);
    if (const auto* order = books_.ledger.find(sent->id)) books_.counts.on_sent(order->order.model);
  } else if (const auto* canceled = std::get_if<journal::CancelSent>(&entry)) {
    books_.ledger.mark_canceling(canceled->id, record.at);
  } else if (const auto* answered = std::get_if<journal::Answered>(&entry)) {
    auto answer = answered->answer;
    if (answer.order) {
      books_.ids.observe(answer.order->client_order_id);
      if (books_.ledger.objection(*answer.order, Trust::Asked)) {
        answer.order.reset();
        answer.kind = AnswerKind::Unclear;
      }
    }
    const auto* asked = books_.ledger.find(answer.client_order_id);
    const bool was_sent = asked && asked->sent.nanoseconds != 0;
    books_.ledger.on_answer(answer, facts);
    if (was_sent) count_error(answered->answer, record.at); // else we refused it ourselves
    learn_from(answered->answer, at, nullptr);
  } else if (const auto* happened = std::get_if<journal::Happened>(&entry)) {
    books_.ids.observe(happened->event.order.client_order_id);
    // What is journaled was believed; only earlier versions believed what cannot be.
    if (!books_.ledger.objection(happened->event, Trust::Asked))
      books_.ledger.on_event(happened->event, facts);
    learn_from(happened->event, at, nullptr);
  } else if (const auto* described = std::get_if<journal::Described>(&entry)) {
    books_.ids.observe(described->order.client_order_id);
    if (!books_.ledger.objection(described->order, Trust::Asked))
      books_.ledger.on_description(described->order, facts, record.at);
  } else if (const auto* filled = std::get_if<journal::Filled>(&entry)) {
    if (!books_.ledger.objection(filled->fill)) books_.ledger.on_fill(filled->fill, facts);
  } else if (const auto* absent = std::get_if<journal::Absent>(&entry)) {
    books_.ledger.on_absent(absent->id, record.at, facts);
  } else if (const auto* refusal = std::get_if<journal::Refused>(&entry)) {
    books_.counts.on_refused(refusal->refused.model, refusal->refused.refusal);
  } else if (const auto* halted = std::get_if<journal::Halted>(&entry)) {
    // A disagreement is found again if it is still there; an operator's halt stays.
    if (!halted->books_disagree) books_.state.halt(halted->reason);
  } else if (std::holds_alternative<journal::Resumed>(entry)) {
    books_.state.resume();
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
    if (books_.positions.fits({}, held.symbol, Side::Buy, held.quantity))
      books_.positions.adopt(held.symbol, held.quantity, held.average_entry);
  } else if (const auto* inherited = std::get_if<journal::Inherited>(&entry)) {
    books_.ids.observe(inherited->order.client_order_id);
    books_.ledger.inherit(inherited->order);
    reconciler_.recall_inherited(inherited->order.updated);
  } else if (const auto* adjusted = std::get_if<journal::Adjusted>(&entry)) {
    reconciler_.actions().on_booked(adjusted->adjustment,
                                    books_.positions.adjust(adjusted->adjustment));
  } else if (const auto* settled = std::get_if<journal::Settled>(&entry)) {
    books_.positions.settle({settled->seller, settled->buyer, settled->quantity}, settled->symbol,
                            settled->price);
  } else if (const auto* terms = std::get_if<journal::Terms>(&entry)) {
    books_.ids.observe(terms->id);
    terms_[terms->id] = terms->terms;
  } else if (const auto* learnt = std::get_if<journal::LegLearnt>(&entry)) {
    if (!books_.ledger.objection(learnt->order, Trust::Asked) &&
        books_.ledger.learn_exit(learnt->parent, learnt->order, facts))
      books_.ledger.on_description(learnt->order, facts, record.at);
  } else if (const auto* passed = std::get_if<journal::ActivityPassed>(&entry)) {
    reconciler_.actions().pass(passed->id);
  } else if (const auto* knows = std::get_if<journal::ActionsTold>(&entry)) {
    reconciler_.actions().take_owed(knows->model);
  } else if (const auto* reconciled = std::get_if<journal::Reconciled>(&entry)) {
    reconciler_.recall(reconciled->watermark);
  }
  books_.apply(facts, at, nullptr);
}

void Desk::forget_account() {
  books_.forget();
  reconciler_.forget();
  terms_.clear();
}

void Desk::start(Date date, DeskTime at, DeskOutput& out) {
  if (config_.account != account_) forget_account();
  account_ = config_.account;
  reconciler_.begin(date);
  books_.ledger.doubt_unanswered();
  gate_.forget_after(at.now);
  const bool new_date = date != date_;
  if (new_date) begin_date(date);
  books_.write(at, journal::Started{account_, date_, config_.program});
  if (new_date) record_day(at);
  placement_.drop_waiting_of_earlier_life(at, out);
  if (books_.state.halted())
    books_.publish(out, "execution is still halted: " + books_.state.halt_reason());
  books_.check_journal(out);
}

DeskStatus Desk::status() const {
  DeskStatus status;
  status.date = date_;
  status.ready = ready();
  status.halted = books_.state.halted() || books_.state.blocked();
  status.halt_reason = books_.state.phase() == TradingPhase::Blocked
                         ? books_.state.standstill()->sentence
                         : books_.state.halt_reason();
  status.orders_open = books_.ledger.working();
  status.orders_unknown = books_.ledger.unknown();
  std::map<ModelId, ModelBook> books;
  for (const auto& model : books_.positions.models()) {
    auto& book = books[model] = books_.positions.report(model, books_.marks);
    book.realized_today = books_.counts.realized_today(model, book.realized);
  }
  for (const auto& [model, counts] : books_.counts.models()) {
    books[model].id = model;
    books[model].counts = counts;
  }
  for (auto& [model, book] : books) status.models.push_back(std::move(book));
  status.positions = books_.positions.report(books_.marks);
  status.latency = latency_.report();
  status.refusals = books_.counts.refusals();
  return status;
}

DeskVitals Desk::vitals() const {
  constexpr std::size_t most_marks = 64;
  DeskVitals vitals;
  vitals.stream_up = books_.state.stream_up();
  vitals.books_agreed = reconciler_.agreed();
  books_.marks.each_symbol(most_marks, [&](const Symbol& symbol) {
    const auto* mark = books_.marks.find(symbol);
    if (const auto price = mark->price()) vitals.marks.push_back({symbol, *price, mark->time});
  });
  std::sort(vitals.marks.begin(), vitals.marks.end(),
            [](const auto& a, const auto& b) { return a.symbol < b.symbol; });
  vitals.latencies[static_cast<std::size_t>(Stage::Order)] = latency_.counts();
  vitals.latencies[static_cast<std::size_t>(Stage::Answer)] = answers_.counts();
  return vitals;
}

InstanceBook Desk::standing(const ModelId& model) const {
  InstanceBook standing;
  for (const auto& held : books_.positions.report(model, books_.marks).positions)
    if (held.quantity != Quantity{}) {
      standing.positions[held.symbol] = held.quantity;
      standing.average_prices[held.symbol] = held.average_price;
    }
  for (const auto* entry : books_.ledger.working_orders()) {
    const auto& order = entry->order;
    if (order.model != model) continue;
    const auto* rest = books_.waiting.behind(order.client_order_id); // one order to its model
    const auto leaves = entry->leaves() + (rest ? rest->order.quantity : Quantity{});
    standing.orders.push_back({order.reference, order.symbol, order.side, leaves, order.limit_price,
                               order.type, order.stop_price, order.leg});
  }
  for (const auto& waiting : books_.waiting.all()) {
    const auto& order = waiting.order;
    const auto* leg = books_.ledger.find(waiting.after);
    if (order.model == model && (!leg || leg->ended()))
      standing.orders.push_back({order.reference, order.symbol, order.side, order.quantity,
                                 order.limit_price, order.type, order.stop_price, order.leg});
  }
  return standing;
}

OrdersReport Desk::orders() const {
  OrdersReport report;
  for (const auto* entry : books_.ledger.working_orders())
    report.orders.push_back(report_of(*entry));
  for (const auto& waiting : books_.waiting.all())
    report.orders.push_back({waiting.order, {}, OrderState::Intended, {}, {}, {}});
  for (const auto* entry : books_.ledger.ended_orders(config_.recent_orders))
    report.orders.push_back(report_of(*entry));
  return report;
}

} // namespace hft
