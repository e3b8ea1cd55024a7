#pragma once

#include "actors/model/model_actor.hpp"
#include "app/wiring/model_checkpoints.hpp"
#include "app/wiring/wiring.hpp"

#include <memory>

namespace hft {

/// Makes models, once each: to become actors of their own, or to take the place of another.
class ModelFactory {
public:
  /// `plan` is the running session's, kept up to date by its owner.
  ModelFactory(std::shared_ptr<WiringContext> context, std::shared_ptr<const SessionPlan> plan);

  Result<PreparedModel> prepare(const ModelSpec& spec) const;
  /// The run's market has what the model watches.
  Result<void> admit(const ModelSpec& spec, const PreparedModel& model) const;
  SpawnedModel spawn(const ModelSpec& spec, const PreparedModel& model,
                     const ExecutionActor& execution, const SupervisorActor& supervisor) const;

private:
  std::shared_ptr<ModelHost> make_host(const ModelSpec& spec, std::unique_ptr<Model> model) const;
  bool restore_checkpoint(ModelHost& host) const;
  ModelActorConfig make_config(const ModelId& id) const;

  std::shared_ptr<WiringContext> context_;
  std::shared_ptr<const SessionPlan> plan_;
  std::shared_ptr<ModelCheckpoints> checkpoints_;
  std::shared_ptr<const MarketCalendar> calendar_;
};

} // namespace hft
