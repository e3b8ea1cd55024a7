#pragma once

#include "actors/supervisor/actor_factory.hpp"
#include "actors/supervisor/model_roster.hpp"
#include "actors/supervisor/roster.hpp"
#include "actors/supervisor/run_outcome.hpp"
#include "actors/supervisor/session_run.hpp"
#include "actors/supervisor/timed_swap.hpp"
#include "actors/supervisor/venue_step.hpp"
#include "messages/interfaces.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <map>
#include <memory>
#include <optional>

namespace hft {

/// Everything the supervisor needs of the outside. Its functions are called on its thread and must
/// not block; each may be empty.
struct SupervisorConfig {
  std::shared_ptr<ActorFactory> factory; ///< never null
  std::vector<ModelSpec> models;
  std::vector<TimedSwap> swaps;  ///< by time
  std::vector<ModelSpec> beside; ///< to run in shadow beside those of their ids, from the start
  std::vector<ModelId> stopped;  ///< of `models`: known, not started
  /// Whether an earlier run left orders working at the broker; empty: none did.
  std::function<bool()> left_orders_open;
  /// An operator changed which instances run: kept for the next start.
  std::function<void(const std::vector<RosterEntry>&)> keep_roster;
  /// Whether a model's position is closed when it stays down; empty: it is kept.
  std::function<bool(const ModelId&)> flattens;
  /// Asks calls of models that do not return to do so, where that can be asked.
  std::function<void()> interrupt_stuck;
  /// By whose time falls are counted together; empty: the actor's clock. Set where the venue waits
  /// for us, and only there.
  std::function<MonotonicTime()> restart_clock;
  WhenClosed when_closed = WhenClosed::Wait;
  bool fail_fast = false; ///< the first fault of a model ends the run
  RestartLimits restarts;
  Duration swap_patience = std::chrono::seconds{5};   ///< for a candidate to be ready
  Duration close_deadline = std::chrono::seconds{10}; ///< for working orders to end at the close
  /// For a model to stop by itself; as long again once it is told to before what waits for it.
  Duration stop_patience = std::chrono::seconds{5};
  Duration start_deadline = std::chrono::seconds{60}; ///< to be ready in; later is told
  Duration heartbeat = std::chrono::seconds{1};       ///< between beats sent through the actors
  SupervisorObserver observer;
};

/// The sentence an actor's end carries, or CAF's words for it.
std::string sentence_of(const caf::error& reason);
/// What it carries beside: all there is to tell of a model's fault, in lines; may be empty.
std::string account_of(const caf::error& reason);

/// Spawns, monitors, restarts and stops all the others. What is decided is decided by its parts:
/// `SessionRun` (what comes up and goes down when), `ModelRoster` (which models there are) and
/// `VenueStep` (what a venue that waits for us waits for); this carries it out.
/// Runs on CAF's scheduler. Fails by ending the process: `observer.on_end` with a code, also when
/// one of its own handlers or the factory throws.
class Supervisor : public SupervisorActor::base {
public:
  Supervisor(caf::actor_config& actor_config, SupervisorConfig config);
  const char* name() const override { return "supervisor"; }
  behavior_type make_behavior() override;
  void on_exit() override;

private:
  /// A model's actor, while the roster says that it has one.
  struct ModelHandle {
    ModelActor actor;
    std::shared_ptr<const FrameCount> handled;
  };

  // What happens, and what follows.
  void learn(const SessionRun::Fact& fact);
  void carry_out(const action::PublishPhase& phase);
  void carry_out(const action::PublishFeed& feed);
  void carry_out(const action::PublishReadiness& readiness);
  void carry_out(const action::PublishWaiting&);
  void carry_out(const action::PublishIncident& incident);
  void carry_out(const action::PublishNews& news);
  void carry_out(const action::PublishStep&);
  void carry_out(const action::LookForLeftOrders&);
  void carry_out(const action::ForgetCounts&);
  void carry_out(const action::StartDesk&);
  void carry_out(const action::StartMarket&);
  void carry_out(const action::PassSession& session);
  void carry_out(const action::EndFrames&);
  void carry_out(const action::CloseDesk& close);
  void carry_out(const action::GatherReport&);
  void carry_out(const action::PublishReport&);
  void carry_out(const action::StopChildren&);
  void carry_out(const action::HurryModels&);
  void carry_out(const action::LeaveStuckModels&);
  void carry_out(const action::End& end);

  void on_pulse();
  void on_down(const caf::down_msg& down);
  void send_heartbeat();

  // Models.
  Result<void> start_model(const ModelId& id);
  void subscribe(const ModelId& id);
  void retire(const ModelId& id, bool flatten);
  void on_model_down(const ModelId& id, const std::string& fault, const std::string& account);
  void fail_fast(const std::string& sentence, const std::string& account);
  void on_news(const ModelNews& news);
  void leave_behind(const ModelId& id, const std::string& fault);
  void restart_due();
  void keep_roster();
  bool flattens(const ModelId& id) const;
  std::optional<ModelId> id_of(const caf::actor_addr& address) const;

  // Operators.
  CommandResult spawn_command(const ModelSpec& spec);
  caf::result<CommandResult> stop_command(const StopModel& command);
  caf::result<CommandResult> swap_command(const ModelSpec& spec);
  caf::result<CommandResult> promote_command(const ModelId& id);
  caf::result<CommandResult> drop_candidate(const ModelId& id);
  CommandResult replace_idle(const ModelSpec& spec, PreparedModel model);
  template <class Request>
  caf::result<CommandResult> ask_for_change(const ModelId& id, Request what, bool adopts);
  void change_ended(const ModelId& id, const CommandResult& result, bool adopts, bool promotes);
  Result<PreparedModel> prepare_for_command(const ModelSpec& spec);
  template <class Command>
  caf::result<CommandResult> pass_to_desk(const Command& command);

  // A venue that waits for us.
  void on_step(const StepReached& step);
  void on_step_told(const StepTold& told);
  /// Lets the venue go on if nobody starts, changes or ends any more.
  void try_settle();
  std::string unsettled() const;
  void tell_standstill();

  void incident(const std::string& sentence);
  /// What a model's fall or start leads to: with steps it is told when all of the step is settled.
  void incident_of_step(const ModelId& id, const std::string& sentence);
  void news(const std::string& sentence);
  void gather(std::function<void(StatusSnapshot)> answer);
  MonotonicTime now();

  SupervisorConfig config_;
  ModelRoster models_;
  SessionRun run_;
  VenueStep step_;
  SessionClockActor clock_;
  ExecutionActor execution_;
  FeedActor feed_;
  std::map<ModelId, ModelHandle> handles_;
  std::map<ModelId, PreparedModel> prepared_; ///< made, and started when the market is
  std::map<caf::actor_addr, ModelId> left_behind_;
  std::string fell_;                     ///< what a handler threw
  DeskStatus last_desk_;                 ///< what the desk answered last on this date
  FeedStatus last_feed_;                 ///< what this feed answered last
  std::optional<StatusSnapshot> report_; ///< the session's last, until it is published
  bool end_published_ = false;
  MonotonicTime last_beat_;
  std::uint64_t beats_ = 0;
};

} // namespace hft
