#pragma once

#include "actors/supervisor/roster.hpp"
#include "actors/supervisor/run_outcome.hpp"
#include "actors/supervisor/timed_swap.hpp"
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
  RunsOn runs_on = RunsOn::Lane;
};

/// A model made to take the place of another, not seated yet.
struct ModelCandidate {
  std::shared_ptr<ModelHost> host;
  Subscriptions wanted;
  bool extended_hours = false;
};

/// Everything the supervisor needs of the outside: how to make each of its children. The makers
/// name the concrete things; the supervisor does not.
struct SupervisorConfig {
  std::function<Result<ExecutionActor>(const SupervisorActor&, const SessionChanged&)>
    spawn_execution;
  std::function<FeedActor(const SupervisorActor&, const ExecutionActor&, const SessionChanged&)>
    spawn_feed;
  std::function<Result<ModelChild>(const ModelSpec&, const ExecutionActor&, const SupervisorActor&)>
    spawn_model;
  /// For an instance that runs there; refuses a model that cannot.
  std::function<Result<ModelCandidate>(const ModelSpec&, RunsOn)> make_candidate;
  /// Whether such a model could be made; may be empty.
  std::function<Result<void>(const ModelSpec&)> check_model;
  /// Whether such a model trades before the open and after the close; empty: none does.
  std::function<bool(const ModelSpec&)> trades_extended_hours;
  /// Whether an earlier run left orders working at the broker; empty: none did.
  std::function<bool()> left_orders_open;
  std::function<SessionClockActor(const SupervisorActor&)> spawn_clock;
  std::vector<ModelSpec> models;
  std::vector<TimedSwap> swaps;  ///< by time
  std::vector<ModelSpec> beside; ///< to run in shadow beside those of their ids, from the start
  std::vector<ModelId> stopped;  ///< of `models`: known, not started
  /// An operator changed which instances run: kept for the next start; empty: nobody keeps it.
  std::function<void(const std::vector<RosterEntry>&)> keep_roster;
  WhenClosed when_closed = WhenClosed::Wait;
  RestartLimits restarts;
  /// By whose time falls are counted together; empty: the actor's clock. Set where the venue waits
  /// for us, and only there.
  std::function<MonotonicTime()> restart_clock;
  Duration swap_patience = std::chrono::seconds{5}; ///< for a candidate to be ready
  /// Whether a model's position is closed when it stays down; empty: it is kept.
  std::function<bool(const ModelId&)> flattens;
  Duration close_deadline = std::chrono::seconds{10}; ///< for working orders to end at the close
  /// For a model to stop by itself; as long again once it is told to before what waits for it.
  Duration stop_patience = std::chrono::seconds{5};
  /// Asks calls of models that do not return to do so, where that can be asked; may be empty.
  std::function<void()> interrupt_stuck;
  Duration heartbeat = std::chrono::seconds{1};       ///< between beats sent through the crew
  Duration start_deadline = std::chrono::seconds{60}; ///< to be ready in; later is told
  SupervisorObserver observer;
};

/// The sentence an actor's end carries, or CAF's words for it.
std::string sentence_of(const caf::error& reason);

/// Spawns, monitors, restarts and stops all the others, in the order of a session's story.
/// Runs on CAF's scheduler. Fails by ending the process: `observer.on_end` with a code, also when
/// one of its own handlers or of the makers of its children throws.
class Supervisor : public SupervisorActor::base {
public:
  Supervisor(caf::actor_config& actor_config, SupervisorConfig config);
  const char* name() const override { return "supervisor"; }
  behavior_type make_behavior() override;
  void on_exit() override;

private:
  enum class Stage { Down, Starting, Up, Closing, Stopping };
  static constexpr auto patience = std::chrono::seconds{2}; ///< for a model to answer
  struct Candidate {
    ModelSpec spec;
    Subscriptions wanted;
    bool extended_hours = false;
  };
  struct Child {
    ModelSpec spec;
    ModelActor handle;
    Subscriptions wanted;
    bool extended_hours = false;
    std::shared_ptr<const FrameCount> handled;
    RunsOn runs_on = RunsOn::Lane;
    ModelState state = ModelState::Starting;
    RestartPolicy policy;
    std::optional<MonotonicTime> restart_at;
    std::optional<MonotonicTime> fell_at; ///< until it is back
    std::optional<Candidate> candidate;   ///< runs beside it
    bool leaving = false;                 ///< it has said its last words, and has not ended yet
    bool changing = false;                ///< its model is being changed
    std::optional<ModelSpec> beside;      ///< is to run beside it once it runs
    std::vector<Symbol> watched;          ///< what the desk was told it may order
    bool stopped = false;                 ///< by an operator
    std::uint64_t restarts = 0;
    std::uint64_t faults = 0;
    std::string last_fault;
    ModelReport earlier;                    ///< counts of its lives that are over
    std::optional<ModelReport> last_report; ///< of this life, until its last words
  };

