#include "actors/execution/execution_actor.hpp"

#include "adapters/crash_point.hpp"

#include <caf/all.hpp>

#include <chrono>

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
void tell(Self self, const ExecutionState& state, const Fact& fact,
          const std::function<void(const Fact&)>& observer) {
  if (observer) observer(fact);
  const auto model = state.models.find(fact.model);
  if (model != state.models.end()) self->send(model->second, fact);
}

struct FactTeller {
  Self self;
  const ExecutionState& state;
  const ExecutionObserver& observer;
  void operator()(const Fill& x) const { tell(self, state, x, observer.on_fill); }
  void operator()(const OrderClosed& x) const { tell(self, state, x, observer.on_closed); }
  void operator()(const OrderRefused& x) const { tell(self, state, x, observer.on_refused); }
  void operator()(const Anomaly& x) const {
    if (observer.on_anomaly) observer.on_anomaly(x);
  }
};

void cancel_at(OrderGateway& gateway, const CancelWish& wish) {
  crash_point(CrashPoint::CancelWritten);
  gateway.cancel(wish.id, wish.client_order_id);
  crash_point(CrashPoint::CancelHandedOver);
}

void submit(Self self, ExecutionState& state, const ApprovedOrder& approved);

// What moved of its shares without an order, to a model that is there to hear it.
void tell_corporate_actions(Self self, ExecutionState& state, const ModelId& id,
                            const ModelActor& model) {
  for (const auto& action : state.desk.take_corporate_actions(id, state.at()))
    self->send(model, action);
}

void carry_out(Self self, ExecutionState& state, const DeskOutput& out) {
  auto& gateway = *state.config.gateway;
  for (const auto& wish : out.cancels) cancel_at(gateway, wish);
  for (const auto& order : out.orders) submit(self, state, order);
  const FactTeller teller{self, state, state.config.observer};
  for (const auto& fact : out.facts) std::visit(teller, fact);
  if (state.desk.owes_corporate_actions())
    for (const auto& [id, model] : state.models) tell_corporate_actions(self, state, id, model);
  for (const auto& id : out.look_ups) gateway.look_up(id);
  for (const auto& symbol : out.asset_look_ups) gateway.look_up_asset(symbol);
  if (out.fetch) gateway.fetch_books(out.fetch->since, out.fetch->number, out.fetch->unexplained);
  if (!state.config.supervisor) return;
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
    settle(approved.order(), state.config.gateway->submit(approved));
  }
  void operator()(const ReplaceWish& wish) const {
    if (held_back(wish)) return;
    crash_point(CrashPoint::OrderIntended);
    settle(wish.order.order(), state.config.gateway->replace(wish.id, wish.order));
  }
  void operator()(const CancelWish& wish) const { cancel_at(*state.config.gateway, wish); }
  void operator()(const OrderRefused& refusal) const {
    tell(self, state, refusal, state.config.observer.on_refused);
  }

private:
  // Whatever is appended while the disk works is kept by the next sync, together.
  bool held_back(const DeskVerdict& order) const {
    auto& journal = *state.config.journal;
    if (durable || journal.durable() >= journal.appended()) return false;
    state.held.push_back({journal.appended(), order});
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

// Sends what waited for the disk and need wait no longer.
void release(Self self, ExecutionState& state) {
  const auto kept = state.config.journal->durable();
  while (!state.held.empty() && state.held.front().intent <= kept) {
    const auto order = std::move(state.held.front().order);
    state.held.pop_front();
    std::visit(VerdictCarrier{self, state, true}, order);
  }
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
    DeskOutput out;
    (state->desk.*handler)(message, state->at(), out);
    pass(steps.booked);
    carry_out(self, *state, out);
    pass(steps.told);
  };
}

CommandResult resumed(Self self, ExecutionState& state) {
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
  DeskOutput out;
  state->desk.start(state->config.date, state->at(), out);
  crash_point(CrashPoint::DeskStarted);
  carry_out(self, *state, out);
  listen_to_disk(self, *state);
  self->delayed_send(self, state->config.pulse, pulse_atom_v);
  return {
    [self, state](const Signal& signal) {
      std::visit(VerdictCarrier{self, *state}, state->desk.on_signal(signal, state->at()));
    },
    [state](const MarketFrame& frame) { state->desk.on_market(*frame.batch); },
    input<OrderAnswered>(self, state, &Desk::on_answer,
                         {CrashPoint::AnswerArrived, CrashPoint::AnswerBooked, {}}),
    input<OrderEvent>(self, state, &Desk::on_event,
                      {CrashPoint::EventArrived, CrashPoint::EventBooked, CrashPoint::EventTold}),
    [self, state,
     heed =
       input<OrderStreamChanged>(self, state, &Desk::on_stream, {CrashPoint::StreamUp, {}, {}})](
      const OrderStreamChanged& changed) {
      heed(changed);
      // Refused for good, as a feed may be: the supervisor ends the run.
      if (changed.refused && state->config.supervisor)
        self->send(state->config.supervisor,
                   FeedStateChanged{FeedState::Refused, changed.detail, {}});
    },
    input<BooksFetched>(self, state, &Desk::on_books,
                        {CrashPoint::BooksArrived, CrashPoint::BooksMerged, {}}),
    input<OrderLookedUp>(self, state, &Desk::on_lookup, {CrashPoint::LookUpArrived, {}, {}}),
    input<AssetLookedUp>(self, state, &Desk::on_asset),
    input<UnreadItem>(self, state, &Desk::on_unread),
    [state](const FeedStateChanged& changed) { state->desk.on_feed(changed); },
    input<SessionChanged>(self, state, &Desk::on_session),
    [self, state](const ConnectModel& model) {
      state->models[model.id] = model.handle;
      state->retirements.forget(model.id);
      for (const auto& refusal : state->desk.news_for(model.id)) self->send(model.handle, refusal);
      self->send(model.handle, state->desk.standing(model.id));
      tell_corporate_actions(self, *state, model.id, model.handle);
    },
    [state](const DisconnectModel& model) { state->models.erase(model.id); },
    [self, state](const StandingQuery& query) {
      if (const auto model = state->models.find(query.id); model != state->models.end())
        self->send(model->second, state->desk.standing(query.id));
    },
    [self, state](const RetireModel& retire) {
      DeskOutput led_to;
      state->desk.cancel_orders_of(retire.id, state->at(), led_to);
      carry_out(self, *state, led_to);
      if (retire.flatten) state->retirements.begin(retire.id);
    },
    [self, state](pulse_atom) {
      release(self, *state);
      if (*state->wakes > 0 && (*state->wakes)-- > 0) return;
      DeskOutput led_to;
      state->desk.on_pulse(state->at(), led_to);
      carry_out(self, *state, led_to);
      DeskOutput missing;
      const auto closing = state->retirements.due(state->desk, state->at(), missing);
      carry_out(self, *state, missing);
      for (const auto& signal : closing)
        std::visit(VerdictCarrier{self, *state}, state->desk.on_signal(signal, state->at()));
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
    [state](const StatusQuery&) {
      auto status = state->desk.status();
      status.requests = state->config.gateway->requests();
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
    [self, state](shutdown_atom) {
      state->models.clear();
      state->config.supervisor = nullptr;
      self->quit();
    },
  };
}

} // namespace hft
