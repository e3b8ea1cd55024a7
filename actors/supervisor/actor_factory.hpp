#pragma once

#include "messages/interfaces.hpp"

#include <memory>

namespace hft {

/// A model, made once: its host, what it needs, and where it is to run. It becomes an actor of its
/// own, or takes the place of another instance's model.
struct PreparedModel {
  std::shared_ptr<ModelHost> host;
  Subscriptions wanted;
  bool extended_hours = false; ///< it trades before the open and after the close
  RunsOn runs_on = RunsOn::Lane;
  bool shuns_lane = false; ///< too slow or foreign for the lane, whatever it is told
};

/// A model's actor, just spawned.
struct SpawnedModel {
  ModelActor handle;
  std::shared_ptr<const FrameCount> handled; ///< for one that does not run on the lane
};

/// How the supervisor's children are made: the implementation names the concrete model, venue and
/// client, so that the supervisor does not. Called on the supervisor's thread, which waits for it.
class ActorFactory {
public:
  virtual ~ActorFactory() = default;

  virtual SessionClockActor make_clock(const SupervisorActor& supervisor) = 0;
  /// Fails when the journal cannot be opened or replayed.
  virtual Result<ExecutionActor> make_execution(const SupervisorActor& supervisor,
                                                const SessionChanged& session) = 0;
  virtual FeedActor make_feed(const SupervisorActor& supervisor, const ExecutionActor& execution,
                              const SessionChanged& session) = 0;

  /// The only way a model is made: a script runs once for each call. Fails when there is no such
  /// model, its parameters are wrong, or it cannot run where it is told to.
  virtual Result<PreparedModel> prepare_model(const ModelSpec& spec) = 0;
  /// It may join a run under way: the run's market has what it watches.
  virtual Result<void> admit(const ModelSpec& spec, const PreparedModel& model) = 0;
  /// Gives it the state its last life left, and its actor.
  virtual SpawnedModel spawn_model(const ModelSpec& spec, const PreparedModel& model,
                                   const ExecutionActor& execution,
                                   const SupervisorActor& supervisor) = 0;
};

} // namespace hft
