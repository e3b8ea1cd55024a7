#include "actors/execution/desk.hpp"

#include <algorithm>

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
constexpr std::size_t most_early_events = 10'000;
constexpr std::size_t most_kept_out = 1000; // told of; a broker that lies so often is known by then

} // namespace

// Carries what the ledger found into the book and on to those who must know. Without `out` it is a
// replay: they knew.
void Desk::take(const LedgerFacts& facts, DeskTime at, DeskOutput* out) {
  for (const auto& fact : facts) {
    if (const auto* told = std::get_if<Fill>(&fact)) {
      auto fill = *told;
      if (fill.symbol.empty()) continue; // of an order of several legs: each leg has its own
      if (!book_.fits(fill.model, fill.symbol, fill.side, fill.quantity)) {
        if (out)
          stop_trading("a fill of " + to_string(fill.quantity) + ' ' + fill.symbol.str() +
                         " does not fit the books",
                       HaltCause::Asked, at, *out);
        continue;
      }
      fill.model_position =
        book_.apply(fill.model, fill.symbol, fill.side, fill.quantity, fill.price);
      positions_.on_position(fill.symbol, book_.account_position(fill.symbol), !fill.model.empty());
      if (const auto* rest = waiting_.behind(fill.client_order_id)) // one order to its model
        fill.leaves += rest->order.quantity;
      if (const auto owed = owed_refusals_.find(fill.client_order_id);
          !owed_refusals_.empty() && owed != owed_refusals_.end())
        fill.leaves += owed->second.quantity;
      counts_.on_filled(fill.model);
      if (out) out->facts.push_back(fill);
    } else if (const auto* claimed = std::get_if<FillClaimed>(&fact)) {
      book_.apply({}, claimed->symbol, opposite(claimed->side), claimed->quantity, claimed->price);
    } else if (const auto* repriced = std::get_if<FillRepriced>(&fact)) {
      book_.correct(repriced->model, repriced->symbol, repriced->more_cost);
    } else if (const auto* closed = std::get_if<OrderClosed>(&fact)) {
      if (closed->state == OrderState::Rejected) counts_.on_rejected(closed->model);
      if (out) out->facts.push_back(*closed);
    } else if (const auto* refusal = std::get_if<OrderRefused>(&fact)) {
      counts_.on_refused(refusal->model, refusal->refusal);
      if (out) out->facts.push_back(*refusal);
    } else if (const auto* anomaly = std::get_if<Anomaly>(&fact); anomaly && out) {
      write(at, journal::Noted{anomaly->sentence});
      out->facts.push_back(*anomaly);
    }
  }
}

// Figures that cannot be are kept out of journal and books, and told once an order. The broker is
// asked how the order stands: what its books say of it then is booked.
void Desk::keep_out(const ClientOrderId& id, const BrokerOrderId& broker_id,
                    const std::string& what, DeskTime at, DeskOutput& out) {
  const auto* entry = ledger_.find(broker_id);
  if (!entry) entry = ledger_.find(id);
  if (entry && !entry->order.model.empty()) look_ups_.ask(entry->order.client_order_id);
  if (kept_out_.size() >= most_kept_out || !kept_out_.insert(broker_id).second) return;
  const auto sentence = what + ": it is kept out of the books until the broker's say the same";
  write(at, journal::Noted{sentence});
  out.facts.push_back(Anomaly{AnomalyKind::Implausible, id, sentence});
}

void Desk::on_answer(const OrderAnswered& given, DeskTime at, DeskOutput& out) {
  auto answer = given;
  if (answer.order) {
    ids_.observe(answer.order->client_order_id);
    if (const auto why = ledger_.objection(*answer.order, Trust::Told)) {
      keep_out(answer.client_order_id, answer.order->id, *why, at, out);
      answer.order.reset();
      answer.kind = AnswerKind::Unclear;
      answer.sentence = *why;
    }
  }
  write(at, journal::Answered{answer});
  LedgerFacts facts;
  ledger_.on_answer(answer, facts);
  count_error(answer, at.time);
  learn_from(answer, at, &out);
  if (answer.order) learn_exits(*answer.order, at, &out);
  const auto* entry = ledger_.find(answer.client_order_id);
  const bool order_entry = answer.request == OrderRequest::Submit;
  if (entry && order_entry && answer.written.nanoseconds != 0 &&
      entry->order.received.nanoseconds != 0)
    latency_.record(answer.written - entry->order.received);
  if (order_entry && answer.written.nanoseconds != 0 && answer.answered > answer.written)
    answers_.record(answer.answered - answer.written);
  // A cancel or replacement that came to nothing: only the broker knows how its order stands.
  if (answer.request != OrderRequest::Submit && answer.kind != AnswerKind::Taken && entry) {
    look_ups_.ask_anew(entry->replaces.empty() ? answer.client_order_id : entry->replaces);
  }
  take(facts, at, &out);
  send_waiting(at, out);
  watch_limits(at, out);
  send_cancels(at, out);
  check_journal(out);
}

