#include "actors/execution/desk.hpp"

#include "actors/execution/order_kinds.hpp"
#include "messages/price_grid.hpp"

#include <algorithm>
#include <chrono>

namespace hft {

namespace {

constexpr Duration sweep_pause = std::chrono::seconds{1};

Order order_of(const Signal& signal) {
  Order order;
  order.model = signal.model;
  order.reference = signal.reference;
  order.symbol = signal.symbol;
  order.side = signal.side;
  order.quantity = signal.quantity;
  order.type = signal.type;
  order.time_in_force = signal.time_in_force;
  if (has_limit(signal.type)) order.limit_price = signal.limit_price;
  if (signal.terms) {
    auto terms = *signal.terms;
    if (has_stop(signal.type)) order.stop_price = terms.stop_price;
    terms.stop_price = {};
    terms.notional = {};
    if (terms != OrderTerms{}) order.terms = terms;
  }
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
  if (!order.terms) return;
  auto terms = *order.terms;
  const auto side = exit_side(order);
  if (terms.trail.units > 0) fit(terms.trail, round_trail_to_tick(terms.trail));
  if (terms.take_profit.units > 0) fit(terms.take_profit, round_to_tick(terms.take_profit, side));
  if (terms.stop_loss.units > 0) fit(terms.stop_loss, round_stop_to_tick(terms.stop_loss, side));
  if (terms.stop_loss_limit.units > 0)
    fit(terms.stop_loss_limit, round_to_tick(terms.stop_loss_limit, side));
  order.terms = terms;
}

// A stop or a group is one order at the broker, and cannot wait in parts.
std::optional<std::string> indivisible(const Order& order, const CrossingPlan& plan) {
  const bool plain = order.type == OrderType::Market || order.type == OrderType::Limit;
  if (plan.step != CrossingPlan::Step::Split || (plain && !order.terms)) return std::nullopt;
  return "a " + std::string{to_string(order.type)} +
         " order is sent whole, and this one would cross zero: " + to_string(plan.now) +
         " of it would close what the account holds and " + to_string(plan.rest) + " open the rest";
}

} // namespace

Desk::Desk(DeskConfig config, OrderJournal& journal)
  : config_(std::move(config)),
    journal_(journal),
    gate_(config_.risk),
    kill_switch_(config_.risk.errors_a_minute, config_.loss_patience),
    positions_(config_.position_patience),
    session_close_(config_.cancel_lead, config_.flatten_lead),
    poll_(config_.poll_interval, config_.answer_timeout),
    look_ups_(config_.recheck_pause, config_.answer_timeout) {}

bool Desk::write(DeskTime at, const JournalEntry& entry) {
  if (state_.journal_failed()) return false;
  const auto written = journal_.append(at.time, entry);
  if (!written) state_.fail_journal(written.error().sentence);
  return written.has_value();
}

DeskVerdict Desk::on_signal(const Signal& signal, DeskTime at) {
  const bool orders =
    signal.action == SignalAction::Place || signal.action == SignalAction::Replace;
  if (state_.flattening() && orders)
    return refused(refuse(order_of(signal), Refusal::SessionPhase,
                          "positions are being flattened before the close"),
                   at);
  switch (signal.action) {
    case SignalAction::Place: return place(signal, at);
    case SignalAction::Replace: return replace(signal, at);
    case SignalAction::Cancel: return cancel(signal, at);
    case SignalAction::Close:
      if (signal.symbol.empty())
        return refused(refuse(order_of(signal), Refusal::BadOrder, "it names no symbol to close"),
                       at);
      [[fallthrough]];
    case SignalAction::CancelAll: sweeps_.push_back({signal, {}}); return std::monostate{};
  }
  return std::monostate{};
}

void Desk::follow_up(DeskTime at, DeskOutput& out) {
  std::erase_if(sweeps_, [&](Sweep& sweep) { return advance(sweep, at, out); });
  for (auto& closed : canceled_while_waiting_) out.facts.emplace_back(std::move(closed));
  canceled_while_waiting_.clear();
}

// Whether there is nothing more to do for it.
bool Desk::advance(Sweep& sweep, DeskTime at, DeskOutput& out) {
  const auto& wish = sweep.wish;
  const auto* symbol = wish.symbol.empty() ? nullptr : &wish.symbol;
  const auto waiting = waiting_.all();
  for (const auto& order : waiting)
    if (order.order.model == wish.model && (!symbol || order.order.symbol == *symbol))
      if (const auto* still = waiting_.find(order.order.client_order_id))
        withdraw(WaitingOrder{*still}, at);
  if (at.now >= sweep.next_cancel) { // a cancel may be refused, or come to nothing
    sweep.next_cancel = at.now + sweep_pause;
    cancel_those(&wish.model, symbol, at, out);
  }
  if (wish.action == SignalAction::CancelAll) return true;
  if (ledger_.works_for(wish.model, wish.symbol)) return false;
  if (!state_.flattening()) close_out(wish, at, out);
  return true;
}

void Desk::close_out(const Signal& sweep, DeskTime at, DeskOutput& out) {
  const auto held = book_.position(sweep.model, sweep.symbol);
  if (held == Quantity{}) return;
  auto closing = sweep;
  closing.action = SignalAction::Place;
  closing.type = OrderType::Market;
  closing.side = held > Quantity{} ? Side::Sell : Side::Buy;
  closing.quantity = closable(sweep.symbol, closing.side, abs(held));
  if (closing.received.nanoseconds != 0) closing.received = at.now; // it waited for cancels
  record_missing(sweep.model, sweep.symbol, held, at, out);
  if (closing.quantity == Quantity{}) return;
  const auto verdict = place(closing, at);
  if (const auto* approved = std::get_if<ApprovedOrder>(&verdict)) out.orders.push_back(*approved);
  if (const auto* refusal = std::get_if<OrderRefused>(&verdict)) out.facts.emplace_back(*refusal);
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
  if (order.terms && !write(at, journal::Terms{order.client_order_id, *order.terms})) return false;
  if (!write(at, journal::Intent{order, replaces})) return false;
  ids_.observe(order.client_order_id);
  ledger_.intend(order, replaces);
  return true;
}

OrderRefused Desk::refused(OrderRefused refusal, DeskTime at) {
  write(at, journal::Refused{refusal});
  counts_.on_refused(refusal.model, refusal.refusal);
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
    const auto exposed = entry->exposed();
    if (exposed == Quantity{}) continue;
    (buys ? exposure.open_buys : exposure.open_sells) += exposed;
    auto& flies = buys ? exposure.buys_in_flight : exposure.sells_in_flight;
    flies = flies || entry->in_flight();
  }
  return plan_crossing(exposure, side, quantity);
}

