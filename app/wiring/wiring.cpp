#include "app/wiring/wiring.hpp"

#include "actors/session_clock/session_clock_actor.hpp"
#include "adapters/cpquant/realtime_client.hpp"
#include "adapters/cpquant/trade_client.hpp"
#include "adapters/storage/file_journal.hpp"
#include "app/console/narration.hpp"
#include "app/version.hpp"
#include "app/wiring/lane_actors.hpp"
#include "app/wiring/model_factory.hpp"
#include "app/wiring/open_orders.hpp"
#include "app/wiring/step_patience.hpp"
#include "messages/new_york.hpp"
#include "models/external/python_model.hpp"

#include <spdlog/spdlog.h>

#include <thread>

namespace hft {

namespace {

using ContextRef = std::shared_ptr<WiringContext>;

/// A client on the loop, destroyed by a call of its own there: the last owner may be an actor that
/// ends inside one of the client's callbacks.
template <class Client, class... Arguments>
std::shared_ptr<Client> make_on_loop(net::IoLoop& loop, Arguments&&... arguments) {
  return {new Client(loop, std::forward<Arguments>(arguments)...),
          [&loop](Client* client) { loop.post([client] { delete client; }); }};
}

SessionClockActor make_clock(const ContextRef& context, const SupervisorActor& supervisor) {
  SessionClockConfig config;
  config.calendar = context->settings.calendar;
  config.options.schedule.closing_lead = context->settings.closing_lead;
  config.options.time.follow_venue = context->follows_venue;
  config.market_clock = std::make_shared<ObservedMarketClock>(context->clock, context->time);
  config.supervisor = supervisor;
  config.wall_clock = wall_clock_now;
  config.monotonic_clock = monotonic_now;
  config.on_news = [context](const std::string& sentence, bool agrees) {
    if (agrees)
      spdlog::info("{}", as_sentence(sentence));
    else
      context->on_disagreement(sentence);
  };
  return context->system.spawn<OwnClock>(config);
}

ExecutionObserver observer_of(Display& display) {
  ExecutionObserver observer;
  observer.on_sent = [&display](const Order& order) { display.ordered(order); };
  observer.on_fill = [&display](const Fill& fill) { display.filled(fill); };
  observer.on_refused = [&display](const OrderRefused& refused) { display.refused(refused); };
  observer.on_closed = [&display](const OrderClosed& closed) { display.closed(closed); };
  observer.on_anomaly = [&display](const Anomaly& anomaly) {
    spdlog::warn("{}", anomaly.sentence);
    display.note("notice", anomaly.sentence);
  };
  observer.on_standstill = [&display](const std::string& sentence) {
    spdlog::info("{}", as_sentence(sentence));
    display.note("notice", sentence);
  };
  return observer;
}

/// Whose records are written. While the market is closed the next session's have not begun.
Date date_of(const SessionChanged& session, Timestamp now) {
  return session.to == SessionPhase::Closed ? new_york_date(now) : session.plan.date;
}

/// Every record through the desk. One that the desk cannot agree to makes the journal useless, and
/// would at every later start: that is an end with a sentence, not an exception.
Result<void> replay(storage::FileJournal& journal, Date date, Desk& desk) {
  std::uint64_t number = 0;
  try {
    return journal.recover(date, [&](const JournalRecord& record) {
      number = record.sequence;
      desk.replay(record);
    });
  } catch (const std::exception& error) {
    return fail(ErrorKind::Storage, "the journal cannot be replayed: record " +
                                      std::to_string(number) + ": " + error.what());
  }
}

Result<ExecutionActor> make_execution(const ContextRef& context, const SupervisorActor& supervisor,
                                      const SessionChanged& session) {
  storage::JournalOptions options;
  if (context->settings.durable) options.durability = storage::Durability::Disk;
  auto claimed = storage::FileJournal::claim(context->books, options);
  if (!claimed) return tl::unexpected{claimed.error()};
  const std::shared_ptr<storage::FileJournal> journal = std::move(*claimed);

  cpquant::TradeOptions trade;
  trade.endpoints = context->endpoints;
  trade.gate = context->gate;
  trade.stream_authentication = context->stream_authentication;
  trade.rest_authentication = context->rest_authentication;
  trade.steps = context->steps;
  ExecutionConfig config;
  config.gateway =
    make_on_loop<cpquant::AlpacaTradeClient>(context->loop, context->trade_keys, trade);
  config.journal = journal;
  config.steps = context->steps;
  // Nothing is lost on the way from a venue that waits for us, and each look holds its clock up.
  if (context->steps) config.desk.poll_interval = std::chrono::minutes{15};
  if (context->steps) config.stuck = step_patience;
  config.desk.account = context->account;
  config.desk.program = std::string{"hft "} + version;
  config.desk.risk = *context->limits->now();
  config.desk.real_time = !context->follows_venue;
  config.desk.cancel_lead = context->settings.cancel_lead;
  config.desk.flatten_lead = context->settings.flatten_lead;
  const auto date = date_of(session, context->time->now());
  config.date = date;
  config.supervisor = supervisor;
  config.observer = observer_of(context->display);
  if (context->looked_on) config.observer = context->looked_on(std::move(config.observer));
  config.frame = context->frame;
  config.now = monotonic_now;
  config.time = [time = context->time] { return time->now(); };
  auto state = std::make_shared<ExecutionState>(std::move(config));
  const auto recovered = replay(*journal, date, state->desk);
  if (!recovered) return tl::unexpected{recovered.error()};
  if (const auto& why = state->desk.replay_failure()) return fail(ErrorKind::Storage, *why);
  for (const auto& torn : journal->found().torn) spdlog::warn("{}", torn);
  spdlog::info("The books of account {} are read: {} records.", context->account,
               journal->found().records);
  return context->system.spawn<LaneExecution>(context->lane, std::move(state));
}

FeedActor make_feed(const ContextRef& context, const SupervisorActor& supervisor,
                    const SessionClockActor& clock, const ExecutionActor& execution,
                    const SessionChanged& session) {
  cpquant::RealtimeOptions realtime;
  realtime.url = context->endpoints.data_stream_url;
  realtime.authentication = context->data_authentication;
  realtime.steps = context->steps;
  FeedActorConfig config;
  config.history = context->history;
  config.feed =
    make_on_loop<cpquant::AlpacaRealtimeClient>(context->loop, context->data_keys, realtime);
  config.execution = execution;
  config.supervisor = supervisor;
  config.clock = clock;
  config.speed = context->speed;
  config.in_step = context->steps != nullptr;
  if (context->steps) config.stuck = step_patience;
  config.phase = session.to;
  config.plan = session.plan;
  config.prints = context->settings.prints;
  config.on_vitals = context->feed_looked_on;
  config.stamp = context->frame;
  config.venue_time = [time = context->time] { return time->now(); };
  if (context->follows_venue)
    config.ask_time = [clock =
                         std::make_shared<ObservedMarketClock>(context->clock, context->time)] {
      clock->fetch_clock([clock](const Result<BrokerClock>&) {});
    };
  return context->system.spawn<LaneFeed>(context->lane, std::move(config));
}

/// The only place where roles meet the concrete things they are played by.
class WiredActors final : public ActorFactory {
public:
  explicit WiredActors(ContextRef context)
    : context_(std::move(context)),
      plan_(std::make_shared<SessionPlan>()),
      models_(context_, plan_) {}