void Desk::on_event(const OrderEvent& event, DeskTime at, DeskOutput& out) {
  ids_.observe(event.order.client_order_id);
  if (poll_.is_first()) { // what it tells may already be in the baseline that is being fetched
    if (before_baseline_.size() < most_early_events)
      before_baseline_.push_back(event);
    else
      missed_events_ = true; // the books tell it, asked once more
    return;
  }
  if (const auto why = ledger_.objection(event, Trust::Told))
    return keep_out(event.order.client_order_id, event.order.id, *why, at, out);
  write(at, journal::Happened{event});
  LedgerFacts facts;
  ledger_.on_event(event, facts);
  learn_from(event, at, &out);
  take(facts, at, &out);
  learn_exits(event.order, at, &out);
  send_waiting(at, out);
  watch_limits(at, out);
  send_cancels(at, out);
  check_journal(out);
}

void Desk::on_stream(const OrderStreamChanged& change, DeskTime at, DeskOutput& out) {
  const bool was_ready = ready();
  state_.on_stream(change.up);
  poll_.drop_answer(); // it is older than this stream
  if (change.up)
    fetch(at, out);
  else if (was_ready || change.refused)
    tell(out, "the order stream is down" + (change.detail.empty() ? "" : ": " + change.detail));
}

void Desk::on_session(const SessionChanged& change, DeskTime at, DeskOutput& out) {
  plan_ = change.plan;
  closing_from_.reset();
  if (change.plan.date != date_ || change.to == SessionPhase::PreOpen) {
    session_close_.begin_session();
    state_.end_flattening();
  }
  if (change.to == SessionPhase::Closing) {
    closing_from_ = change.scheduled;
    cancel_working(at, out);
  }
  if (change.to == SessionPhase::PreOpen) {
    state_.reopen();
    desk_close_.abandon();
  }
  if (change.to == SessionPhase::Closed || change.plan.date == date_) return;
  const auto rotated = journal_.rotate(change.plan.date);
  if (!rotated) state_.fail_journal(rotated.error().sentence);
  begin_date(change.plan.date);
  write(at, journal::Started{config_.account, date_, config_.program});
  record_day(at);
  check_journal(out);
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
  if (const auto* entry = ledger_.find(answer.client_order_id))
    learn_refusal(entry->order, answer.sentence, at, out);
}

void Desk::learn_from(const OrderEvent& event, DeskTime at, DeskOutput* out) {
  const auto* entry = ledger_.find(event.order.client_order_id);
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
  if (pause && out) tell(*out, std::move(*pause));
}

// As the account stands, the order adds to its position rather than closes a part of it.
bool Desk::opens(const Order& order) const {
  const auto held = book_.account_position(order.symbol);
  return order.side == Side::Sell ? held <= Quantity{} : held >= Quantity{};
}

void Desk::on_asset(const AssetLookedUp& answer, DeskTime at, DeskOutput& out) {
  assets_.on_answer(answer, at.now);
  if (!answer.asset) return;
  if (*answer.asset) out.assets.push_back(**answer.asset);
  const auto name = answer.symbol.str();
  if (!*answer.asset && told_once_.insert("no asset " + name).second)
    tell(out, "the broker knows no symbol " + name + ": who watches it sees and trades nothing");
  else if (*answer.asset && !(*answer.asset)->tradable &&
           told_once_.insert("untradable " + name).second)
    tell(out, "the broker does not trade " + name + " now: orders in it are refused");
}

void Desk::begin_date(Date date) {
  date_ = date;
  second_legs_.clear();
  hold_back_.forget();
  told_once_.clear();
  std::map<ModelId, Money> realized;
  for (const auto& model : book_.models()) realized[model] = book_.report(model, marks_).realized;
  counts_.begin(std::move(realized));
  gate_.begin_day(book_, marks_);
  // No look at the broker's books reaches further back than the watermark by more than a minute.
  ledger_.forget_ended_before(poll_.watermark() - ended_checkpoint);
}

