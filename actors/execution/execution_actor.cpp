#include "actors/execution/execution_actor.hpp"

#include "adapters/crash_point.hpp"

#include <caf/all.hpp>

#include <algorithm>
#include <chrono>
#include <type_traits>

namespace hft {

namespace {

using Self = ExecutionActor::pointer;

MonotonicTime monotonic_now() {
  return {std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds{1}};
}

Timestamp wall_now() {
  return {std::chrono::system_clock::now().time_since_epoch() / std::chrono::nanoseconds{1}};
}

// To the model's actor, and to whoever watches.
template <class Fact>
void tell(Self self, ExecutionState& state, const Fact& fact,
          const std::function<void(const Fact&)>& observer) {
  if (observer) observer(fact);
  const auto model = state.models.find(fact.model);
  if (model == state.models.end()) return;
  self->send(model->second, fact);
  if constexpr (!std::is_same_v<Fact, OrderRefused>) // to which a model cannot answer
    if (state.work) state.work->record_fact();
}

struct FactTeller {
  Self self;
  ExecutionState& state;
  const ExecutionObserver& observer;
  void operator()(const Fill& x) const { tell(self, state, x, observer.on_fill); }
  void operator()(const OrderClosed& x) const { tell(self, state, x, observer.on_closed); }
  void operator()(const OrderRefused& x) const { tell(self, state, x, observer.on_refused); }
  void operator()(const Anomaly& x) const {
    if (observer.on_anomaly) observer.on_anomaly(x);
  }
};

void cancel_at(OrderGateway& gateway, const CancelRequest& wish) {
  crash_point(CrashPoint::CancelWritten);
  gateway.cancel(wish.id, wish.client_order_id);
  crash_point(CrashPoint::CancelHandedOver);
}

void submit(Self self, ExecutionState& state, const ApprovedOrder& approved);

// What moved of its shares without an order, to a model that is there to hear it.
void publish_corporate_actions(Self self, ExecutionState& state, const ModelId& id,
                               const ModelActor& model) {
  for (const auto& action : state.desk.take_corporate_actions(id, state.at())) {
    self->send(model, action);
    if (state.work) state.work->record_fact();
  }
}

void carry_out(Self self, ExecutionState& state, const DeskOutput& out) {
  auto& gateway = *state.config.gateway;
  for (const auto& wish : out.cancels) cancel_at(gateway, wish);
  for (const auto& order : out.orders) submit(self, state, order);
  const FactTeller teller{self, state, state.config.observer};
  for (const auto& fact : out.facts) std::visit(teller, fact);
  if (state.desk.owes_corporate_actions())
    for (const auto& [id, model] : state.models) publish_corporate_actions(self, state, id, model);
  for (const auto& [id, model] : state.models) {
    if (out.account) self->send(model, *out.account);
    for (const auto& asset : out.assets) self->send(model, asset);
  }
  for (const auto& id : out.look_ups) gateway.look_up(id);
  for (const auto& symbol : out.asset_look_ups) gateway.look_up_asset(symbol);
  state.look_ups += static_cast<int>(out.look_ups.size() + out.asset_look_ups.size());
  if (out.fetch) gateway.fetch_books(out.fetch->since, out.fetch->number, out.fetch->unexplained);
  state.fetches += out.fetch ? 1 : 0;
  if (!state.config.supervisor) return;
  if (state.work && (!out.changes.empty() || out.closed)) state.work->record_unrest();
  for (const auto& change : out.changes) self->send(state.config.supervisor, change);
  if (out.closed) self->send(state.config.supervisor, DeskClosed{*out.closed});
}

struct VerdictCarrier {
  Self self;
  ExecutionState& state;
  bool durable = false; // the intent is known to be kept

