#include "actors/execution/desk.hpp"

#include "messages/price_grid.hpp"

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

// Onto the broker's grid, to the side that costs nobody anything; what would become nothing stays,
// for the gate to refuse.
void fit_to_grid(Order& order, OffTick off_tick) {
  const auto fit = [off_tick](Price& price, Price rounded) {
    if (const auto near = tick_near(price))
      price = *near;
    else if (off_tick == OffTick::Round && rounded.units > 0)
      price = rounded;
  };
  if (order.limit_price.units > 0)
    fit(order.limit_price, round_to_tick(order.limit_price, order.side));
  if (order.stop_price.units > 0)
    fit(order.stop_price, round_stop_to_tick(order.stop_price, order.side));
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

RiskView Desk::view_of(const CrossingPlan& plan, const LedgerEntry* replaced, DeskTime at) const {
  RiskView view{book_,
                ledger_,
                marks_,
                plan_ ? &*plan_ : nullptr,
                closing_from_,
                at.now,
                replaced ? replaced->order.client_order_id : ClientOrderId{},
                config_.real_time ? std::optional{at.time} : std::nullopt};
  view.in_step = at.in_step;
  view.opens = plan.opens;
  view.time = at.time;
  view.assets = &assets_;
  view.shorting_enabled = shorting_enabled_;
  view.hold_back = &hold_back_;
  view.waiting = &waiting_;
  return view;
}

CrossingPlan Desk::plan_for(const Symbol& symbol, Side side, Quantity quantity,
                            const ClientOrderId& replaced) const {
  SymbolExposure exposure;
  exposure.position = book_.account_position(symbol);
  const auto working = ledger_.working_orders();
  std::vector<ClientOrderId> former; // of orders on their way: both stand for the same shares
  for (const auto* entry : working)
    if (!entry->replaces.empty()) former.push_back(entry->replaces);
  if (!replaced.empty()) former.push_back(replaced);
  for (const auto* entry : working) {
    if (entry->order.symbol != symbol) continue;
    if (std::find(former.begin(), former.end(), entry->order.client_order_id) != former.end())
      continue;
    const bool buys = entry->order.side == Side::Buy;
    (buys ? exposure.open_buys : exposure.open_sells) += entry->leaves();
    auto& flies = buys ? exposure.buys_in_flight : exposure.sells_in_flight;
    flies = flies || entry->in_flight();
  }
  return plan_crossing(exposure, side, quantity);
}

void Desk::wait(const Order& order, const ClientOrderId& after, DeskTime at) {
  if (!write(at, journal::Waiting{order, after})) return;
  ids_.observe(order.client_order_id);
  if (!after.empty()) second_legs_.insert(order.client_order_id);
  waiting_.add({order, after});
}

// What becomes of an order now: it is sent, or a part of it is and the rest waits, or it waits.
Desk::Admission Desk::admit(Order order, const LedgerEntry* replaced, DeskTime at) {
  if (const auto why = standstill()) return refused(refuse(order, why->first, why->second), at);
  if (const auto* difference = positions_.difference(order.symbol))
    return refused(refuse(order, Refusal::NotReady, "the " + sentence_of(*difference)), at);
  fit_to_grid(order, gate_.config().off_tick);
  assets_.want(order.symbol);
  order.client_order_id = next_id(order.model);
  const auto filled = replaced ? replaced->filled() : Quantity{};
  const auto wanted = order.quantity - filled;
  if (wanted.units <= 0) { // the gate says what is wrong with it
    const auto verdict = gate_.review(order, view_of({}, replaced, at));
    if (const auto* refusal = std::get_if<OrderRefused>(&verdict)) return refused(*refusal, at);
    return refused(refuse(order, Refusal::BadOrder,
                          "the order it replaces has filled " + to_string(filled) + " already"),
                   at);
  }
  const bool no_more = replaced && wanted <= replaced->leaves(); // the broker has taken as much
  const auto plan = no_more
                      ? CrossingPlan{CrossingPlan::Step::Send, wanted, {}, {}}
                      : plan_for(order.symbol, order.side, wanted,
                                 replaced ? replaced->order.client_order_id : ClientOrderId{});
  const auto view = view_of(plan, replaced, at);
  using enum CrossingPlan::Step;
  if (plan.step == Send || plan.step == Split) return send_now(order, plan, view, replaced, at);
  if (auto refusal = gate_.objection(order, view)) return refused(*refusal, at);
  if (plan.step == Refuse || replaced) return refused(in_the_way(order), at);
  wait(order, {}, at);
  if (journal_failed_)
    return refused(refuse(order, Refusal::Halted, "trading is halted: " + halt_reason_), at);
  return std::monostate{};
}

Desk::Admission Desk::send_now(Order order, const CrossingPlan& plan, const RiskView& view,
                               const LedgerEntry* replaced, DeskTime at) {
  const auto filled = replaced ? replaced->filled() : Quantity{};
  const auto verdict = gate_.review(order, view); // the whole of it
  if (const auto* refusal = std::get_if<OrderRefused>(&verdict)) return refused(*refusal, at);
  const auto approved = RiskGate::part_of(std::get<ApprovedOrder>(verdict), plan.now + filled);
  if (!intend(approved.order(), view.replaced, at))
    return refused(refuse(order, Refusal::Halted, "trading is halted: " + halt_reason_), at);
  if (const auto* old = waiting_.behind(view.replaced)) { // the successor has a rest of its own
    const auto id = old->order.client_order_id;
    write(at, journal::Dropped{id, "its order was replaced"});
    waiting_.take(id);
  }
  if (plan.rest == Quantity{}) return approved;
  auto rest = order;
  rest.quantity = plan.rest;
  rest.client_order_id = next_id(order.model);
  wait(rest, approved.order().client_order_id, at);
  return approved;
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
  return std::visit([](auto&& x) -> DeskVerdict { return std::forward<decltype(x)>(x); },
                    admit(order_of(signal), nullptr, at));
}

DeskVerdict Desk::replace(const Signal& signal, DeskTime at) {
  auto order = order_of(signal);
  const auto* old = signal.reference ? ledger_.find(signal.model, signal.reference) : nullptr;
  if (const auto* waiting = waiting_.find(signal.model, signal.reference);
      waiting && (!old || old->order.client_order_id != waiting->after))
    return refused(refuse(order, Refusal::BadOrder,
                          "order " + waiting->order.client_order_id.str() +
                            " waits for others to end and cannot be replaced before it is sent"),
                   at);
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
  if (second_legs_.contains(old->order.client_order_id))
    return refused(refuse(order, Refusal::BadOrder,
                          "order " + old->order.client_order_id.str() +
                            " opens the rest of one whose first part has closed a position: "
                            "cancel it and place another"),
                   at);
  order.symbol = old->order.symbol;
  order.side = old->order.side;
  order.type = old->order.type;
  order.time_in_force = old->order.time_in_force;
  order.extended_hours = old->order.extended_hours;
  if (order.type == OrderType::Limit) order.limit_price = signal.limit_price;
  const auto broker_id = old->broker_id;
  auto verdict = admit(order, old, at);
  if (auto* refusal = std::get_if<OrderRefused>(&verdict)) return std::move(*refusal);
  return ReplaceRequest{broker_id, std::get<ApprovedOrder>(verdict)};
}

// Cancels pass whatever else stands still.
DeskVerdict Desk::cancel(const Signal& signal, DeskTime at) {
  const auto* entry = signal.reference ? ledger_.find(signal.model, signal.reference) : nullptr;
  if (const auto* waiting = waiting_.find(signal.model, signal.reference)) {
    const auto& order = waiting->order;
    const bool closing = entry && !entry->ended() && waiting->after == entry->order.client_order_id;
    if (!closing) // what is closing it tells its end
      canceled_while_waiting_.push_back({order.model, order.reference, order.client_order_id,
                                         order.symbol, OrderState::Canceled, Quantity{}, at.time});
    const auto id = order.client_order_id;
    write(at, journal::Dropped{id, "its model canceled it"});
    waiting_.take(id);
    if (!closing) return std::monostate{};
  }
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
  return CancelRequest{entry->broker_id, id};
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
    answer.sentence = refuse(entry->order, Refusal::RequestBudget,
                             "nothing was sent: the broker's request budget is used up")
                        .sentence;
    write(at, journal::Answered{answer});
    LedgerFacts facts;
    ledger_.on_answer(answer, facts);
    take(facts, at, &out);
    send_waiting(at, out);
  }
  check_journal(out);
}