void Desk::on_pulse(DeskTime at, DeskOutput& out) {
  if (const auto room = journal_.prepare(); !room) state_.fail_journal(room.error().sentence);
  check_journal(out);
  if (state_.stream_up() || state_.closing()) ask_about_orders(at, out);
  if (state_.stream_up()) {
    if (poll_.due(at.now)) fetch(at, out);
    marks_.each_symbol(most_watched_assets, [this](const Symbol& x) { assets_.want(x); });
    if (const auto symbol = assets_.due(at.now)) out.asset_look_ups.push_back(*symbol);
  }
  send_waiting(at, out);
  publish_halts(out);
  approach_close(at, out);
  watch_limits(at, out);
  send_cancels(at, out);
  pursue_close(at, out);
}

// Cancels that had to wait until the broker's id was known.
void Desk::send_cancels(DeskTime at, DeskOutput& out) {
  if (cancels_.empty()) return;
  for (const auto* entry : cancels_.take_due(ledger_, at.time)) {
    const auto& id = entry->order.client_order_id;
    write(at, journal::CancelSent{id});
    ledger_.mark_canceling(id, at.time);
    out.cancels.push_back({entry->broker_id, id});
  }
}

void Desk::cancel_those(const ModelId* model, const Symbol* symbol, DeskTime at, DeskOutput& out) {
  for (const auto* entry : ledger_.working_orders()) {
    const auto& order = entry->order;
    if (order.model.empty() || entry->cancel_wanted) continue;
    if ((model && order.model != *model) || (symbol && order.symbol != *symbol)) continue;
    cancels_.add(order.client_order_id);
  }
  send_cancels(at, out);
}

void Desk::cancel_working(DeskTime at, DeskOutput& out) {
  drop_waiting(nullptr, "it waited for another order, and what works is canceled", at, out);
  cancel_those(nullptr, nullptr, at, out);
}

void Desk::cancel_orders_of(const ModelId& model, DeskTime at, DeskOutput& out) {
  drop_waiting(&model, "it waited for another order, and its model's orders are canceled", at, out);
  cancel_those(&model, nullptr, at, out);
}

void Desk::cancel_order(const ClientOrderId& id, DeskTime at, DeskOutput& out) {
  const auto* entry = ledger_.find(id);
  if (!entry || entry->ended() || entry->cancel_wanted) return;
  cancels_.add(id);
  send_cancels(at, out);
}

std::size_t Desk::our_working() const {
  std::size_t count = 0;
  for (const auto* entry : ledger_.working_orders())
    if (!entry->order.model.empty()) ++count;
  return count + look_ups_.exits_awaited(ledger_);
}

void Desk::tell(DeskOutput& out, std::string sentence, bool good_news) {
  out.changes.push_back(state_.told(std::move(sentence), good_news));
}

void Desk::check_journal(DeskOutput& out) {
  if (state_.take_journal_news()) tell(out, "execution halted trading: " + state_.halt_reason());
}

void Desk::stop_trading(const std::string& reason, HaltCause cause, DeskTime at, DeskOutput& out) {
  state_.halt(reason, cause);
  write(at, journal::Halted{reason, cause == HaltCause::Disagreement});
  tell(out, "execution halted trading: " + reason);
}

void Desk::halt(const std::string& reason, DeskTime at, DeskOutput& out) {
  stop_trading(reason.empty() ? "an operator asked for it" : reason, HaltCause::Asked, at, out);
}

Result<void> Desk::resume(DeskTime at, DeskOutput& out) {
  if (state_.journal_failed())
    return fail(ErrorKind::Storage, "trading cannot resume: " + state_.halt_reason());
  if (!state_.halted()) return {};
  if (const auto loss = over_daily_loss())
    return fail(ErrorKind::Refused, "trading cannot resume: " + *loss +
                                      "; restart with a higher limit or wait for the next date");
  if (!write(at, journal::Resumed{"operator"})) {
    check_journal(out);
    return fail(ErrorKind::Storage, "trading cannot resume: " + state_.halt_reason());
  }
  kill_switch_.reset();
  hold_back_.forget();
  if (state_.resume()) {
    positions_.forget();
    if (state_.stream_up()) fetch(at, out);
  }
  tell(out, "trading resumed", true);
  return {};
}

void Desk::close(const std::string& reason, DeskTime at, DeskOutput& out) {
  state_.begin_close();
  write(at, journal::Noted{"the desk closes: " + reason});
  desk_close_.begin(at.now, config_.close_deadline, ledger_.inferred_ends() != 0);
  cancel_working(at, out);
  pursue_close(at, out);
  check_journal(out);
}

} // namespace hft