void Desk::wait(const Order& order, const ClientOrderId& after, DeskTime at) {
  if (order.terms && !write(at, journal::Terms{order.client_order_id, *order.terms})) return;
  if (!write(at, journal::Waiting{order, after})) return;
  ids_.observe(order.client_order_id);
  if (!after.empty()) second_legs_.insert(order.client_order_id);
  waiting_.add({order, after});
}

// What becomes of an order now: it is sent, or a part of it is and the rest waits, or it waits.
Desk::Admission Desk::admit(Order order, const LedgerEntry* replaced, DeskTime at) {
  if (const auto why = state_.standstill())
    return refused(refuse(order, why->refusal, why->sentence), at);
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
  auto view = view_of(plan, replaced, at);
  using enum CrossingPlan::Step;
  view.waits = plan.step == Wait || plan.step == Refuse;
  if (const auto why = indivisible(order, plan))
    return refused(refuse(order, Refusal::PositionCrossing, *why), at);
  if (plan.step == Send || plan.step == Split) return send_now(order, plan, view, replaced, at);
  if (auto refusal = gate_.objection(order, view)) return refused(*refusal, at);
  if (plan.step == Refuse || replaced) return refused(in_the_way(order), at);
  wait(order, {}, at);
  if (const auto why = state_.standstill())
    return refused(refuse(order, why->refusal, why->sentence), at);
  return std::monostate{};
}

Desk::Admission Desk::send_now(Order order, const CrossingPlan& plan, const RiskView& view,
                               const LedgerEntry* replaced, DeskTime at) {
  const auto filled = replaced ? replaced->filled() : Quantity{};
  const auto verdict = gate_.review(order, view); // the whole of it
  if (const auto* refusal = std::get_if<OrderRefused>(&verdict)) return refused(*refusal, at);
  const auto approved = RiskGate::part_of(std::get<ApprovedOrder>(verdict), plan.now + filled);
  if (!intend(approved.order(), view.replaced, at))
    return refused(refuse(order, Refusal::Halted, state_.standstill()->sentence), at);
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
  for (const auto reference :
       {signal.reference, signal.terms->take_profit_reference, signal.terms->stop_loss_reference})
    if (auto why = under_live_reference(signal, reference)) return why;
  return std::nullopt;
}

