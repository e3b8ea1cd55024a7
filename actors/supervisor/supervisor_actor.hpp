#pragma once

#include "actors/supervisor/crew.hpp"
#include "messages/interfaces.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <map>
#include <memory>
#include <optional>

namespace hft {

/// A model's actor, just spawned, and what it wants of the feed.
struct ModelChild {
  ModelActor handle;
  Subscriptions wanted;
  bool extended_hours = false;
  std::shared_ptr<const FrameCount> handled; ///< for one that does not run on the lane
};

/// Everything the supervisor needs of the outside: how to make each of its children. The makers
/// name the concrete things; the supervisor does not.
struct SupervisorConfig {
  std::function<Result<ExecutionActor>(const SupervisorActor&, const SessionChanged&)>
    spawn_execution;
  std::function<FeedActor(const SupervisorActor&, const ExecutionActor&, const SessionChanged&)>
    spawn_feed;
  std::function<Result<ModelChild>(const ModelSpec&, const ExecutionActor&)> spawn_model;
  std::function<SessionClockActor(const SupervisorActor&)> spawn_clock;
  std::vector<ModelSpec> models;
  WhenClosed when_closed = WhenClosed::Wait;
  RestartLimits restarts;
  Duration close_deadline = std::chrono::seconds{10}; ///< for working orders to end at the close
  Duration heartbeat = std::chrono::seconds{1};       ///< between beats sent through the crew
  Duration start_deadline = std::chrono::seconds{60}; ///< to be ready in; later is told
  SupervisorObserver observer;
};

/// Spawns, monitors, restarts and stops all the others, in the order of a session's story.
/// Runs on CAF's scheduler. Fails by ending the process: `observer.on_end` with a code.
class Supervisor : public SupervisorActor::base {
public:
  Supervisor(caf::actor_config& actor_config, SupervisorConfig config);
  const char* name() const override { return "supervisor"; }
  behavior_type make_behavior() override;
  void on_exit() override;

private:
  enum class Stage { Down, Starting, Up, Closing, Stopping };
  struct Child {
    ModelSpec spec;
    ModelActor handle;
    Subscriptions wanted;
    bool extended_hours = false;
    std::shared_ptr<const FrameCount> handled;
    ModelState state = ModelState::Starting;
    RestartPolicy policy;
    std::optional<MonotonicTime> restart_at;
  };

  // The session's story.
  void on_session(const SessionChanged& changed);
  void come_up();
  void start_market();
  void go_down(const std::string& reason);
  void stop_children();
  void finish_if_down();
  void end(Ending ending);
  bool wanted_up() const;

  // Children.
  Result<void> start_model(Child& child);
  void stop_model(Child& child);
  void on_down(const caf::down_msg& down);
  void on_model_down(Child& child, const std::string& reason);
  void on_pillar_down(const std::string& who, const std::string& reason);
  void restart_due();
  void note_ready();
  void send_heartbeat();
  void note_slow_start();
  void incident(const std::string& sentence);

  // Operators.
  CommandResult spawn_command(const ModelSpec& spec);
  CommandResult stop_command(const ModelId& id);
  CommandResult swap_command(const ModelSpec& spec);
  void gather(std::function<void(StatusSnapshot)> answer);
  MonotonicTime now();

  SupervisorConfig config_;
  Stage stage_ = Stage::Down;
  bool stop_requested_ = false;
  bool ended_ = false;
  std::optional<Ending> ending_;
  SessionChanged session_;
  SessionPlan traded_; ///< of the session that was come up for
  bool desk_ready_ = false;
  bool feed_live_ = false;
  bool announced_ready_ = false;
  SessionClockActor clock_;
  ExecutionActor execution_;
  FeedActor feed_;
  RestartPolicy pillars_;
  std::map<ModelId, Child> models_;
  MonotonicTime start_deadline_;
  bool slow_start_told_ = false;
  MonotonicTime last_beat_;
  std::uint64_t beats_ = 0;
  int awaited_ = 0; ///< children told to stop that are still there
};

} // namespace hft
