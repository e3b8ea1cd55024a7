#include "actors/execution/desk.hpp"

#include <algorithm>
#include <chrono>

namespace hft {

namespace {

Order order_of(const Signal& signal) {
  Order order;
  order.model = signal.model;
  order.reference = signal.reference;
  order.symbol = signal.symbol;
  order.side = signal.side;
  order.quantity = signal.quantity;
  order.type = signal.type;
  order.time_in_force = signal.time_in_force;
  if (signal.type == OrderType::Limit || signal.type == OrderType::StopLimit)
    order.limit_price = signal.limit_price;
  order.extended_hours = signal.extended_hours;
  order.caused_by = signal.caused_by;
  order.received = signal.received;
  return order;
}

} // namespace

Desk::Desk(DeskConfig config, OrderJournal& journal)
  : config_(std::move(config)),
    journal_(journal),
    gate_(config_.risk),
    errors_(config_.risk.errors_a_minute),
    positions_(config_.position_patience) {}

bool Desk::write(DeskTime at, const JournalEntry& entry) {
  if (journal_failed_) return false;
  const auto written = journal_.append(at.time, entry);
  if (written) return true;
  journal_failed_ = true;
  halted_ = true;
  halt_reason_ = written.error().sentence;
  return false;
}

DeskVerdict Desk::on_signal(const Signal& signal, DeskTime at) {
  if (flattening_ && signal.action != SignalAction::Cancel)
    return refused(refuse(order_of(signal), Refusal::SessionPhase,
                          "positions are being flattened before the close"),
                   at);
  switch (signal.action) {
    case SignalAction::Place: return place(signal, at);
    case SignalAction::Replace: return replace(signal, at);
    case SignalAction::Cancel: return cancel(signal, at);
  }
  return std::monostate{};
}

// Blind means still: why nothing new may be sent at all.
std::optional<std::pair<Refusal, std::string>> Desk::standstill() const {
  if (halted_) return std::pair{Refusal::Halted, "trading is halted: " + halt_reason_};
  if (blocked_)
    return std::pair{Refusal::Halted, std::string{"the broker has blocked the account"}};
  if (closing_) return std::pair{Refusal::SessionPhase, std::string{"the desk is closing"}};
  if (!stream_up_) return std::pair{Refusal::NotReady, std::string{"the order stream is down"}};
  if (!reconciled_)
    return std::pair{Refusal::NotReady, std::string{"the books are not reconciled yet"}};
  return std::nullopt;
}

// The ledger may know an id that could not be counted on from.
ClientOrderId Desk::next_id(const ModelId& model) {
  const auto date = plan_ ? plan_->date : date_;
  auto id = ids_.next(date, model);
  for (; ledger_.find(id); id = ids_.next(date, model)) ids_.observe(id);
  return id;
}

// Nothing is journaled but what the ledger agrees to: the id is free.
bool Desk::intend(const Order& order, const ClientOrderId& replaces, DeskTime at) {
  if (!write(at, journal::Intent{order, replaces})) return false;
  ids_.observe(order.client_order_id);
  ledger_.intend(order, replaces);
  return true;
}

OrderRefused Desk::refused(OrderRefused refusal, DeskTime at) {
  write(at, journal::Refused{refusal});
  ++counts_[refusal.model].refused;
  ++refusals_[std::string{to_string(refusal.refusal)}];
  return refusal;
}

std::variant<ApprovedOrder, OrderRefused> Desk::approve(Order order, const LedgerEntry* replaced,
                                                        DeskTime at) {
  if (const auto why = standstill()) return refused(refuse(order, why->first, why->second), at);
  if (const auto* difference = positions_.difference(order.symbol))
    return refused(refuse(order, Refusal::NotReady, "the " + sentence_of(*difference)), at);
  order.client_order_id = next_id(order.model);
  const RiskView view{book_,
                      ledger_,
                      marks_,
                      plan_ ? &*plan_ : nullptr,
                      closing_from_,
                      at.now,
                      replaced ? replaced->order.client_order_id : ClientOrderId{},
                      config_.real_time ? std::optional{at.time} : std::nullopt};
  auto verdict = gate_.review(order, view);
  if (auto* refusal = std::get_if<OrderRefused>(&verdict)) return refused(*refusal, at);
  if (!intend(order, view.replaced, at)) // journaled before it is sent, or not sent at all
    return refused(refuse(order, Refusal::Halted, "trading is halted: " + halt_reason_), at);
  return verdict;
}

// What no limit says and no venue could know.
std::optional<std::string> Desk::misplaced(const Signal& signal) const {
  const auto watched = watched_.find(signal.model);
  if (watched != watched_.end() && !watched->second.empty()) {
    const auto& symbols = watched->second;
    if (std::find(symbols.begin(), symbols.end(), signal.symbol) == symbols.end()) {
      std::string all;
      for (const auto& symbol : symbols) all += (all.empty() ? "" : ", ") + symbol.str();
      return "model " + signal.model.str() + " does not watch " + signal.symbol.str() +
             ": it may only order what it watches, " + all;
    }
  }
  const auto* live = signal.reference ? ledger_.find(signal.model, signal.reference) : nullptr;
  if (!live || live->ended()) return std::nullopt;
  return "the model's order " + live->order.client_order_id.str() + " under reference " +
         std::to_string(signal.reference) + " still works: a new order needs a number of its own";
}

DeskVerdict Desk::place(const Signal& signal, DeskTime at) {
  if (const auto why = misplaced(signal))
    return refused(refuse(order_of(signal), Refusal::BadOrder, *why), at);
  auto verdict = approve(order_of(signal), nullptr, at);
  if (auto* refusal = std::get_if<OrderRefused>(&verdict)) return std::move(*refusal);
  return std::get<ApprovedOrder>(verdict);
}

DeskVerdict Desk::replace(const Signal& signal, DeskTime at) {
  auto order = order_of(signal);
  const auto* old = signal.reference ? ledger_.find(signal.model, signal.reference) : nullptr;
  if (!old || old->ended())
    return refused(
      refuse(order, Refusal::BadOrder,
             "the model has no working order under reference " + std::to_string(signal.reference)),
      at);
  if (old->broker_id.empty())
    return refused(refuse(order, Refusal::BadOrder,
                          "order " + old->order.client_order_id.str() +
                            " cannot be replaced before the broker has answered it"),
                   at);
  order.symbol = old->order.symbol;
  order.side = old->order.side;
  order.type = old->order.type;
  order.time_in_force = old->order.time_in_force;
  order.extended_hours = old->order.extended_hours;
  if (order.type == OrderType::Limit) order.limit_price = signal.limit_price;
  const auto broker_id = old->broker_id;
  auto verdict = approve(order, old, at);
  if (auto* refusal = std::get_if<OrderRefused>(&verdict)) return std::move(*refusal);
  return ReplaceWish{broker_id, std::get<ApprovedOrder>(verdict)};
}

// Cancels pass whatever else stands still.
DeskVerdict Desk::cancel(const Signal& signal, DeskTime at) {
  const auto* entry = signal.reference ? ledger_.find(signal.model, signal.reference) : nullptr;
  if (!entry || entry->ended())
    return refused(
      refuse(order_of(signal), Refusal::BadOrder,
             "the model has no working order under reference " + std::to_string(signal.reference)),
      at);
  const auto id = entry->order.client_order_id;
  if (entry->broker_id.empty()) {
    cancel_later_.push_back(id);
    return std::monostate{};
  }
  write(at, journal::CancelSent{id});
  ledger_.mark_canceling(id, at.time);
  return CancelWish{entry->broker_id, id};
}

void Desk::on_submitted(const ClientOrderId& id, bool taken, DeskTime at, DeskOutput& out) {
  const auto* entry = ledger_.find(id);
  if (!entry) return; // only intended orders are submitted
  if (taken) {
    write(at, journal::Sent{id});
    ledger_.mark_sent(id, at.time);
    ++counts_[entry->order.model].orders;
  } else {
    OrderAnswered answer;
    answer.kind = AnswerKind::Refused;
    answer.client_order_id = id;
    answer.sentence = "nothing was sent: the broker's request budget is used up";
    write(at, journal::Answered{answer});
    LedgerFacts facts;
    ledger_.on_answer(answer, facts);
    for (auto& fact : facts)
      if (auto* refusal = std::get_if<OrderRefused>(&fact))
        *refusal = refuse(entry->order, Refusal::RequestBudget, answer.sentence);
    take(facts, at, &out);
  }
  check_journal(out);
}

} // namespace hft
