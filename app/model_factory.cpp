#include "app/model_factory.hpp"

#include "app/lane_actors.hpp"
#include "app/model_place.hpp"
#include "app/run_checks.hpp"
#include "app/step_patience.hpp"
#include "app/wall_clock.hpp"
#include "app/warm_up_windows.hpp"

#include <spdlog/spdlog.h>

namespace hft {

ModelFactory::ModelFactory(std::shared_ptr<WiringContext> context,
                           std::shared_ptr<const SessionPlan> plan)
  : context_(std::move(context)),
    plan_(std::move(plan)),
    memories_(std::make_shared<ModelCheckpoints>(context_->keeper, context_->books / "models")),
    calendar_(std::make_shared<MarketCalendar>()) {}

Result<std::shared_ptr<ModelHost>> ModelFactory::make_host(const ModelSpec& spec) const try {
  auto model = context_->settings.shelf->make(spec, context_->settings.symbols);
  if (!model) return tl::unexpected{model.error()};
  HostOptions options;
  options.id = spec.id;
  options.name = spec.name;
  options.plan = *plan_;
  options.age_limit = context_->settings.risk.signal_age;
  options.conduct.event_budget = context_->settings.event_budget;
  // Read once an event: for a budget of this size the cheap clock will do.
  const bool roughly = options.conduct.event_budget >= std::chrono::milliseconds{50};
  if (options.conduct.event_budget.count() > 0)
    options.conduct.stopwatch = roughly ? monotonic_about_now : monotonic_now;
  return std::make_shared<ModelHost>(options, std::move(*model));
} catch (const std::exception& error) {
  return fail(ErrorKind::BadArgument, "model " + spec.name + " cannot be made: " + error.what());
}

Result<void> ModelFactory::check(const ModelSpec& spec) const {
  const auto host = make_host(spec);
  if (!host) return tl::unexpected{host.error()};
  if (const auto place = place_of(spec, (*host)->needs(), context_->settings.off_lane); !place)
    return tl::unexpected{place.error()};
  return check_market_symbols(spec.id, (*host)->needs().symbols, context_->settings.market);
}

bool ModelFactory::trades_extended_hours(const ModelSpec& spec) const {
  const auto host = make_host(spec);
  return host && (*host)->needs().extended_hours;
}

/// Gives a fresh model what its last life left, when it is of the same kind and can be read. An old
/// memory of a model that can be warmed up is worth less than history.
bool ModelFactory::remember(ModelHost& host) const {
  const auto kept = memories_->find(host.id());
  if (!kept) return spdlog::warn("{}", kept.error().sentence), false;
  if (!*kept || (*kept)->memory.model != host.report().name) return false;
  const auto wanted = host.needs().warm_up;
  const bool fresh = (*kept)->at && context_->time->now() - *(*kept)->at <= wanted;
  if (wanted.count() > 0 && !fresh) return false;
  if (const auto done = host.restore((*kept)->memory); !done) {
    spdlog::warn("model {} starts afresh: {}", host.id().view(), done.error().sentence);
    return false;
  }
  return true;
}

ModelActorConfig ModelFactory::make_config(const ModelId& id) const {
  ModelActorConfig config;
  config.save = [memories = memories_, id, time = context_->time](const ModelCheckpoint& memory) {
    memories->keep(id, memory, time->now());
  };
  config.history = context_->history;
  if (context_->steps) config.warm_up_patience = step_patience;
  config.windows = [calendar = calendar_, time = context_->time](const Needs& needs,
                                                                 Timestamp newest) {
    return warm_up_windows(*calendar, needs, std::max(newest, time->now()));
  };
  return config;
}

Result<ModelChild> ModelFactory::spawn(const ModelSpec& spec, const ExecutionActor& execution,
                                       const SupervisorActor& supervisor) {
  auto made = make_host(spec);
  if (!made) return tl::unexpected{made.error()};
  const auto& host = *made;
  const auto place = place_of(spec, host->needs(), context_->settings.off_lane);
  if (!place) return tl::unexpected{place.error()};
  auto config = make_config(spec.id);
  config.desk = execution;
  config.supervisor = supervisor;
  config.on_paper = spec.shadow;
  config.has_checkpoint = remember(*host);
  ModelChild child;
  child.wanted = host->wanted();
  child.extended_hours = host->needs().extended_hours;
  child.runs_on = *place;
  if (*place == RunsOn::Lane) {
    child.handle = context_->system.spawn<LaneModel>(context_->lane, host, config);
    return child;
  }
  child.handled = host->handled();
  child.handle = *place == RunsOn::Thread
                   ? context_->system.spawn<OwnModel, caf::detached>(host, config)
                   : context_->system.spawn<OwnModel>(host, config);
  return child;
}

Result<ModelCandidate> ModelFactory::make_candidate(const ModelSpec& spec, RunsOn place) {
  auto made = make_host(spec);
  if (!made) return tl::unexpected{made.error()};
  const auto& host = *made;
  const bool elsewhere = spec.runs_on != RunsOn::Default && spec.runs_on != place;
  if (elsewhere || (shuns_lane(spec, host->needs()) && place == RunsOn::Lane))
    return fail(ErrorKind::BadArgument,
                "model " + spec.name + " cannot take over " + spec.id.str() +
                  ": an instance stays where it runs, which is the " +
                  std::string{to_string(place)} + "; stop it and spawn another");
  return ModelCandidate{host, host->wanted(), host->needs().extended_hours};
}

} // namespace hft
