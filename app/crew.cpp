#include "app/crew.hpp"

#include "actors/session_clock/session_clock_actor.hpp"
#include "adapters/cpquant/realtime_client.hpp"
#include "adapters/cpquant/trade_client.hpp"
#include "adapters/storage/file_journal.hpp"
#include "adapters/storage/memory_file.hpp"
#include "app/lane_actors.hpp"
#include "app/version.hpp"
#include "models/external/shelf.hpp"

#include <spdlog/spdlog.h>

namespace hft {

namespace {

using ContextRef = std::shared_ptr<CrewContext>;

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
  config.on_news = [](const std::string& sentence) { spdlog::warn("{}", sentence); };
  return context->system.spawn(session_clock_actor, config);
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
  return observer;
}

Result<ExecutionActor> make_execution(const ContextRef& context, const SupervisorActor& supervisor,
                                      const SessionChanged& session) {
  std::vector<JournalRecord> records;
  storage::JournalOptions options;
  if (context->settings.durable) options.durability = storage::Durability::Disk;
  auto journal = storage::FileJournal::open(
    context->books, session.plan.date, options,
    [&records](const JournalRecord& record) { records.push_back(record); });
  if (!journal) return tl::unexpected{journal.error()};
  for (const auto& torn : (*journal)->found().torn) spdlog::warn("{}", torn);

  cpquant::TradeOptions trade;
  trade.endpoints = context->endpoints;
  ExecutionConfig config;
  config.gateway =
    make_on_loop<cpquant::AlpacaTradeClient>(context->loop, context->trade_keys, trade);
  config.journal = std::move(*journal);
  config.desk.account = context->account;
  config.desk.program = std::string{"hft "} + version;
  config.desk.risk = *context->limits->now();
  config.desk.cancel_lead = context->settings.cancel_lead;
  config.desk.flatten_lead = context->settings.flatten_lead;
  config.date = session.plan.date;
  config.supervisor = supervisor;
  config.observer = observer_of(context->display);
  config.now = monotonic_now;
  config.time = [time = context->time] { return time->now(); };
  auto state = std::make_shared<ExecutionState>(std::move(config));
  for (const auto& record : records) state->desk.replay(record);
  spdlog::info("books of account {} read: {} records", context->account, records.size());
  return context->system.spawn<LaneExecution>(context->lane, std::move(state));
}

FeedActor make_feed(const ContextRef& context, const SupervisorActor& supervisor,
                    const SessionClockActor& clock, const ExecutionActor& execution,
                    const SessionChanged& session) {
  cpquant::RealtimeOptions realtime;
  realtime.url = context->endpoints.data_stream_url;
  FeedActorConfig config;
  config.history = context->history;
  config.feed =
    make_on_loop<cpquant::AlpacaRealtimeClient>(context->loop, context->data_keys, realtime);
  config.execution = execution;
  config.supervisor = supervisor;
  config.clock = clock;
  config.speed = context->speed;
  config.phase = session.to;
  config.plan = session.plan;
  return context->system.spawn<LaneFeed>(context->lane, std::move(config));
}

/// Gives a fresh model what its last life left, when it is of the same kind and can be read.
void restore(ModelHost& host, const std::filesystem::path& file) {
  const auto kept = storage::read_memory(file);
  if (!kept) return spdlog::warn("{}", kept.error().sentence);
  if (!*kept || (*kept)->model != host.report().name) return;
  const auto& memory = **kept;
  if (const auto done = host.restore({memory.model, memory.version, memory.values}); !done)
    spdlog::warn("model {} starts afresh: {}", host.id().view(), done.error().sentence);
}

std::function<void(const ModelMemory&)> saver(storage::MemoryKeeper& keeper,
                                              const std::filesystem::path& file) {
  return [&keeper, file](const ModelMemory& memory) {
    keeper.keep(file, {memory.model, memory.version, memory.values});
  };
}

Result<ModelChild> make_model_child(const ContextRef& context, const SessionPlan& plan,
                                    const ModelSpec& spec, const ExecutionActor& execution) {
  auto model = context->settings.shelf->make(spec, context->settings.symbols);
  if (!model) return tl::unexpected{model.error()};
  HostOptions options;
  options.id = spec.id;
  options.name = spec.name;
  options.plan = plan;
  options.age_limit = context->settings.risk.signal_age;
  auto host = std::make_shared<ModelHost>(options, std::move(*model));
  const auto memory = context->books / "models" / (spec.id.str() + ".json");
  restore(*host, memory);
  ModelActorConfig config;
  config.desk = execution;
  config.save = saver(context->keeper, memory);
  ModelChild child;
  child.wanted = host->wanted();
  child.extended_hours = host->needs().extended_hours;
  if (needs_own_thread(spec)) {
    child.handled = host->handled();
    child.handle = context->system.spawn<caf::detached>(model_behavior, host, config);
  } else if (context->settings.off_lane.contains(spec.id)) {
    child.handled = host->handled();
    child.handle = context->system.spawn(model_behavior, host, config);
  } else {
    child.handle = context->system.spawn<LaneModel>(context->lane, host, config);
  }
  return child;
}

} // namespace

SupervisorConfig make_crew(const ContextRef& context) {
  SupervisorConfig config;
  config.models = context->settings.models;
  config.when_closed = context->settings.when_closed;
  // The feed tells the clock what time the venue's events show; the clock is made first.
  auto clock = std::make_shared<SessionClockActor>();
  auto plan = std::make_shared<SessionPlan>();
  config.spawn_clock = [context, clock](const SupervisorActor& supervisor) {
    return *clock = make_clock(context, supervisor);
  };
  config.spawn_execution = [context, plan](const SupervisorActor& supervisor,
                                           const SessionChanged& session) {
    *plan = session.plan;
    return make_execution(context, supervisor, session);
  };
  config.spawn_feed = [context, clock](const SupervisorActor& supervisor,
                                       const ExecutionActor& execution,
                                       const SessionChanged& session) {
    return make_feed(context, supervisor, *clock, execution, session);
  };
  config.spawn_model = [context, plan](const ModelSpec& spec, const ExecutionActor& execution) {
    return make_model_child(context, *plan, spec, execution);
  };
  return config;
}

} // namespace hft
