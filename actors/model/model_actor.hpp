#pragma once

#include "actors/model/model_host.hpp"
#include "messages/interfaces.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <memory>

namespace hft {

/// What a model's actor needs beside its host.
struct ModelActorConfig {
  ExecutionActor desk;        ///< where signals go; may come later by `ConnectDesk`
  SupervisorActor supervisor; ///< is told `ChildReady{id}`; may be empty
  /// Takes the model's memory, on the actor's thread: every `save_every` events shown, and at
  /// `shutdown_atom`. May be empty. Not called for a model that keeps none.
  std::function<void(const ModelMemory&)> save;
  std::uint64_t save_every = 10'000;
};

/// The shell around any model: hands each message to the host and sends on the signals it answers.
/// A model's fault ends the actor with `sec::runtime_error` carrying the host's sentence; the
/// signals made before it are sent. For an actor on the scheduler, spawn it as
/// `system.spawn(model_behavior, host, config)`; a class hosted on the lane returns it from
/// `make_behavior`. Ends at `shutdown_atom`.
ModelActor::behavior_type model_behavior(ModelActor::pointer self, std::shared_ptr<ModelHost> host,
                                         ModelActorConfig config);

} // namespace hft