// Sends what waited, as far as what it waited for has ended; the oldest first.
void Desk::send_waiting(DeskTime at, DeskOutput& out) {
  for (auto& closed : canceled_while_waiting_) out.facts.emplace_back(std::move(closed));
  canceled_while_waiting_.clear();
  if (waiting_.empty()) return;
  const auto waiting = waiting_.all();
  for (const auto& order : waiting)
    if (const auto* still = waiting_.find(order.order.client_order_id))
      settle_waiting(WaitingOrder{*still}, at, out);
}

void Desk::settle_waiting(const WaitingOrder& waiting, DeskTime at, DeskOutput& out) {
  const auto& id = waiting.order.client_order_id;
  if (const auto* leg = ledger_.find(waiting.after)) {
    const bool filled = leg->leaves() == Quantity{};
    if (leg->ended() && !filled) {
      const auto* former = ledger_.find(leg->replaces);
      if (former && !former->ended()) { // its replacement came to nothing
        waiting_.follow(id, leg->replaces);
        return;
      }
      return drop(waiting,
                  refuse(waiting.order, Refusal::PositionCrossing,
                         "the order that was to close the position ended " +
                           std::string{to_string(leg->state)}),
                  at, out);
    }
    if (!filled) return;
  }
  const auto why = standstill();
  if (journal_failed_ || (why && why->first == Refusal::NotReady)) return;
  if (ledger_.find(id)) // somebody else's order came up under it
    return drop(waiting,
                refuse(waiting.order, Refusal::BadOrder,
                       "another order at the broker has its id " + id.str()),
                at, out);
  if (why) return drop(waiting, refuse(waiting.order, why->first, why->second), at, out);
  if (positions_.difference(waiting.order.symbol)) return; // until the books agree
  auto order = waiting.order;
  const auto plan = plan_for(order.symbol, order.side, order.quantity, {});
  if (plan.step == CrossingPlan::Step::Wait) return;
  if (plan.step == CrossingPlan::Step::Refuse) return drop(waiting, in_the_way(order), at, out);
  if (order.received.nanoseconds != 0) order.received = at.now; // its cause is what it waited for
  const auto verdict = gate_.review(order, view_of(plan, nullptr, at));
  if (const auto* refusal = std::get_if<OrderRefused>(&verdict))
    return drop(waiting, *refusal, at, out);
  const auto approved = RiskGate::part_of(std::get<ApprovedOrder>(verdict), plan.now);
  if (plan.rest != Quantity{}) { // before its first part is sent, so that no crash loses it
    auto rest = order;
    rest.quantity = plan.rest;
    rest.client_order_id = next_id(order.model);
    wait(rest, id, at);
  }
  if (!intend(approved.order(), {}, at)) return;
  waiting_.take(id);
  out.orders.push_back(approved);
}

