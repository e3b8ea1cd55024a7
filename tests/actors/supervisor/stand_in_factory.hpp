#pragma once

#include "actors/supervisor/actor_factory.hpp"

#include <functional>
#include <map>

namespace hft::stand_in {

/// A factory whose parts a test sets; it counts what it made.
class Factory final : public ActorFactory {
public:
  std::function<SessionClockActor(const SupervisorActor&)> clock;
  std::function<ExecutionActor(const SupervisorActor&)> execution;
  std::function<FeedActor(const SupervisorActor&)> feed;
  std::function<Result<PreparedModel>(const ModelSpec&)> prepare; ///< empty: anything can be made
  std::function<ModelActor(const ModelSpec&)> model;
  std::function<Result<void>(const ModelSpec&)> admits; ///< empty: everything is admitted
  std::map<ModelId, int> prepared;

  SessionClockActor make_clock(const SupervisorActor& supervisor) override {
    return clock(supervisor);
  }
  Result<ExecutionActor> make_execution(const SupervisorActor& supervisor,
                                        const SessionChanged&) override {
    return execution(supervisor);
  }
  FeedActor make_feed(const SupervisorActor& supervisor, const ExecutionActor&,
                      const SessionChanged&) override {
    return feed(supervisor);
  }
  Result<PreparedModel> prepare_model(const ModelSpec& spec) override {
    ++prepared[spec.id];
    return prepare ? prepare(spec) : PreparedModel{};
  }
  Result<void> admit(const ModelSpec& spec, const PreparedModel&) override {
    return admits ? admits(spec) : Result<void>{};
  }
  SpawnedModel spawn_model(const ModelSpec& spec, const PreparedModel&, const ExecutionActor&,
                           const SupervisorActor&) override {
    return {model(spec), nullptr};
  }
};

/// A model that runs there.
inline PreparedModel prepared_for(RunsOn place) {
  PreparedModel model;
  model.runs_on = place;
  return model;
}

} // namespace hft::stand_in
