#include "actors/model/model_host.hpp"

#include "actors/model/fault_account.hpp"

#include <algorithm>
#include <exception>
#include <type_traits>

namespace hft {

namespace {

// The order of MarketEvent's alternatives, for a switch instead of a visit's table.
enum EventKind : std::size_t { TradeKind, QuoteKind, BarKindIndex, StatusKind };
static_assert(std::is_same_v<std::variant_alternative_t<TradeKind, MarketEvent>, Trade>);
static_assert(std::is_same_v<std::variant_alternative_t<QuoteKind, MarketEvent>, Quote>);
static_assert(std::is_same_v<std::variant_alternative_t<BarKindIndex, MarketEvent>, Bar>);
static_assert(std::is_same_v<std::variant_alternative_t<StatusKind, MarketEvent>, TradingStatus>);

Needs sorted(Needs needs) {
  std::sort(needs.symbols.begin(), needs.symbols.end());
  needs.symbols.erase(std::unique(needs.symbols.begin(), needs.symbols.end()), needs.symbols.end());
  return needs;
}

/// What is decided of a bar is decided when it is complete.
Timestamp cause_of(const MarketEvent& event) {
  const auto* bar = std::get_if<Bar>(&event);
  return bar != nullptr ? end_of(*bar) : time_of(event);
}

} // namespace

ModelHost::ModelHost(HostOptions options, std::unique_ptr<Model> model)
  : options_(std::move(options)),
    model_(std::move(model)),
    needs_(sorted(model_->needs())),
    context_(needs_, options_.plan),
    has_bars_(!needs_.bar_sizes.empty()),
    takes_trades_(needs_.trades || has_bars_ || needs_.keep_trades > 0),
    conduct_(options_.conduct),
    next_sequence_(options_.first_sequence),
    handled_(std::make_shared<std::atomic<std::uint64_t>>(0)) {
  made_.reserve(16);
  model_->attach(context_);
}

Subscriptions ModelHost::wanted() const {
  Subscriptions wanted;
  for (const auto& symbol : needs_.symbols) {
    if (takes_trades_) wanted.add(Channel::Trades, symbol);
    if (needs_.quotes) wanted.add(Channel::Quotes, symbol);
    if (needs_.bars) wanted.add(Channel::Bars, symbol);
    wanted.add(Channel::Statuses, symbol);
  }
  return wanted;
}

bool ModelHost::wants(const Symbol& symbol) const {
  const auto& symbols = needs_.symbols;
  const auto found = symbols.size() <= 4 ? std::find(symbols.begin(), symbols.end(), symbol)
                                         : std::lower_bound(symbols.begin(), symbols.end(), symbol);
  place_ = static_cast<std::size_t>(found - symbols.begin());
  return found != symbols.end() && *found == symbol;
}

bool ModelHost::in_session(Timestamp time) const {
  return needs_.extended_hours ? options_.plan.is_extended(time) : options_.plan.is_regular(time);
}

template <class Shown, class Call>
void ModelHost::guarded(const Handler& handler, const Shown& shown, const Cause& cause, Call call) {
  if (for_context_only_) return;
  try {
    call();
    fault_ = conduct_.judge(decisions_);
    if (!decisions_.remarks().empty()) take_notes_of(cause);
    if (!fault_ && !decisions_.empty()) stamp(cause);
    if (fault_) record_fault(handler, shown, cause, nullptr);
  } catch (const std::exception& error) {
    fault_ = error.what();
    record_fault(handler, shown, cause, std::current_exception());
  } catch (...) {
    fault_ = "it threw something that is no exception";
    record_fault(handler, shown, cause, std::current_exception());
  }
}

template <class Shown>
void ModelHost::record_fault(const Handler& handler, const Shown& shown, const Cause& cause,
                             const std::exception_ptr& thrown) {
  decisions_.clear(); // Half a decision is none.
  FaultPlace place{handler.name, {}, cause.time};
  std::string what = handler.what;
  if constexpr (requires { shown.symbol; }) what += " of " + shown.symbol.str();
  if constexpr (!std::is_same_v<Shown, Nothing>) place.shown = what + ": " + shown_text(shown);
  for (auto& c : *fault_) // it goes to logs and terminals
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  fault_ = "model " + options_.id.str() + " failed on a " + what + " at " +
           format_timestamp(cause.time) + ": " + *fault_;
  fault_account_ = hft::fault_account(place, context_, thrown);
}

void ModelHost::stamp(const Cause& cause) {
  for (const auto& decision : decisions_.decisions()) {
    auto& signal = made_.emplace_back();
    signal.model = options_.id;
    signal.action = decision.action;
    signal.reference = decision.reference;
    signal.symbol = decision.symbol;
    signal.side = decision.side;
    signal.quantity = decision.quantity;
    signal.type = decision.type;
    signal.time_in_force = decision.time_in_force;
    signal.limit_price = decision.limit_price;
    signal.terms = decision.terms;
    signal.extended_hours = decision.extended_hours;
    signal.caused_by = cause.time;
    signal.received = cause.received;
    signal.sequence = next_sequence_++;
    ++signals_;
    if (cause.late) ++late_;
    context_.on_decision(decision);
  }
  decisions_.clear();
}

void ModelHost::take_notes_of(const Cause& cause) {
  auto remarks = decisions_.take_remarks();
  if (rehearsing_) return;
  for (auto& remark : remarks) {
    if (++noted_ > most_notes) continue;
    for (auto* text : {&remark.plot, &remark.text}) // it goes to logs and terminals
      std::replace_if(
        text->begin(), text->end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
    notes_.push_back({cause.time, decisions_.empty() ? 0 : next_sequence_, std::move(remark.plot),
                      remark.value, std::move(remark.text)});
  }
}

ModelNotes ModelHost::take_notes() {
  ModelNotes notes{options_.id, std::move(notes_), noted_ > most_notes ? noted_ - most_notes : 0};
  notes_.clear();
  return notes;
}

/// What became due before the event: bars and timers, in the order of their times.
void ModelHost::pass_time(const Cause& cause) {
  if (const auto interval = needs_.timer.count(); interval > 0) {
    const auto reached = Timestamp{cause.time.nanoseconds / interval * interval};
    const bool due = timer_set_ && next_timer_ <= cause.time;
    if (!timer_set_ || due) next_timer_ = reached + needs_.timer;
    timer_set_ = true;
    if (due) {
      if (context_.board().is_due(reached)) show_bars(context_.board().close(reached), cause);
      if (fault_) return;
      context_.set_now(reached);
      guarded(Handler{"on_timer", "timer"}, Nothing{}, {reached, cause.received, cause.late},
              [&] { model_->on_timer(reached, decisions_); });
    }
  }
  if (!fault_ && context_.board().is_due(cause.time))
    show_bars(context_.board().close(cause.time), cause);
}

void ModelHost::show_bars(const BarBoard::Closed& closed, const Cause& cause) {
  auto set = closed.sets.begin();
  const auto show_sets = [&](Timestamp until) {
    for (; set != closed.sets.end() && set->end < until && !fault_; ++set) {
      context_.set_now(set->end);
      guarded(Handler{"on_bars", "set of bars"}, *set, {set->end, cause.received, cause.late},
              [&] { model_->on_bars(*set, decisions_); });
    }
  };
  for (const auto& bar : closed.bars) {
    show_sets(bar.end);
    if (fault_) return;
    ++shown_;
    context_.set_now(bar.end);
    guarded(Handler{"on_bar", "bar"}, bar, {bar.end, cause.received, cause.late},
            [&] { model_->on_bar(bar, decisions_); });
    if (fault_) return;
  }
  show_sets(Timestamp{INT64_MAX});
}

void ModelHost::show(const MarketEvent& event, const Cause& cause) {
  const auto place = place_;
  pass_time(cause);
  if (fault_) return;
  context_.set_now(cause.time);
  switch (event.index()) {
    case TradeKind: {
      const auto& trade = *std::get_if<Trade>(&event);
      ++ticks_;
      ++shown_;
      context_.on_trade(trade, place);
      if (needs_.trades)
        guarded(Handler{"on_trade", "trade"}, trade, cause,
                [&] { model_->on_trade(trade, decisions_); });
      if (!has_bars_ || fault_) break;
      if (const auto& full = context_.board().add(trade, rehearsing_); !full.bars.empty())
        show_bars(full, cause);
      break;
    }
    case QuoteKind: {
      const auto& quote = *std::get_if<Quote>(&event);
      ++ticks_;
      ++shown_;
      context_.on_quote(quote, place);
      guarded(Handler{"on_quote", "quote"}, quote, cause,
              [&] { model_->on_quote(quote, decisions_); });
      break;
    }
    case BarKindIndex: {
      const auto& bar = *std::get_if<Bar>(&event);
      ++shown_;
      context_.on_bar(bar, place);
      guarded(Handler{"on_bar", "bar"}, bar, cause, [&] { model_->on_bar(bar, decisions_); });
      break;
    }
    default: {
      const auto& status = *std::get_if<TradingStatus>(&event);
      guarded(Handler{"on_status", "status"}, status, cause,
              [&] { model_->on_status(status, decisions_); });
    }
  }
}

bool ModelHost::concerns(const MarketEvent& event, bool any_time) const {
  const auto fits = [&](bool needed, const Symbol& symbol, Timestamp time) {
    return needed && (any_time || in_session(time)) && wants(symbol);
  };
  switch (event.index()) {
    case TradeKind: {
      const auto& trade = *std::get_if<Trade>(&event);
      return fits(takes_trades_, trade.symbol, trade.time);
    }
    case QuoteKind: {
      const auto& quote = *std::get_if<Quote>(&event);
      return fits(needs_.quotes, quote.symbol, quote.time);
    }
    case BarKindIndex: {
      const auto& bar = *std::get_if<Bar>(&event);
      return fits(needs_.bars && bar.kind == BarKind::Minute, bar.symbol, bar.start);
    }
    // A halt before the open matters at the open.
    case StatusKind: return wants(std::get_if<TradingStatus>(&event)->symbol);
    default: return false;
  }
}

ModelHost::Made ModelHost::on_frame(const MarketFrame& frame) {
  made_.clear();
  conduct_.begin();
  const MonotonicTime received{frame.batch->received.nanoseconds - frame.lag.count()};
  const bool late = frame.lag > options_.age_limit;
  for (const auto& event : frame.batch->events)
    if (!fault_ && concerns(event, false)) show(event, {cause_of(event), received, late});
  handled_->fetch_add(1, std::memory_order_release);
  return made_;
}

void ModelHost::warm_up(std::span<const MarketEvent> history) {
  show_history(history);
  on_warm();
}

void ModelHost::show_history(std::span<const MarketEvent> slice) {
  conduct_.begin();
  for_context_only_ = remembers_;
  rehearse([&] {
    for (const auto& event : slice) {
      if (fault_) return;
      const bool is_bar = std::holds_alternative<Bar>(event);
      const bool builds = has_bars_ && is_bar && wants(symbol_of(event));
      const Cause cause{cause_of(event), {}, false};
      if (builds) {
        const auto start = time_of(event); // what ended before it began
        if (context_.board().is_due(start)) pass_time({start, {}, false});
        context_.board().add(std::get<Bar>(event));
      }
      if (fault_ || !concerns(event, true)) continue;
      show(event, cause);
    }
  });
  for_context_only_ = false;
}

void ModelHost::on_warm() {
  if (remembers_) return;
  answer(Handler{"on_warm", "end of history"}, Nothing{}, {}, [&] { model_->on_warm(); });
}

template <class Shown, class Call>
ModelHost::Made ModelHost::answer(const Handler& handler, const Shown& shown, const Cause& cause,
                                  Call call) {
  made_.clear();
  conduct_.begin();
  if (cause.time != Timestamp{}) context_.set_now(cause.time);
  if (!fault_) guarded(handler, shown, cause, call);
  return made_;
}

ModelHost::Made ModelHost::on_fill(const Fill& fill, MonotonicTime now) {
  context_.on_fill(fill);
  return answer(Handler{"on_fill", "fill"}, fill, {fill.time, now},
                [&] { model_->on_fill(fill, decisions_); });
}

ModelHost::Made ModelHost::on_order_closed(const OrderClosed& closed, MonotonicTime now) {
  context_.on_order_closed(closed);
  return answer(Handler{"on_order_closed", "closed order"}, closed, {closed.time, now},
                [&] { model_->on_order_closed(closed, decisions_); });
}

ModelHost::Made ModelHost::on_session(const SessionChanged& changed, MonotonicTime now) {
  made_.clear();
  conduct_.begin();
  const Cause cause{changed.scheduled, now};
  // The last bars of a session end with it, whether anything is told after it or not.
  if (!fault_ && context_.board().is_due(cause.time))
    show_bars(context_.board().close(cause.time), cause);
  if (changed.plan.date != Date{}) {
    if (changed.plan.date != options_.plan.date) noted_ = 0;
    options_.plan = changed.plan;
  }
  context_.on_session(changed);
  context_.set_now(changed.scheduled);
  if (!fault_)
    guarded(Handler{"on_session", "session change"}, changed, cause,
            [&] { model_->on_session(changed, decisions_); });
  return made_;
}

ModelHost::Made ModelHost::on_takeover(const InstanceBook& standing, MonotonicTime now) {
  context_.on_takeover(standing);
  return answer(Handler{"on_takeover", "takeover"}, Nothing{}, {{}, now},
                [&] { model_->on_takeover(standing, decisions_); });
}

ModelHost::Made ModelHost::on_corporate_action(const CorporateAction& action, MonotonicTime now) {
  context_.on_corporate_action(action);
  return answer(Handler{"on_corporate_action", "corporate action"}, action, {action.time, now},
                [&] { model_->on_corporate_action(action, decisions_); });
}

void ModelHost::on_refused(const OrderRefused& refused) {
  context_.on_refused(refused);
  answer(Handler{"on_refused", "refusal"}, refused, {refused.caused_by},
         [&] { model_->on_refused(refused); });
}

void ModelHost::on_gap(const FeedGap& gap) {
  answer(Handler{"on_gap", "gap"}, gap, {gap.until}, [&] { model_->on_gap(gap); });
}

ModelCheckpoint ModelHost::save() {
  ModelCheckpoint memory;
  if (!fault_) answer(Handler{"save", "save"}, Nothing{}, {}, [&] { memory = model_->save(); });
  if (!memory.values.empty() && memory.model.empty()) memory.model = options_.name;
  return memory;
}

Result<void> ModelHost::restore(const ModelCheckpoint& memory) {
  Result<void> restored;
  answer(Handler{"restore", "restore"}, Nothing{}, {}, [&] { restored = model_->restore(memory); });
  if (fault_) return fail(ErrorKind::BadPayload, *fault_);
  remembers_ = restored.has_value();
  return restored;
}

void ModelHost::set_plan(const SessionPlan& plan) {
  if (plan.date == Date{}) return;
  options_.plan = plan;
  SessionChanged begun;
  begun.plan = plan;
  context_.on_session(begun);
}

ModelReport ModelHost::report() const {
  ModelReport report;
  report.id = options_.id;
  report.name = options_.name;
  report.state = fault_ ? ModelState::Failed : ModelState::Running;
  report.ticks = ticks_;
  report.signals = signals_;
  report.late = late_;
  return report;
}

} // namespace hft
