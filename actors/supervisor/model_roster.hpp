#pragma once

#include "actors/supervisor/restart_policy.hpp"
#include "messages/control.hpp"
#include "messages/result.hpp"
#include "messages/roster.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hft {

/// The instances of models of a run: what each is, whether it runs, what it did so far, what runs
/// beside it. Facts in; answers what follows. Pure: it holds no actor and time comes in.
///
/// - An instance keeps its id from model to model and from life to life; a life is that of one
///   actor. Counts of lives that are over are kept until `forget_counts`.
/// - A life that ends unasked is a fall: the instance starts again after a delay, or is quarantined
///   when it fell too often. A model that takes over has restarts of its own.
/// - At most one candidate runs beside an instance, and only while that runs.
class ModelRoster {
public:
  /// A model that runs beside an instance, in shadow or until it takes over.
  struct Candidate {
    ModelSpec spec;
    Subscriptions wanted;
    bool extended_hours = false;
  };
  /// How an instance's actor runs.
  struct Life {
    Subscriptions wanted;
    bool extended_hours = false;
    RunsOn runs_on = RunsOn::Lane;
    bool beside_lane = false; ///< on another thread than the desk
  };
  struct Instance {
    ModelSpec spec;
    Life life; ///< of its actor, or the last one
    bool extended_hours = false;
    ModelState state = ModelState::Starting;
    bool has_actor = false;
    bool leaving = false;               ///< it has said its last words, and has not ended yet
    bool changing = false;              ///< its model is being changed
    bool stopped = false;               ///< by an operator
    std::optional<Candidate> candidate; ///< runs beside it
    std::optional<ModelSpec> beside;    ///< is to run beside it once it runs
    std::vector<Symbol> watched;        ///< what the desk was told it may order
    RestartPolicy policy;
    std::optional<MonotonicTime> restart_at;
    std::optional<MonotonicTime> fell_at; ///< until it is back
    std::uint64_t restarts = 0;
    std::uint64_t faults = 0;
    std::string last_fault;
    ModelReport earlier;                    ///< counts of its lives that are over
    std::optional<ModelReport> last_report; ///< of this life, until its last words
  };
  /// What a model's news leads to.
  struct Heard {
    bool candidate_is_gone = false;
    bool is_stuck = false;
    std::optional<Duration> back_after; ///< it runs again, so long after it fell
  };

  explicit ModelRoster(RestartLimits limits = {}) : limits_(limits) {}

  const std::map<ModelId, Instance>& all() const { return instances_; }
  /// Null when there is none.
  const Instance* find(const ModelId& id) const;

  /// A new instance, or another model for one that does not run.
  void add(const ModelSpec& spec, bool extended_hours);
  /// Known, not started; for the start.
  void keep_stopped(const ModelId& id);
  /// To run in shadow beside the instance of its id once that runs.
  void keep_beside(const ModelSpec& spec);
  /// Answers the spec that `keep_beside` left, once.
  std::optional<ModelSpec> take_beside(const ModelId& id);

  /// One sentence when no instance of this id can be spawned now.
  Result<void> may_spawn(const ModelId& id) const;
  /// A prepared model can run beside the instance and take over: nothing does already, and it can
  /// run where the instance does. `shuns_lane`: it is too slow or foreign for the lane.
  Result<void> may_install(const ModelSpec& spec, bool shuns_lane) const;
  Result<void> may_promote(const ModelId& id) const;

  void started(const ModelId& id, const Life& life);
  /// Its actor ended as it was told to.
  void ended(const ModelId& id);
  /// The same while all stop: it starts again with the next session.
  void ended_with_session(const ModelId& id);
  /// Its actor ended unasked: the delay before it starts again, empty for quarantine. Falls are
  /// counted together by `counted_at`, which with a venue that waits for us is its time.
  std::optional<Duration> fell(const ModelId& id, const std::string& reason,
                               MonotonicTime counted_at, MonotonicTime now);
  /// Those whose delay is over.
  std::vector<ModelId> due(MonotonicTime now) const;
  /// Its model could not be made again.
  void cannot_restart(const ModelId& id);
  Heard heard(const ModelNews& news, MonotonicTime now);
  void reported(const ModelId& id, const ModelReport& report);
  /// It is stuck in a call that nobody can end, and is left to itself.
  void leave_behind(const ModelId& id, const std::string& fault);
  /// One that was left behind has ended after all.
  void returned(const ModelId& id);

  void stopped(const ModelId& id);
  /// All were told to end: nobody is started again.
  void stopping();
  void installed(const Candidate& candidate);
  void candidate_dropped(const ModelId& id);
  void change_begins(const ModelId& id);
  /// What a change came to. `adopts`: done, the candidate is the instance's model now.
  /// `promotes`: refused, the candidate goes on. Answers whether the instances changed.
  bool change_ended(const ModelId& id, const CommandResult& result, bool adopts, bool promotes);
  void forget_counts();

  /// What the feed must send for the instance and its candidate.
  Subscriptions wanted(const ModelId& id) const;
  /// The symbols the desk must be told it may order now; empty when it was told so.
  std::optional<std::vector<Symbol>> renew_watched(const ModelId& id);

  std::size_t running() const; ///< instances with an actor
  /// Models that must not hold up the lane any more: those that have an actor of their own thread.
  std::vector<ModelId> running_off_lane() const;
  bool trades_extended_hours() const;
  bool anyone_left_behind() const { return !left_behind_.empty(); }
  std::vector<ModelId> left_behind() const { return {left_behind_.begin(), left_behind_.end()}; }
  /// `trend: divided by zero; pairs: ...` when there is an instance and every one is quarantined.
  std::optional<std::string> faults_if_all_are_quarantined() const;
  /// What a venue that waits for us must still wait for, in words; empty: for nothing here.
  std::string unsettled() const;
  /// For the next start. What fell for good is an operator's to look into, not to be forgotten: it
  /// stays on the list.
  std::vector<RosterEntry> entries() const;
  /// With the counts of the lives that are over.
  static ModelStatus status_of(const Instance& instance);

private:
  Instance* known(const ModelId& id);

  RestartLimits limits_;
  std::map<ModelId, Instance> instances_;
  std::multiset<ModelId> left_behind_;
};

} // namespace hft
