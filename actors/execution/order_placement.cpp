#include "actors/execution/order_placement.hpp"

#include "actors/execution/signal_orders.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace hft {

namespace {

constexpr Duration sweep_pause = std::chrono::seconds{1};

// A stop or a group is one order at the broker, and cannot wait in parts.
std::optional<std::string> indivisible(const Order& order, const CrossingPlan& plan) {
  const bool plain = order.type == OrderType::Market || order.type == OrderType::Limit;
  if (plan.step != CrossingPlan::Step::Split || (plain && !order.terms)) return std::nullopt;
  return "a " + std::string{to_string(order.type)} +
         " order is sent whole, and this one would cross zero: " + to_string(plan.now) +
         " of it would close what the account holds and " + to_string(plan.rest) + " open the rest";
}

} // namespace

OrderPlacement::OrderPlacement(const OrderPlacementParts& parts)
  : books_(parts.books),
    gate_(parts.gate),
    assets_(parts.assets),
    hold_back_(parts.hold_back),
    cancels_(parts.cancels),
    closer_(parts.closer),
    session_(parts.session),
    real_time_(parts.real_time) {}

DeskVerdict OrderPlacement::on_signal(const Signal& signal, DeskTime at) {
  const bool orders =
    signal.action == SignalAction::Place || signal.action == SignalAction::Replace;
  if (books_.state.flattening() && orders)
    return books_.refused(refuse(order_of(signal), Refusal::SessionPhase,
                                 "positions are being flattened before the close"),
                          at);
  switch (signal.action) {
    case SignalAction::Place: return place(signal, at);
    case SignalAction::Replace: return replace(signal, at);
    case SignalAction::Cancel: return cancel(signal, at);
    case SignalAction::Close:
      if (signal.symbol.empty())
        return books_.refused(
          refuse(order_of(signal), Refusal::BadOrder, "it names no symbol to close"), at);
      [[fallthrough]];
    case SignalAction::CancelAll: sweeps_.push_back({signal, {}}); return std::monostate{};
  }
  return std::monostate{};
}

void OrderPlacement::follow_up(DeskTime at, DeskOutput& out) {
  std::erase_if(sweeps_, [&](Sweep& sweep) { return advance(sweep, at, out); });
  for (auto& closed : canceled_while_waiting_) out.facts.emplace_back(std::move(closed));
  canceled_while_waiting_.clear();
}

// Whether there is nothing more to do for it.
bool OrderPlacement::advance(Sweep& sweep, DeskTime at, DeskOutput& out) {
  const auto& wish = sweep.wish;
  const auto* symbol = wish.symbol.empty() ? nullptr : &wish.symbol;
  const auto waiting = books_.waiting.all();
  for (const auto& order : waiting)
    if (order.order.model == wish.model && (!symbol || order.order.symbol == *symbol))
      if (const auto* still = books_.waiting.find(order.order.client_order_id))
        withdraw(WaitingOrder{*still}, at);
  if (at.now >= sweep.next_cancel) { // a cancel may be refused, or come to nothing
    sweep.next_cancel = at.now + sweep_pause;
    cancels_.cancel_those(&wish.model, symbol, at, out);
  }
  if (wish.action == SignalAction::CancelAll) return true;
  if (books_.ledger.works_for(wish.model, wish.symbol)) return false;
  if (!books_.state.flattening()) close_out(wish, at, out);
  return true;
}

void OrderPlacement::close_out(const Signal& sweep, DeskTime at, DeskOutput& out) {
  const auto held = books_.positions.position(sweep.model, sweep.symbol);
  if (held == Quantity{}) return;
  auto closing = sweep;
  closing.action = SignalAction::Place;
  closing.type = OrderType::Market;
  closing.side = held > Quantity{} ? Side::Sell : Side::Buy;
  closing.quantity = closer_.closable(sweep.symbol, closing.side, abs(held));
  if (closing.received.nanoseconds != 0) closing.received = at.now; // it waited for cancels
  closer_.record_missing(sweep.model, sweep.symbol, held, at, out);
  if (closing.quantity == Quantity{}) return;
  const auto verdict = place(closing, at);
  if (const auto* approved = std::get_if<ApprovedOrder>(&verdict)) out.orders.push_back(*approved);
  if (const auto* refusal = std::get_if<OrderRefused>(&verdict)) out.facts.emplace_back(*refusal);
}