  // The session's story.
  void on_session(const SessionChanged& changed);
  void come_up();
  void start_desk();
  bool settle();
  void start_market();
  void go_down(const std::string& reason);
  void stop_children();
  void hasten_close();
  void hasten_stop();
  void leave_stuck_behind();
  void one_is_down();
  void finish_if_down();
  void end(RunOutcome ending);
  bool wanted_up() const;

  // Children.
  Child child_of(const ModelSpec& spec) const;
  Result<void> start_model(Child& child);
  void subscribe(Child& child);
  void renew_watched(Child& child);
  void keep_roster();
  void retire(const Child& child, bool flatten);
  void on_news(const ModelNews& news);
  void record_return(Child& child);
  void give_up(Child& child, const std::string& sentence);
  void on_down(const caf::down_msg& down);
  void on_model_down(Child& child, const std::string& reason);
  void on_pillar_down(const std::string& who, const std::string& reason);
  void restart_due();
  void record_ready();
  // supervisor_steps_actor.cpp: a venue that waits for us
  void on_step(const StepReached& step);
  void on_step_told(const StepTold& told);
  void make_due_swaps();
  /// Lets the venue go on if nobody starts, changes or ends any more.
  void try_settle();
  std::string unsettled() const;
  void record_standstill();
  void send_heartbeat();
  void record_slow_start();
  void incident(const std::string& sentence);
  /// What a model's fall or start leads to: with steps it is told when all of the step is settled,
  /// by model, so that its time and place are the same however the threads ran. Empty: the feed's.
  void incident_of_step(const ModelId& id, const std::string& sentence);
  void publish_of_step();
  void news(const std::string& sentence);

  // Operators.
  CommandResult spawn_command(const ModelSpec& spec);
  caf::result<CommandResult> stop_command(const StopModel& command);
  caf::result<CommandResult> swap_command(const ModelSpec& spec);
  caf::result<CommandResult> promote_command(const ModelId& id);
  caf::result<CommandResult> drop_candidate(Child& child);
  CommandResult replace_idle(Child& child, const ModelSpec& spec);
  template <class Request>
  caf::result<CommandResult> ask_for_change(Child& child, Request what, bool adopts);
  void settle(const ModelId& id, const CommandResult& result, bool adopts, bool promotes);
  Result<void> check(const ModelSpec& spec) const;
  RunOutcome good_ending() const;
  static ModelStatus status_of(const Child& child);
  void gather(std::function<void(StatusSnapshot)> answer);
  MonotonicTime now();

  SupervisorConfig config_;
  Stage stage_ = Stage::Down;
  bool stop_requested_ = false;
  bool ended_ = false;
  std::optional<RunOutcome> ending_;
  std::string fell_;              ///< what a handler threw
  std::uint64_t orders_left_ = 0; // working when the desk last closed
  SessionChanged session_;
  SessionPlan traded_;        ///< of the session that was come up for
  bool settled_ = false;      ///< what an earlier run left open was looked at
  bool settling_ = false;     ///< up only to cancel it
  bool session_over_ = false; ///< that one ended; what goes down now is not to come up for it again
  DeskStatus last_desk_;      ///< what the desk answered last on this date
  FeedStatus last_feed_;
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
  std::optional<StepTold> step_; ///< waits until all is settled
  MonotonicTime step_since_;
  Timestamp step_time_;
  std::vector<std::pair<ModelId, std::string>> of_step_;
  std::size_t swaps_made_ = 0;
  int swaps_under_way_ = 0;
  bool standstill_told_ = false;
  bool gathering_ = false; ///< the session's last report
  int awaited_ = 0;        ///< children told to stop that are still there
  MonotonicTime closing_since_;
  MonotonicTime stopping_since_;
  bool hastened_ = false;
  std::map<caf::actor_addr, ModelId> left_behind_; ///< models that are stuck in a call
};

} // namespace hft