// Its model hears of one end of what it asked for: of the order that was closing while that works.
void Desk::drop(const WaitingOrder& waiting, const OrderRefused& refusal, DeskTime at,
                DeskOutput& out) {
  const auto id = waiting.order.client_order_id;
  const auto* leg = ledger_.find(waiting.after);
  const bool filled = leg && leg->leaves() == Quantity{};
  write(at, journal::Dropped{id, refusal.sentence});
  if (!leg || filled) out.facts.emplace_back(refused(refusal, at));
  waiting_.take(id);
}

OrderRefused Desk::in_the_way(const Order& order) const {
  return refuse(order, Refusal::PositionCrossing,
                "the account holds " + to_string(book_.account_position(order.symbol)) +
                  ", and its working orders stand for that or would meet this one");
}

void Desk::drop_waiting(const ModelId* model, const std::string& why, DeskTime at,
                        DeskOutput& out) {
  const auto waiting = waiting_.all();
  for (const auto& order : waiting)
    if (!model || order.order.model == *model)
      drop(order, refuse(order.order, halted_ ? Refusal::Halted : Refusal::SessionPhase, why), at,
           out);
}

// What was to follow an order that closes was decided by a market that is gone. Who is told comes
// up later.
void Desk::drop_waiting_of_earlier_life(DeskTime at, DeskOutput& out) {
  const auto waiting = waiting_.all();
  for (const auto& order : waiting) {
    DeskOutput dropped;
    drop(order,
         refuse(order.order, Refusal::PositionCrossing,
                "it waited for another order when the program ended"),
         at, dropped);
    for (auto& fact : dropped.facts)
      if (auto* refusal = std::get_if<OrderRefused>(&fact))
        news_[refusal->model].push_back(std::move(*refusal));
    tell(out, "execution dropped " + order.order.symbol.str() + ' ' +
                std::string{to_string(order.order.side)} + ' ' + to_string(order.order.quantity) +
                " of model " + order.order.model.str() +
                ": it waited for another order when the program ended");
  }
}

std::vector<OrderRefused> Desk::news_for(const ModelId& model) {
  const auto found = news_.find(model);
  if (found == news_.end()) return {};
  auto news = std::move(found->second);
  news_.erase(found);
  return news;
}

} // namespace hft