  void operator()(std::monostate) const {}
  void operator()(const ApprovedOrder& approved) const {
    if (held_back(approved)) return;
    crash_point(CrashPoint::OrderIntended);
    const auto decided = std::exchange(state.decided, {}); // what follows it is not of the signal
    const auto handed = decided == MonotonicTime{} ? decided : state.config.now();
    const bool taken = state.config.gateway->submit(approved);
    if (taken && decided != MonotonicTime{})
      state.stages.handed_over(approved.order().client_order_id, decided, handed);
    settle(approved.order(), taken);
  }
  void operator()(const ReplaceRequest& wish) const {
    if (held_back(wish)) return;
    crash_point(CrashPoint::OrderIntended);
    settle(wish.order.order(), state.config.gateway->replace(wish.id, wish.order));
  }
  void operator()(const CancelRequest& wish) const { cancel_at(*state.config.gateway, wish); }
  void operator()(const OrderRefused& refusal) const {
    tell(self, state, refusal, state.config.observer.on_refused);
  }

private:
  // Whatever is appended while the disk works is kept by the next sync, together.
  bool held_back(const DeskVerdict& order) const {
    auto& journal = *state.config.journal;
    if (durable || journal.durable() >= journal.appended()) return false;
    state.held.push_back(
      {journal.appended(), order, state.cause, std::exchange(state.decided, {})});
    journal.commit();
    return true;
  }