// An order under it works, waits, or has an exit that does.
std::optional<std::string> Desk::under_live_reference(const Signal& signal,
                                                      std::uint32_t reference) const {
  if (reference == 0) return std::nullopt;
  const auto* live = ledger_.find(signal.model, reference);
  if (!live) return std::nullopt;
  const auto still = [&](const LedgerEntry& entry) {
    return "the model's order " + entry.order.client_order_id.str() + " under reference " +
           std::to_string(reference) + " still works: a new order needs a number of its own";
  };
  if (!live->ended()) return still(*live);
  for (const auto* exit : live->exits)
    if (!exit->ended()) return still(*exit);
  return std::nullopt;
}

// So many shares as the dollars are worth now: parts of a share where the broker trades them.
std::optional<OrderRefused> Desk::reckon_quantity(Order& order, Money notional) const {
  const auto bad = [&](Refusal refusal, const std::string& why) {
    return refuse(order, refusal, why);
  };
  if (order.quantity.units != 0)
    return bad(Refusal::BadOrder, "it asks for a number of shares and for dollars");
  if (notional.units < 0)
    return bad(Refusal::BadOrder, to_cents(notional) + " dollars are not positive");
  const auto* mark = marks_.find(order.symbol);
  auto price = mark ? mark->price().value_or(Price{}) : Price{};
  if (order.limit_price.units > 0) price = order.limit_price;
  if (price.units <= 0)
    return bad(Refusal::StaleData, "no price of the symbol is known, to reckon what " +
                                     to_cents(notional) + " dollars are worth");
  const auto* traits = assets_.find(order.symbol);
  const bool parts = order.time_in_force == TimeInForce::Day && !order.terms &&
                     (!traits || traits->fractionable) &&
                     (order.side == Side::Buy || book_.account_position(order.symbol) > Quantity{});
  const int128 exact = int128{notional.units} * units_per_whole / price.units;
  const auto units = std::min<int128>(exact, int128{largest_order.units} + 1);
  order.quantity = Quantity{static_cast<std::int64_t>(units)};
  if (!parts) order.quantity.units -= order.quantity.units % units_per_whole;
  if (order.quantity.units == 0)
    return bad(Refusal::OrderSize, to_cents(notional) + " dollars are less than a share at " +
                                     to_string(price) + ", and it trades in whole shares");
  return std::nullopt;
}

DeskVerdict Desk::place(const Signal& signal, DeskTime at) {
  if (const auto why = misplaced(signal))
    return refused(refuse(order_of(signal), Refusal::BadOrder, *why), at);
  auto order = order_of(signal);
  if (signal.terms && signal.terms->notional.units != 0)
    if (const auto refusal = reckon_quantity(order, signal.terms->notional))
      return refused(*refusal, at);
  return std::visit([](auto&& x) -> DeskVerdict { return std::forward<decltype(x)>(x); },
                    admit(std::move(order), nullptr, at));
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
  if (const auto taken = take_over(order, *old, signal); !taken)
    return refused(refuse(order, Refusal::BadOrder, taken.error().sentence), at);
  const auto broker_id = old->broker_id;
  auto verdict = admit(order, old, at);
  if (auto* refusal = std::get_if<OrderRefused>(&verdict)) return std::move(*refusal);
  return ReplaceRequest{broker_id, std::get<ApprovedOrder>(verdict)};
}

// What a replacement keeps of the order it replaces, and what it changes.
Result<void> Desk::take_over(Order& order, const LedgerEntry& old, const Signal& signal) const {
  const auto& was = old.order;
  order.symbol = was.symbol;
  order.side = was.side;
  order.type = was.type;
  order.time_in_force = was.time_in_force;
  order.extended_hours = was.extended_hours;
  order.terms = was.terms;
  order.leg = was.leg;
  order.limit_price = has_limit(was.type) ? signal.limit_price : Price{};
  order.stop_price = {};
  if (has_stop(was.type)) {
    const bool told = signal.terms->stop_price.units != 0;
    order.stop_price = told ? signal.terms->stop_price : signal.limit_price;
    if (!told && was.type == OrderType::StopLimit) order.stop_price = was.stop_price;
  }
  if (was.type == OrderType::TrailingStop) {
    auto terms = *was.terms;
    if (terms.trail.units > 0) terms.trail = signal.limit_price;
    if (terms.trail_percent.units > 0) terms.trail_percent.units = signal.limit_price.units;
    order.terms = terms;
  }
  const bool grouped = was.leg != Leg::None || was.terms->contingency != Contingency::None;
  if (!grouped) return {};
  if (order.quantity.units != 0 && order.quantity != was.quantity)
    return fail(ErrorKind::Refused, "the size of an order of a group cannot be changed: it is " +
                                      to_string(was.quantity));
  order.quantity = was.quantity;
  if (was.terms->contingency == Contingency::Oco) {
    auto terms = *was.terms;
    terms.take_profit = order.limit_price;
    order.terms = terms;
  }
  return {};
}

