#include "actors/execution/account_books.hpp"

#include <map>
#include <utility>

namespace hft {

namespace {

constexpr std::size_t most_told = 1000; // a date; the rest is done without a word

} // namespace

AccountBooks::AccountBooks(OrderJournal& journal, Duration position_patience)
  : reconciliation(position_patience),
    journal_(journal) {}

void AccountBooks::make_room() {
  written_ = false;
  if (const auto room = journal_.prepare(); !room) state.fail_journal(room.error().sentence);
}

bool AccountBooks::write(DeskTime at, const JournalEntry& entry) {
  if (state.journal_failed()) return false;
  written_ = true;
  const auto written = journal_.append(at.time, entry);
  if (!written) state.fail_journal(written.error().sentence);
  return written.has_value();
}

// Carries what the ledger found into the book and on to those who must know. Without `out` it is a
// replay: they knew.
void AccountBooks::apply(const LedgerFacts& facts, DeskTime at, DeskOutput* out) {
  for (const auto& fact : facts) {
    if (const auto* told = std::get_if<Fill>(&fact)) {
      auto fill = *told;
      if (fill.symbol.empty()) continue; // of an order of several legs: each leg has its own
      if (!positions.fits(fill.model, fill.symbol, fill.side, fill.quantity)) {
        if (out)
          stop_trading("a fill of " + to_string(fill.quantity) + ' ' + fill.symbol.str() +
                         " does not fit the books",
                       HaltCause::Asked, at, *out);
        continue;
      }
      fill.model_position =
        positions.apply(fill.model, fill.symbol, fill.side, fill.quantity, fill.price);
      reconciliation.on_position(fill.symbol, positions.account_position(fill.symbol),
                                 !fill.model.empty());
      if (const auto* rest = waiting.behind(fill.client_order_id)) // one order to its model
        fill.leaves += rest->order.quantity;
      if (const auto owed = owed_refusals.find(fill.client_order_id);
          !owed_refusals.empty() && owed != owed_refusals.end())
        fill.leaves += owed->second.quantity;
      counts.on_filled(fill.model);
      if (out) out->facts.push_back(fill);
    } else if (const auto* claimed = std::get_if<FillClaimed>(&fact)) {
      positions.apply({}, claimed->symbol, opposite(claimed->side), claimed->quantity,
                      claimed->price);
    } else if (const auto* repriced = std::get_if<FillRepriced>(&fact)) {
      positions.correct(repriced->model, repriced->symbol, repriced->more_cost);
    } else if (const auto* closed = std::get_if<OrderClosed>(&fact)) {
      if (closed->state == OrderState::Rejected) counts.on_rejected(closed->model);
      if (out) out->facts.push_back(*closed);
    } else if (const auto* refusal = std::get_if<OrderRefused>(&fact)) {
      counts.on_refused(refusal->model, refusal->refusal);
      if (out) out->facts.push_back(*refusal);
    } else if (const auto* anomaly = std::get_if<Anomaly>(&fact); anomaly && out) {
      write(at, journal::Noted{anomaly->sentence});
      out->facts.push_back(*anomaly);
    }
  }
}

// Nothing is journaled but what the ledger agrees to: the id is free.
bool AccountBooks::intend(const Order& order, const ClientOrderId& replaces, DeskTime at) {
  if (order.terms && !write(at, journal::Terms{order.client_order_id, *order.terms})) return false;
  if (!write(at, journal::Intent{order, replaces})) return false;
  ids.observe(order.client_order_id);
  ledger.intend(order, replaces);
  return true;
}

// The ledger may know an id that could not be counted on from.
ClientOrderId AccountBooks::next_id(const ModelId& model) {
  auto id = ids.next(date_, model);
  for (; ledger.find(id); id = ids.next(date_, model)) ids.observe(id);
  return id;
}

OrderRefused AccountBooks::refused(OrderRefused refusal, DeskTime at) {
  write(at, journal::Refused{refusal});
  counts.on_refused(refusal.model, refusal.refusal);
  return refusal;
}

void AccountBooks::publish(DeskOutput& out, std::string sentence, bool good_news) {
  out.changes.push_back(state.told(std::move(sentence), good_news));
}

void AccountBooks::check_journal(DeskOutput& out) {
  if (state.take_journal_news()) publish(out, "execution halted trading: " + state.halt_reason());
}

void AccountBooks::stop_trading(const std::string& reason, HaltCause cause, DeskTime at,
                                DeskOutput& out) {
  state.halt(reason, cause);
  write(at, journal::Halted{reason, cause == HaltCause::Disagreement});
  publish(out, "execution halted trading: " + reason);
}

bool AccountBooks::is_first_told(std::string what) {
  return told_once.size() < most_told && told_once.insert(std::move(what)).second;
}

void AccountBooks::record_anomaly(AnomalyKind kind, std::string sentence, DeskTime at,
                                  DeskOutput& out) {
  write(at, journal::Noted{sentence});
  out.facts.push_back(Anomaly{kind, {}, std::move(sentence)});
}

void AccountBooks::begin_date(Date date, Timestamp forget_before) {
  date_ = date;
  std::map<ModelId, Money> realized;
  for (const auto& model : positions.models())
    realized[model] = positions.report(model, marks).realized;
  counts.begin(std::move(realized));
  told_once.clear();
  ledger.forget_ended_before(forget_before);
}

void AccountBooks::forget() {
  ledger = {};
  positions = {};
  waiting.clear();
  owed_refusals.clear();
  counts.forget();
  reconciliation.forget();
}

std::size_t AccountBooks::our_working() const {
  std::size_t count = 0;
  for (const auto* entry : ledger.working_orders())
    if (!entry->order.model.empty()) ++count;
  return count;
}

} // namespace hft
