#pragma once

#include "actors/model/model_actor.hpp"
#include "app/model_checkpoints.hpp"
#include "app/wiring.hpp"

#include <memory>

namespace hft {

/// Makes models: as actors of their own, or to take the place of another.
class ModelFactory {
public:
  /// `plan` is the running session's, kept up to date by its owner.
  ModelFactory(std::shared_ptr<WiringContext> context, std::shared_ptr<const SessionPlan> plan);

  Result<ModelChild> spawn(const ModelSpec& spec, const ExecutionActor& execution,
                           const SupervisorActor& supervisor);
  Result<ModelCandidate> make_candidate(const ModelSpec& spec, RunsOn place);
  Result<void> check(const ModelSpec& spec) const;
  bool trades_extended_hours(const ModelSpec& spec) const;

private:
  Result<std::shared_ptr<ModelHost>> make_host(const ModelSpec& spec) const;
  bool remember(ModelHost& host) const;
  ModelActorConfig make_config(const ModelId& id) const;

  std::shared_ptr<WiringContext> context_;
  std::shared_ptr<const SessionPlan> plan_;
  std::shared_ptr<ModelCheckpoints> memories_;
  std::shared_ptr<const MarketCalendar> calendar_;
};

} // namespace hft