RiskView OrderPlacement::view_of(const CrossingPlan& plan, const LedgerEntry* replaced,
                                 DeskTime at) const {
  RiskView view{books_.positions,
                books_.ledger,
                books_.marks,
                session_.plan ? &*session_.plan : nullptr,
                session_.closing_from,
                at.now,
                replaced ? replaced->order.client_order_id : ClientOrderId{},
                real_time_ ? std::optional{at.time} : std::nullopt};
  view.in_step = at.in_step;
  view.opens = plan.opens;
  view.time = at.time;
  view.assets = &assets_;
  view.shorting_enabled = shorting_enabled_;
  view.hold_back = &hold_back_;
  view.waiting = &books_.waiting;
  return view;
}

CrossingPlan OrderPlacement::plan_for(const Symbol& symbol, Side side, Quantity quantity,
                                      const ClientOrderId& replaced) const {
  SymbolExposure exposure;
  exposure.position = books_.positions.account_position(symbol);
  const auto working = books_.ledger.working_orders();
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

void OrderPlacement::wait(const Order& order, const ClientOrderId& after, DeskTime at) {
  if (order.terms && !books_.write(at, journal::Terms{order.client_order_id, *order.terms})) return;
  if (!books_.write(at, journal::Waiting{order, after})) return;
  books_.ids.observe(order.client_order_id);
  if (!after.empty()) second_legs_.insert(order.client_order_id);
  books_.waiting.add({order, after});
}

// What becomes of an order now: it is sent, or a part of it is and the rest waits, or it waits.
OrderPlacement::Admission OrderPlacement::admit(Order order, const LedgerEntry* replaced,
                                                DeskTime at) {
  if (const auto why = books_.state.standstill())
    return books_.refused(refuse(order, why->refusal, why->sentence), at);
  if (const auto* difference = books_.reconciliation.difference(order.symbol))
    return books_.refused(refuse(order, Refusal::NotReady, "the " + sentence_of(*difference)), at);
  fit_to_grid(order, gate_.config().off_tick);
  assets_.want(order.symbol);
  order.client_order_id = books_.next_id(order.model);
  const auto filled = replaced ? replaced->filled() : Quantity{};
  const auto wanted = order.quantity - filled;
  if (wanted.units <= 0) { // the gate says what is wrong with it
    const auto verdict = gate_.review(order, view_of({}, replaced, at));
    if (const auto* refusal = std::get_if<OrderRefused>(&verdict))
      return books_.refused(*refusal, at);
    return books_.refused(
      refuse(order, Refusal::BadOrder,
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
    return books_.refused(refuse(order, Refusal::PositionCrossing, *why), at);
  if (plan.step == Send || plan.step == Split) return send_now(order, plan, view, replaced, at);
  if (auto refusal = gate_.objection(order, view)) return books_.refused(*refusal, at);
  if (plan.step == Refuse || replaced) return books_.refused(in_the_way(order), at);
  wait(order, {}, at);
  if (const auto why = books_.state.standstill())
    return books_.refused(refuse(order, why->refusal, why->sentence), at);
  return std::monostate{};
}

OrderPlacement::Admission OrderPlacement::send_now(Order order, const CrossingPlan& plan,
                                                   const RiskView& view,
                                                   const LedgerEntry* replaced, DeskTime at) {
  const auto filled = replaced ? replaced->filled() : Quantity{};
  const auto verdict = gate_.review(order, view); // the whole of it
  if (const auto* refusal = std::get_if<OrderRefused>(&verdict))
    return books_.refused(*refusal, at);
  const auto approved = RiskGate::part_of(std::get<ApprovedOrder>(verdict), plan.now + filled);
  if (!books_.intend(approved.order(), view.replaced, at))
    return books_.refused(refuse(order, Refusal::Halted, books_.state.standstill()->sentence), at);
  // The successor has a rest of its own.
  if (const auto* old = books_.waiting.behind(view.replaced)) {
    const auto id = old->order.client_order_id;
    books_.write(at, journal::Dropped{id, "its order was replaced"});
    books_.waiting.take(id);
  }
  if (plan.rest == Quantity{}) return approved;
  auto rest = order;
  rest.quantity = plan.rest;
  rest.client_order_id = books_.next_id(order.model);
  wait(rest, approved.order().client_order_id, at);
  return approved;
}

// What no limit says and no venue could know.
std::optional<std::string> OrderPlacement::misplaced(const Signal& signal) const {
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
std::optional<std::string> OrderPlacement::under_live_reference(const Signal& signal,
                                                                std::uint32_t reference) const {
  if (reference == 0) return std::nullopt;
  const auto* live = books_.ledger.find(signal.model, reference);
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
std::optional<OrderRefused> OrderPlacement::reckon_quantity(Order& order, Money notional) const {
  const auto bad = [&](Refusal refusal, const std::string& why) {
    return refuse(order, refusal, why);
  };
  if (order.quantity.units != 0)
    return bad(Refusal::BadOrder, "it asks for a number of shares and for dollars");
  if (notional.units < 0)
    return bad(Refusal::BadOrder, to_cents(notional) + " dollars are not positive");
  const auto* mark = books_.marks.find(order.symbol);
  auto price = mark ? mark->price().value_or(Price{}) : Price{};
  if (order.limit_price.units > 0) price = order.limit_price;
  if (price.units <= 0)
    return bad(Refusal::StaleData, "no price of the symbol is known, to reckon what " +
                                     to_cents(notional) + " dollars are worth");
  const auto* traits = assets_.find(order.symbol);
  const bool parts =
    order.time_in_force == TimeInForce::Day && !order.terms && (!traits || traits->fractionable) &&
    (order.side == Side::Buy || books_.positions.account_position(order.symbol) > Quantity{});
  const int128 exact = int128{notional.units} * units_per_whole / price.units;
  const auto units = std::min<int128>(exact, int128{largest_order.units} + 1);
  order.quantity = Quantity{static_cast<std::int64_t>(units)};
  if (!parts) order.quantity.units -= order.quantity.units % units_per_whole;
  if (order.quantity.units == 0)
    return bad(Refusal::OrderSize, to_cents(notional) + " dollars are less than a share at " +
                                     to_string(price) + ", and it trades in whole shares");
  return std::nullopt;
}

DeskVerdict OrderPlacement::place(const Signal& signal, DeskTime at) {
  if (const auto why = misplaced(signal))
    return books_.refused(refuse(order_of(signal), Refusal::BadOrder, *why), at);
  auto order = order_of(signal);
  if (signal.terms && signal.terms->notional.units != 0)
    if (const auto refusal = reckon_quantity(order, signal.terms->notional))
      return books_.refused(*refusal, at);
  return std::visit([](auto&& x) -> DeskVerdict { return std::forward<decltype(x)>(x); },
                    admit(std::move(order), nullptr, at));
}

DeskVerdict OrderPlacement::replace(const Signal& signal, DeskTime at) {
  auto order = order_of(signal);
  const auto* old = signal.reference ? books_.ledger.find(signal.model, signal.reference) : nullptr;
  if (const auto* waiting = books_.waiting.find(signal.model, signal.reference);
      waiting && (!old || old->order.client_order_id != waiting->after))
    return books_.refused(
      refuse(order, Refusal::BadOrder,
             "order " + waiting->order.client_order_id.str() +
               " waits for others to end and cannot be replaced before it is sent"),
      at);
  if (!old || old->ended())
    return books_.refused(
      refuse(order, Refusal::BadOrder,
             "the model has no working order under reference " + std::to_string(signal.reference)),
      at);
  if (old->broker_id.empty())
    return books_.refused(refuse(order, Refusal::BadOrder,
                                 "order " + old->order.client_order_id.str() +
                                   " cannot be replaced before the broker has answered it"),
                          at);
  if (second_legs_.contains(old->order.client_order_id))
    return books_.refused(refuse(order, Refusal::BadOrder,
                                 "order " + old->order.client_order_id.str() +
                                   " opens the rest of one whose first part has closed a position: "
                                   "cancel it and place another"),
                          at);
  if (const auto taken = take_over(order, old->order, signal); !taken)
    return books_.refused(refuse(order, Refusal::BadOrder, taken.error().sentence), at);
  const auto broker_id = old->broker_id;
  auto verdict = admit(order, old, at);
  if (auto* refusal = std::get_if<OrderRefused>(&verdict)) return std::move(*refusal);
  return ReplaceRequest{broker_id, std::get<ApprovedOrder>(verdict)};
}

// What closes for it tells the end of both.
void OrderPlacement::withdraw(const WaitingOrder& waiting, DeskTime at) {
  const auto& order = waiting.order;
  const auto* entry = books_.ledger.find(waiting.after);
  const bool closing = entry && !entry->ended();
  if (!closing)
    canceled_while_waiting_.push_back({order.model, order.reference, order.client_order_id,
                                       order.symbol, OrderState::Canceled, Quantity{}, at.time});
  books_.write(at, journal::Dropped{order.client_order_id, "its model canceled it"});
  books_.waiting.take(order.client_order_id);
}

// Cancels pass whatever else stands still.
DeskVerdict OrderPlacement::cancel(const Signal& signal, DeskTime at) {
  const auto* entry =
    signal.reference ? books_.ledger.find(signal.model, signal.reference) : nullptr;
  if (const auto* waiting = books_.waiting.find(signal.model, signal.reference)) {
    const auto* leg = books_.ledger.find(waiting->after);
    const bool closing = leg && !leg->ended();
    withdraw(WaitingOrder{*waiting}, at);
    if (!closing) return std::monostate{};
  }
  if (entry && entry->ended()) // its exits go on under its number
    for (const auto* exit : entry->exits)
      if (!exit->ended() && exit->exposed() != Quantity{}) entry = exit;
  if (!entry || entry->ended()) {
    auto refusal = refuse(order_of(signal), Refusal::BadOrder, {});
    refusal.sentence =
      "execution refused a cancel: the model has no working order under reference " +
      std::to_string(signal.reference);
    return books_.refused(std::move(refusal), at);
  }
  const auto id = entry->order.client_order_id;
  if (entry->broker_id.empty()) {
    cancels_.want(id);
    return std::monostate{};
  }
  books_.write(at, journal::CancelSent{id});
  books_.ledger.mark_canceling(id, at.time);
  return CancelRequest{entry->broker_id, id};
}

// Sends what waited, as far as what it waited for has ended; the oldest first.
void OrderPlacement::send_waiting(DeskTime at, DeskOutput& out) {
  follow_up(at, out);
  publish_owed_refusals(at, out);
  if (books_.waiting.empty()) return;
  const auto waiting = books_.waiting.all();
  for (const auto& order : waiting)
    if (const auto* still = books_.waiting.find(order.order.client_order_id))
      settle_waiting(WaitingOrder{*still}, at, out);
}

void OrderPlacement::settle_waiting(const WaitingOrder& waiting, DeskTime at, DeskOutput& out) {
  const auto& id = waiting.order.client_order_id;
  if (const auto* leg = books_.ledger.find(waiting.after)) {
    const bool filled = leg->leaves() == Quantity{};
    if (leg->ended() && !filled) {
      const auto* former = books_.ledger.find(leg->replaces);
      if (former && !former->ended()) { // its replacement came to nothing
        books_.waiting.follow(id, leg->replaces);
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
  const auto why = books_.state.standstill();
  if (books_.state.journal_failed() || (why && why->refusal == Refusal::NotReady)) return;
  if (books_.ledger.find(id)) // somebody else's order came up under it
    return drop(waiting,
                refuse(waiting.order, Refusal::BadOrder,
                       "another order at the broker has its id " + id.str()),
                at, out);
  if (why) return drop(waiting, refuse(waiting.order, why->refusal, why->sentence), at, out);
  if (books_.reconciliation.difference(waiting.order.symbol)) return; // until the books agree
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
    rest.client_order_id = books_.next_id(order.model);
    wait(rest, id, at);
  }
  if (!books_.intend(approved.order(), {}, at)) return;
  books_.waiting.take(id);
  out.orders.push_back(approved);
}

// Its model hears of one end of what it asked for: while the order that was closing works, of that
// one's first.
void OrderPlacement::drop(const WaitingOrder& waiting, const OrderRefused& refusal, DeskTime at,
                          DeskOutput& out) {
  const auto id = waiting.order.client_order_id;
  const auto* leg = books_.ledger.find(waiting.after);
  const bool filled = leg && leg->leaves() == Quantity{};
  books_.write(at, journal::Dropped{id, refusal.sentence});
  if (!leg || filled)
    out.facts.emplace_back(books_.refused(refusal, at));
  else if (!leg->ended())
    books_.owed_refusals[waiting.after] = refusal;
  books_.waiting.take(id);
}

// The order that was closing has filled: what should have followed it was refused meanwhile.
void OrderPlacement::publish_owed_refusals(DeskTime at, DeskOutput& out) {
  if (books_.owed_refusals.empty()) return;
  std::erase_if(books_.owed_refusals, [&](const auto& owed) {
    const auto* leg = books_.ledger.find(owed.first);
    if (leg && !leg->ended()) return false;
    const bool told = leg && leg->leaves() != Quantity{} && leg->state != OrderState::Replaced;
    if (!told) out.facts.emplace_back(books_.refused(owed.second, at)); // else of its end
    return true;
  });
}

OrderRefused OrderPlacement::in_the_way(const Order& order) const {
  return refuse(order, Refusal::PositionCrossing,
                "the account holds " + to_string(books_.positions.account_position(order.symbol)) +
                  ", and its working orders stand for that or would meet this one");
}

void OrderPlacement::drop_waiting(const ModelId* model, const std::string& why, DeskTime at,
                                  DeskOutput& out) {
  const auto waiting = books_.waiting.all();
  for (const auto& order : waiting)
    if (!model || order.order.model == *model)
      drop(
        order,
        refuse(order.order, books_.state.halted() ? Refusal::Halted : Refusal::SessionPhase, why),
        at, out);
}

// What was to follow an order that closes was decided by a market that is gone. Who is told comes
// up later.
void OrderPlacement::drop_waiting_of_earlier_life(DeskTime at, DeskOutput& out) {
  const auto waiting = books_.waiting.all();
  for (const auto& order : waiting) {
    DeskOutput dropped;
    drop(order,
         refuse(order.order, Refusal::PositionCrossing,
                "it waited for another order when the program ended"),
         at, dropped);
    for (auto& fact : dropped.facts)
      if (auto* refusal = std::get_if<OrderRefused>(&fact))
        news_[refusal->model].push_back(std::move(*refusal));
    books_.publish(out, "execution dropped " + order.order.symbol.str() + ' ' +
                          std::string{to_string(order.order.side)} + ' ' +
                          to_string(order.order.quantity) + " of model " + order.order.model.str() +
                          ": it waited for another order when the program ended");
  }
}

void OrderPlacement::set_watched(const ModelId& model, std::vector<Symbol> symbols) {
  for (const auto& symbol : symbols) assets_.want(symbol);
  watched_[model] = std::move(symbols);
}

std::vector<OrderRefused> OrderPlacement::news_for(const ModelId& model) {
  const auto found = news_.find(model);
  if (found == news_.end()) return {};
  auto news = std::move(found->second);
  news_.erase(found);
  return news;
}

} // namespace hft