// What closes for it tells the end of both.
void Desk::withdraw(const WaitingOrder& waiting, DeskTime at) {
  const auto& order = waiting.order;
  const auto* entry = ledger_.find(waiting.after);
  const bool closing = entry && !entry->ended();
  if (!closing)
    canceled_while_waiting_.push_back({order.model, order.reference, order.client_order_id,
                                       order.symbol, OrderState::Canceled, Quantity{}, at.time});
  write(at, journal::Dropped{order.client_order_id, "its model canceled it"});
  waiting_.take(order.client_order_id);
}

// Cancels pass whatever else stands still.
DeskVerdict Desk::cancel(const Signal& signal, DeskTime at) {
  const auto* entry = signal.reference ? ledger_.find(signal.model, signal.reference) : nullptr;
  if (const auto* waiting = waiting_.find(signal.model, signal.reference)) {
    const auto* leg = ledger_.find(waiting->after);
    const bool closing = leg && !leg->ended();
    withdraw(WaitingOrder{*waiting}, at);
    if (!closing) return std::monostate{};
  }
  if (entry && entry->ended()) // its exits go on under its number
    for (const auto* exit : entry->exits)
      if (!exit->ended() && exit->exposed() != Quantity{}) entry = exit;
  if (!entry || entry->ended())
    return refused(
      refuse(order_of(signal), Refusal::BadOrder,
             "the model has no working order under reference " + std::to_string(signal.reference)),
      at);
  const auto id = entry->order.client_order_id;
  if (entry->broker_id.empty()) {
    cancels_.add(id);
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
    counts_.on_sent(entry->order.model);
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
  follow_up(at, out);
  tell_owed_refusals(at, out);
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
  const auto why = state_.standstill();
  if (state_.journal_failed() || (why && why->refusal == Refusal::NotReady)) return;
  if (ledger_.find(id)) // somebody else's order came up under it
    return drop(waiting,
                refuse(waiting.order, Refusal::BadOrder,
                       "another order at the broker has its id " + id.str()),
                at, out);
  if (why) return drop(waiting, refuse(waiting.order, why->refusal, why->sentence), at, out);
  if (positions_.difference(waiting.order.symbol)) return; // until the books agree
  auto order = waiting.order;
  const auto plan = plan_for(order.symbol, order.side, order.quantity, {});
  if (plan.step == CrossingPlan::Step::Wait) return;
  if (plan.step == CrossingPlan::Step::Refuse) return drop(waiting, in_the_way(order), at, out);
  if (const auto parts = indivisible(order, plan))
    return drop(waiting, refuse(order, Refusal::PositionCrossing, *parts), at, out);
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

// Its model hears of one end of what it asked for: while the order that was closing works, of that
// one's first.
void Desk::drop(const WaitingOrder& waiting, const OrderRefused& refusal, DeskTime at,
                DeskOutput& out) {
  const auto id = waiting.order.client_order_id;
  const auto* leg = ledger_.find(waiting.after);
  const bool filled = leg && leg->leaves() == Quantity{};
  write(at, journal::Dropped{id, refusal.sentence});
  if (!leg || filled)
    out.facts.emplace_back(refused(refusal, at));
  else if (!leg->ended())
    owed_refusals_[waiting.after] = refusal;
  waiting_.take(id);
}

// The order that was closing has filled: what should have followed it was refused meanwhile.
void Desk::tell_owed_refusals(DeskTime at, DeskOutput& out) {
  if (owed_refusals_.empty()) return;
  std::erase_if(owed_refusals_, [&](const auto& owed) {
    const auto* leg = ledger_.find(owed.first);
    if (leg && !leg->ended()) return false;
    const bool told = leg && leg->leaves() != Quantity{} && leg->state != OrderState::Replaced;
    if (!told) out.facts.emplace_back(refused(owed.second, at)); // else of its end
    return true;
  });
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
      drop(order,
           refuse(order.order, state_.halted() ? Refusal::Halted : Refusal::SessionPhase, why), at,
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
