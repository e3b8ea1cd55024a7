#pragma once

#include "actors/model/model_slot.hpp"
#include "adapters/market_history.hpp"
#include "messages/interfaces.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <memory>

namespace hft {

/// What a model's actor needs beside its host.
struct ModelActorConfig {
  ExecutionActor desk;        ///< where signals go; empty: nowhere
  SupervisorActor supervisor; ///< is told `ModelNews`; may be empty
  /// Takes the model's memory, on the actor's thread: every `save_every` events shown, and at
  /// `shutdown_atom`. May be empty. Not called for a model that keeps none, nor on paper.
  std::function<void(const ModelCheckpoint&)> save;
  std::uint64_t save_every = 10'000;
  bool on_paper = false;                  ///< in shadow until promoted
  bool has_checkpoint = false;            ///< it was given its memory back: no history is needed
  std::shared_ptr<MarketHistory> history; ///< empty: nobody is warmed up
  ModelSlot::Windows windows;             ///< where a model's history lies; with `history`
  Duration warm_up_patience = std::chrono::seconds{30};
};

/// The shell around any model: hands each message to the instance's seat and sends on the signals
/// it answers. A model's fault ends the actor with `sec::runtime_error` carrying the host's
/// sentence; the signals made before it are sent. A candidate's fault ends the candidate. For an
/// actor on the scheduler or a thread of its own, spawn it as `system.spawn(model_behavior, host,
/// config)`; a class hosted on the lane returns it from `make_behavior`. Ends at `shutdown_atom`.
ModelActor::behavior_type model_behavior(ModelActor::pointer self, std::shared_ptr<ModelHost> host,
                                         ModelActorConfig config);

} // namespace hft