  void settle(const Order& order, bool taken) const {
    crash_point(CrashPoint::OrderHandedOver);
    DeskOutput out;
    state.desk.on_submitted(order.client_order_id, taken, state.at(), out);
    crash_point(CrashPoint::OrderSent);
    if (taken && state.config.observer.on_sent) state.config.observer.on_sent(order);
    carry_out(self, state, out);
  }
};

void submit(Self self, ExecutionState& state, const ApprovedOrder& approved) {
  VerdictCarrier{self, state}(approved);
}

void set_cause(ExecutionState& state, Timestamp time) {
  state.cause = time;
  if (state.config.steps) state.config.steps->set_cause(time);
}

void decide(Self self, ExecutionState& state, const Signal& signal) {
  const bool timed = signal.action == SignalAction::Place && signal.received.nanoseconds != 0;
  const auto begun = state.config.now();
  set_cause(state, signal.caused_by);
  const auto verdict = state.desk.on_signal(signal, state.at(begun));
  state.decided = timed ? begun : MonotonicTime{};
  std::visit(VerdictCarrier{self, state}, verdict);
  if (state.desk.has_follow_up()) {
    DeskOutput out;
    state.desk.follow_up(state.at(), out);
    carry_out(self, state, out);
  }
  set_cause(state, {});
  state.decided = {};
  if (!timed || !std::holds_alternative<ApprovedOrder>(verdict)) return;
  const auto* frame = state.config.frame.get();
  const bool of_frame = frame != nullptr && frame->received == signal.received;
  state.stages.decided(begun - (of_frame ? frame->decoded : signal.received));
}

void publish_vitals(const ExecutionState& state) {
  if (!state.config.observer.on_vitals) return;
  auto vitals = state.desk.vitals();
  vitals.stream_changed = state.stream_changed;
  vitals.stream_heard = state.stream_heard;
  for (const auto stage : {Stage::Model, Stage::Gate, Stage::Write})
    vitals.latencies[static_cast<std::size_t>(stage)] = state.stages.counts(stage);
  state.config.observer.on_vitals(vitals);
}

// Sends what waited for the disk and need wait no longer.
void release(Self self, ExecutionState& state) {
  const auto kept = state.config.journal->durable();
  while (!state.held.empty() && state.held.front().intent <= kept) {
    const auto order = std::move(state.held.front().order);
    set_cause(state, state.held.front().cause);
    state.decided = state.held.front().decided;
    state.held.pop_front();
    std::visit(VerdictCarrier{self, state, true}, order);
  }
  set_cause(state, {});
  state.decided = {};
  if (!state.held.empty()) state.config.journal->commit();
}

// The disk's thread wakes the actor by a pulse; the actor may be gone by then.
void listen_to_disk(Self self, const ExecutionState& state) {
  state.config.journal->on_durable(
    [weak = caf::actor_cast<caf::weak_actor_ptr>(self), wakes = state.wakes] {
      const auto strong = weak.lock();
      if (!strong) return;
      ++*wakes;
      caf::anon_send(caf::actor_cast<ExecutionActor>(strong), pulse_atom_v);
    });
}

// Where the process can be told to die while it takes an input in.
struct Steps {
  std::optional<CrashPoint> arrived;
  std::optional<CrashPoint> booked;
  std::optional<CrashPoint> told;
};

void pass(const std::optional<CrashPoint>& point) {
  if (point) crash_point(*point);
}

// A handler that gives an input to the desk and carries out what it leads to.
template <class Message>
auto input(Self self, std::shared_ptr<ExecutionState> state,
           void (Desk::*handler)(const Message&, DeskTime, DeskOutput&), Steps steps = {}) {
  return [self, state, handler, steps](const Message& message) {
    pass(steps.arrived);
    if constexpr (std::is_same_v<Message, OrderEvent> || std::is_same_v<Message, OrderAnswered>)
      state->stream_heard = state->config.time();
    if constexpr (std::is_same_v<Message, OrderAnswered>)
      if (message.request == OrderRequest::Submit)
        state->stages.written(message.client_order_id, message.written);
    DeskOutput out;
    (state->desk.*handler)(message, state->at(), out);
    pass(steps.booked);
    carry_out(self, *state, out);
    pass(steps.told);
  };
}

void on_pulse(Self self, ExecutionState& state) {
  DeskOutput led_to;
  state.desk.on_pulse(state.at(), led_to);
  state.operators.on_pulse(state.desk, state.at(), led_to);
  carry_out(self, state, led_to);
  DeskOutput missing;
  const auto closing = state.retirements.due(state.desk, state.at(), missing);
  carry_out(self, state, missing);
  for (const auto& signal : closing) decide(self, state, signal);
}

void retire(Self self, ExecutionState& state, const UnwindModel& model) {
  DeskOutput led_to;
  state.desk.cancel_orders_of(model.id, state.at(), led_to);
  carry_out(self, state, led_to);
  state.desk.set_watched(model.id, {}); // what it left may be in any symbol
  if (model.flatten) state.retirements.begin(model.id);
}

std::string unanswered(const ExecutionState& state) {
  if (state.fetches > 0) return "the broker's books";
  if (state.look_ups > 0) return "the broker's word on an order";
  if (!state.held.empty()) return "the disk that keeps the journal";
  return {};
}

// Steps of a venue that waits for us: what they come down to in this actor.
StepHands hands_of(Self self, const std::shared_ptr<ExecutionState>& owner) {
  auto* state = owner.get(); // whose part they are
  StepHands hands;
  hands.mark = [self, state](const StepMark& mark) {
    if (mark.id.empty()) return self->send(self, mark);
    const auto model = state->models.find(mark.id);
    if (model != state->models.end()) self->send(model->second, mark);
  };
  hands.decide = [self, state](const Signal& signal) { decide(self, *state, signal); };
  hands.take_marks = [state](const MarketFrame& frame) { state->desk.on_market(*frame.batch); };
  hands.release = [state] { return state->config.steps->release(); };
  hands.pulse = [self, state] { on_pulse(self, *state); };
  hands.unanswered = [state] { return unanswered(*state); };
  hands.look = [self, state](const StepReached& step) {
    for (const auto& model : std::exchange(state->retire_later, {})) retire(self, *state, model);
    if (state->config.supervisor) return self->send(state->config.supervisor, step);
    self->send(self, StepSettled{step.number, {}});
  };
  hands.done = [state](std::uint64_t number) { state->config.steps->done(number); };
  return hands;
}

// A frame that the desk must have before it can judge what models make of it.
bool is_news(const Marks& marks, const MarketBatch& batch) {
  return std::any_of(batch.events.begin(), batch.events.end(), [&](const MarketEvent& event) {
    return std::holds_alternative<TradingStatus>(event) || marks.find(symbol_of(event)) == nullptr;
  });
}

// In real time: says what a step waits for when that takes long, and leaves a model behind that is
// stuck.
void watch_step(Self self, ExecutionState& state) {
  constexpr Duration long_while = std::chrono::seconds{5};
  auto what = state.work->waiting_for();
  if (what.empty()) what = state.config.steps->missing();
  const auto now = monotonic_now();
  const auto which = what.empty() ? what : what + ' ' + std::to_string(state.work->step());
  if (what.empty() || which != state.standing_for) {
    state.standing_for = which;
    state.stood = Duration{0};
    state.stood_at = now;
    state.standstill_told = false;
    return;
  }
  // A process that was stopped for an hour and goes on has waited for nobody meanwhile.
  state.stood += std::min<Duration>(now - state.stood_at, std::chrono::seconds{1});
  state.stood_at = now;
  const auto stood = state.stood;
  if (stood >= long_while && !std::exchange(state.standstill_told, true) &&
      state.config.observer.on_standstill)
    state.config.observer.on_standstill("the venue's clock stands at " +
                                        format_timestamp(state.config.time()) + ": waiting for " +
                                        what);
  if (stood < state.config.stuck || !state.config.supervisor) return;
  state.stood = Duration{0};
  for (const auto& id : state.work->awaited())
    self->send(state.config.supervisor,
               ModelNews{id, ModelState::Quarantined,
                         "it has taken in no event for " +
                           std::to_string(state.config.stuck / std::chrono::seconds{1}) + " s",
                         false, std::nullopt});
}

CommandResult resumed(Self self, ExecutionState& state) {
  if (!state.desk.halted()) return {true, "trading is not halted: there is nothing to resume"};
  DeskOutput out;
  const auto result = state.desk.resume(state.at(), out);
  crash_point(CrashPoint::ResumeWritten);
  carry_out(self, state, out);
  if (!result) return {false, result.error().sentence};
  return {true, "trading resumed"};
}

} // namespace

ExecutionState::ExecutionState(ExecutionConfig given)
  : config(std::move(given)),
    desk(config.desk, *config.journal) {
  ensure(config.gateway != nullptr, "an execution actor has a gateway");
  if (!config.now) config.now = monotonic_now;
  if (!config.time) config.time = wall_now;
}

ExecutionActor::behavior_type execution_behavior(ExecutionActor::pointer self,
                                                 std::shared_ptr<ExecutionState> state) {
  self->set_default_handler(caf::drop);
  if (state->config.steps) state->work.emplace(hands_of(self, state));
  DeskOutput out;
  state->desk.start(state->config.date, state->at(), out);
  crash_point(CrashPoint::DeskStarted);
  carry_out(self, *state, out);
  listen_to_disk(self, *state);
  self->delayed_send(self, state->config.pulse, pulse_atom_v);
  return {
    [self, state](const Signal& signal) {
      if (!state->work || !state->work->hold(signal)) decide(self, *state, signal);
    },
    [state](const MarketFrame& frame) {
      const bool waits =
        state->work && !is_news(state->desk.marks(), *frame.batch) && state->work->hold(frame);
      if (!waits) state->desk.on_market(*frame.batch);
    },
    input<OrderAnswered>(self, state, &Desk::on_answer,
                         {CrashPoint::AnswerArrived, CrashPoint::AnswerBooked, {}}),
    input<OrderEvent>(self, state, &Desk::on_event,
                      {CrashPoint::EventArrived, CrashPoint::EventBooked, CrashPoint::EventTold}),
    [self, state,
     heed =
       input<OrderStreamChanged>(self, state, &Desk::on_stream, {CrashPoint::StreamUp, {}, {}})](
      const OrderStreamChanged& changed) {
      heed(changed);
      state->stream_changed = state->config.time();
      // Refused for good, as a feed may be: the supervisor ends the run.
      if (changed.refused && state->config.supervisor)
        self->send(state->config.supervisor,
                   FeedStateChanged{FeedState::Refused, changed.detail, {}});
    },
    [state, take = input<BooksFetched>(self, state, &Desk::on_books,
                                       {CrashPoint::BooksArrived, CrashPoint::BooksMerged, {}})](
      const BooksFetched& fetched) {
      --state->fetches;
      take(fetched);
      if (state->work) state->work->on_answer();
    },
    [state,
     take = input<OrderLookedUp>(self, state, &Desk::on_lookup,
                                 {CrashPoint::LookUpArrived, {}, {}})](const OrderLookedUp& found) {
      --state->look_ups;
      take(found);
      if (state->work) state->work->on_answer();
    },
    [state, take = input<AssetLookedUp>(self, state, &Desk::on_asset)](const AssetLookedUp& found) {
      --state->look_ups;
      take(found);
      if (state->work) state->work->on_answer();
    },
    input<UnreadItem>(self, state, &Desk::on_unread),
    [state](const FeedStateChanged& changed) { state->desk.on_feed(changed); },
    input<SessionChanged>(self, state, &Desk::on_session),
    [self, state](const ConnectModel& model) {
      state->models[model.id] = model.handle;
      if (state->work) state->work->connect(model.id, model.beside_lane);
      state->desk.set_watched(model.id, model.watched);
      if (model.renewed) return;
      state->retirements.forget(model.id);
      for (const auto& refusal : state->desk.news_for(model.id)) self->send(model.handle, refusal);
      self->send(model.handle, state->desk.standing(model.id));
      if (state->desk.account()) self->send(model.handle, *state->desk.account());
      for (const auto& symbol : model.watched)
        if (const auto* asset = state->desk.asset(symbol)) self->send(model.handle, *asset);
      publish_corporate_actions(self, *state, model.id, model.handle);
    },
    [state](const DisconnectModel& model) {
      state->models.erase(model.id);
      if (state->work) state->work->disconnect(model.id);
    },
    [self, state](const InstanceBookQuery& query) {
      if (const auto model = state->models.find(query.id); model != state->models.end())
        self->send(model->second, state->desk.standing(query.id));
    },
    [self, state](const UnwindModel& model) {
      if (state->work && state->work->defers())
        state->retire_later.push_back(model);
      else
        retire(self, *state, model);
    },
    [self, state](pulse_atom) {
      release(self, *state);
      if (state->work) state->work->on_answer();
      if (*state->wakes > 0 && (*state->wakes)-- > 0) return;
      if (state->work && state->work->begun())
        watch_step(self, *state); // its time is the venue's
      else
        on_pulse(self, *state);
      self->delayed_send(self, state->config.pulse, pulse_atom_v);
    },
    [self, state](const HaltTrading& halt) {
      DeskOutput led_to;
      state->desk.halt(halt.reason, state->at(), led_to);
      crash_point(CrashPoint::HaltWritten);
      carry_out(self, *state, led_to);
      return CommandResult{true, "trading halted"};
    },
    [self, state](const ResumeTrading&) { return resumed(self, *state); },
    [self, state](const DeskCommand& command) {
      DeskOutput led_to;
      auto result = state->operators.carry_out(command, state->desk, state->at(), led_to);
      carry_out(self, *state, led_to);
      return result;
    },
    [state](const StatusQuery&) {
      auto status = state->desk.status();
      status.requests = state->config.gateway->requests();
      publish_vitals(*state);
      return status;
    },
    [state](const OrdersQuery&) { return state->desk.orders(); },
    [self, state](const Heartbeat& beat) {
      if (beat.number <= state->last_beat) return;
      state->last_beat = beat.number;
      if (state->config.supervisor) self->send(state->config.supervisor, beat);
    },
    [state](const ChangeLimits& change) { state->desk.set_limits(*change.limits); },
    [self, state](const CloseDesk& close) {
      DeskOutput led_to;
      state->desk.close(close.reason, state->at(), led_to);
      carry_out(self, *state, led_to);
    },
    [state](const StepReached& step) {
      if (state->work) state->work->on_step(step);
    },
    [state](const StepMark& mark) {
      if (state->work) state->work->on_mark(mark);
    },
    [state](const StepSettled& settled) {
      if (state->work) state->work->on_settled(settled);
    },
    [self, state](shutdown_atom) {
      state->models.clear();
      state->config.supervisor = nullptr;
      self->quit();
    },
  };
}

} // namespace hft
