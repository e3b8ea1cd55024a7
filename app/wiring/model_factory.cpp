#include "app/wiring/model_factory.hpp"

#include "app/settings/run_checks.hpp"
#include "app/wall_clock.hpp"
#include "app/wiring/lane_actors.hpp"
#include "app/wiring/model_place.hpp"
#include "app/wiring/step_patience.hpp"
#include "app/wiring/warm_up_windows.hpp"

#include <spdlog/spdlog.h>

namespace hft {

ModelFactory::ModelFactory(std::shared_ptr<WiringContext> context,
                           std::shared_ptr<const SessionPlan> plan)
  : context_(std::move(context)),
    plan_(std::move(plan)),
    checkpoints_(std::make_shared<ModelCheckpoints>(context_->keeper, context_->books / "models")),
    calendar_(std::make_shared<MarketCalendar>()) {}

std::shared_ptr<ModelHost> ModelFactory::make_host(const ModelSpec& spec,
                                                   std::unique_ptr<Model> model) const {
  HostOptions options;
  options.id = spec.id;
  options.name = spec.name;
  options.plan = *plan_;
  options.age_limit = context_->limits->now()->signal_age;
  options.conduct.event_budget = context_->settings.event_budget;
  // Read once an event: for a budget of this size the cheap clock will do.
  const bool roughly = options.conduct.event_budget >= std::chrono::milliseconds{50};
  if (options.conduct.event_budget.count() > 0)
    options.conduct.stopwatch = roughly ? monotonic_about_now : monotonic_now;
  return std::make_shared<ModelHost>(options, std::move(model));
}

Result<PreparedModel> ModelFactory::prepare(const ModelSpec& spec) const try {
  auto model = context_->settings.shelf->make(spec, context_->settings.symbols);
  if (!model) return tl::unexpected{model.error()};
  PreparedModel prepared;
  prepared.host = make_host(spec, std::move(*model));
  const auto& needs = prepared.host->needs();
  const auto place = place_of(spec, needs, context_->settings.off_lane);
  if (!place) return tl::unexpected{place.error()};
  prepared.wanted = prepared.host->wanted();
  prepared.extended_hours = needs.extended_hours;
  prepared.runs_on = *place;
  prepared.shuns_lane = shuns_lane(spec, needs);
  return prepared;
} catch (const std::exception& error) {
  return fail(ErrorKind::BadArgument, "model " + spec.name + " cannot be made: " + error.what());
}

Result<void> ModelFactory::admit(const ModelSpec& spec, const PreparedModel& model) const {
  return check_market_symbols(spec.id, model.host->needs().symbols, context_->settings.market);
}

/// Gives a fresh model what its last life left, when it is of the same kind and can be read. An old
/// memory of a model that can be warmed up is worth less than history.
bool ModelFactory::restore_checkpoint(ModelHost& host) const {
  const auto kept = checkpoints_->find(host.id());
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
  config.save = [checkpoints = checkpoints_, id, time = context_->time](
                  const ModelCheckpoint& memory) { checkpoints->keep(id, memory, time->now()); };
  config.history = context_->history;
  if (context_->steps) config.warm_up_patience = step_patience;
  config.windows = [calendar = calendar_, time = context_->time](const Needs& needs,
                                                                 Timestamp newest) {
    return warm_up_windows(*calendar, needs, std::max(newest, time->now()));
  };
  return config;
}

SpawnedModel ModelFactory::spawn(const ModelSpec& spec, const PreparedModel& model,
                                 const ExecutionActor& execution,
                                 const SupervisorActor& supervisor) const {
  const auto& host = model.host;
  host->set_plan(*plan_); // it may have been made before the session was known
  auto config = make_config(spec.id);
  config.desk = execution;
  config.supervisor = supervisor;
  config.on_paper = spec.shadow;
  config.has_checkpoint = restore_checkpoint(*host);
  auto& system = context_->system;
  if (model.runs_on == RunsOn::Lane)
    return {system.spawn<LaneModel>(context_->lane, host, config), nullptr};
  if (model.runs_on == RunsOn::Thread)
    return {system.spawn<OwnModel, caf::detached>(host, config), host->handled()};
  return {system.spawn<OwnModel>(host, config), host->handled()};
}

} // namespace hft