  SessionClockActor make_clock(const SupervisorActor& supervisor) override {
    return clock_ = hft::make_clock(context_, supervisor);
  }
  Result<ExecutionActor> make_execution(const SupervisorActor& supervisor,
                                        const SessionChanged& session) override {
    *plan_ = session.plan;
    return hft::make_execution(context_, supervisor, session);
  }
  FeedActor make_feed(const SupervisorActor& supervisor, const ExecutionActor& execution,
                      const SessionChanged& session) override {
    return hft::make_feed(context_, supervisor, clock_, execution, session);
  }
  Result<PreparedModel> prepare_model(const ModelSpec& spec) override {
    return models_.prepare(spec);
  }
  Result<void> admit(const ModelSpec& spec, const PreparedModel& model) override {
    return models_.admit(spec, model);
  }
  SpawnedModel spawn_model(const ModelSpec& spec, const PreparedModel& model,
                           const ExecutionActor& execution,
                           const SupervisorActor& supervisor) override {
    return models_.spawn(spec, model, execution, supervisor);
  }

private:
  ContextRef context_;
  std::shared_ptr<SessionPlan> plan_; ///< of the session that runs
  ModelFactory models_;
  /// The feed tells the clock what time the venue's events show. Gone with the supervisor, who
  /// owns this.
  SessionClockActor clock_;
};

} // namespace

SupervisorConfig make_supervisor_config(const ContextRef& context) {
  SupervisorConfig config;
  config.factory = std::make_shared<WiredActors>(context);
  config.swaps = context->settings.swaps;
  for (const auto& entry : context->restored.instances) {
    config.models.push_back(entry.spec);
    if (entry.stopped) config.stopped.push_back(entry.spec.id);
    if (entry.beside) config.beside.push_back(*entry.beside);
  }
  config.keep_roster = [context](const std::vector<RosterEntry>& instances) {
    context->roster->keep(instances);
  };
  config.when_closed = context->settings.when_closed;
  config.fail_fast = context->settings.fail_fast;
  if (context->steps) {
    config.swap_patience = step_patience;
    config.restart_clock = [time = context->time] {
      return MonotonicTime{time->now().nanoseconds};
    };
  }
  // A script that keeps Python's lock must not hold up who asks.
  config.interrupt_stuck = [] {
    std::thread{[] { interrupt_python(std::chrono::seconds{5}); }}.detach();
  };
  config.left_orders_open = [context] { return has_open_orders(context->books, context->account); };
  config.flattens = [context](const ModelId& id) {
    return context->settings.flatten_all || context->settings.flatten.contains(id);
  };
  return config;
}

} // namespace hft
