#pragma once

#include "actors/supervisor/model_roster.hpp"
#include "actors/supervisor/restart_policy.hpp"
#include "actors/supervisor/run_outcome.hpp"
#include "messages/control.hpp"
#include "messages/result.hpp"
#include "messages/session.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace hft {

/// What happened, told to a `SessionRun`; besides these `SessionChanged`, `DeskChanged` and
/// `FeedStateChanged` as they are sent.
namespace fact {
/// The answer to `LookForLeftOrders`.
struct LeftOrders {
  bool open = false;
};
/// The answers to `StartDesk`.
struct DeskStarted {};
struct DeskFailed {
  Failure why;
};
/// A model of the start could not be made.
struct ModelCannotStart {
  std::string sentence;
};
/// The answer to `CloseDesk`: the book is quiet.
struct DeskQuiet {
  std::uint64_t orders_left = 0;
};
/// The answer to `GatherReport`.
struct ReportGathered {};
/// An actor ended. A model's end stands in the roster already.
struct ActorEnded {
  enum class Who { Clock, Desk, Feed, Model };
  Who who = Who::Model;
  std::string reason{};
};
/// A model failed in a run that is to end with its first fault.
struct ModelFailed {
  std::string sentence;
  std::string account; ///< all there is to tell of it, in indented lines
};
/// An operator or the service manager wants the end.
struct StopRequested {};
/// Told many times a second.
struct TimePassed {};
} // namespace fact

/// What follows, for the actor to carry out in this order; an answer that one calls for is told at
/// once, before the next is carried out.
namespace action {
struct PublishPhase {
  SessionChanged changed;
};
struct PublishFeed {
  FeedStateChanged changed;
};
struct PublishReadiness {
  bool ready = false;
};
struct PublishWaiting {};
/// `of_step`: told when the venue's step is settled, in an order of its own.
struct PublishIncident {
  std::string sentence;
  bool of_step = false;
};
struct PublishNews {
  std::string sentence;
};
/// What was kept for the end of the step is told now.
struct PublishStep {};
/// Did an earlier run leave orders working at the broker?
struct LookForLeftOrders {};
/// Counts are a trading date's, and a new one begins.
struct ForgetCounts {};
struct StartDesk {};
/// The feed, then the models.
struct StartMarket {};
/// To everybody who runs.
struct PassSession {
  SessionChanged changed;
};
/// The feed shows models nothing more of this session.
struct EndFrames {};
struct CloseDesk {
  std::string reason;
};
struct GatherReport {};
/// The session's last word.
struct PublishReport {};
struct StopChildren {};
/// Models that have not stopped are told again, ahead of what waits for them.
struct HurryModels {};
/// Models stuck in a call are not waited for any more.
struct LeaveStuckModels {};
struct End {
  RunOutcome outcome;
};
} // namespace action

/// The order of a run: when the desk, the feed and the models come up, and how they go down. Facts
/// in, a list of actions out.
///
/// - Down: nothing but the session clock runs.
/// - Starting: the desk reads its journal and compares its books with the broker's.
/// - Settling: the same outside of a session, only to cancel what an earlier run left; once a run.
/// - Up: feed and models run. Ready when the desk is reconciled and the stream is live.
/// - Closing: the desk takes no more orders and cancels; then the last report is gathered.
/// - Stopping: every child was told to end; when all have, Down.
///
/// From Down it ends, waits, or comes up again. Pure: no actor, no clock, no thread; it reads the
/// roster and never changes it.
class SessionRun {
public:
  enum class Stage : std::uint8_t { Down, Starting, Settling, Up, Closing, Stopping };
  struct Settings {
    WhenClosed when_closed = WhenClosed::Wait;
    RestartLimits restarts;                             ///< of desk and feed together
    Duration start_deadline = std::chrono::seconds{60}; ///< to be ready in; later is told
    Duration close_deadline = std::chrono::seconds{10}; ///< for working orders to end at the close
    Duration stop_patience = std::chrono::seconds{5};   ///< for a model to stop by itself
    bool in_steps = false; ///< with a simulated venue that waits for us
  };
  using Fact =
    std::variant<SessionChanged, DeskChanged, FeedStateChanged, fact::LeftOrders, fact::DeskStarted,
                 fact::DeskFailed, fact::ModelCannotStart, fact::DeskQuiet, fact::ReportGathered,
                 fact::ActorEnded, fact::ModelFailed, fact::StopRequested, fact::TimePassed>;
  using Action =
    std::variant<action::PublishPhase, action::PublishFeed, action::PublishReadiness,
                 action::PublishWaiting, action::PublishIncident, action::PublishNews,
                 action::PublishStep, action::LookForLeftOrders, action::ForgetCounts,
                 action::StartDesk, action::StartMarket, action::PassSession, action::EndFrames,
                 action::CloseDesk, action::GatherReport, action::PublishReport,
                 action::StopChildren, action::HurryModels, action::LeaveStuckModels, action::End>;

  /// `models` must outlive it.
  SessionRun(const Settings& settings, const ModelRoster& models);

  /// After the run's end every fact leads to nothing.
  std::vector<Action> on(const Fact& fact, MonotonicTime now);

  Stage stage() const { return stage_; }
  bool ended() const { return ended_; }
  /// The desk is reconciled and the stream is live.
  bool ready() const { return stage_ == Stage::Up && desk_ready_ && feed_live_; }
  /// Whether an incident belongs to the venue's step under way.
  bool is_of_step() const { return settings_.in_steps && stage_ == Stage::Up; }
  const SessionChanged& session() const { return session_; }
  /// Of the session that was come up for last.
  const SessionPlan& traded() const { return traded_; }
  /// What a venue that waits for us must still wait for, in words; empty: for nothing here.
  std::string unsettled() const;

private:
  void apply(const SessionChanged& changed);
  void apply(const DeskChanged& changed);
  void apply(const FeedStateChanged& changed);
  void apply(const fact::LeftOrders& left);
  void apply(const fact::DeskStarted&);
  void apply(const fact::DeskFailed& failed);
  void apply(const fact::ModelCannotStart& failed);
  void apply(const fact::DeskQuiet& quiet);
  void apply(const fact::ReportGathered&);
  void apply(const fact::ActorEnded& ended);
  void apply(const fact::ModelFailed& failed);
  void apply(const fact::StopRequested&);
  void apply(const fact::TimePassed&);

  template <class Action>
  void then(Action action) {
    actions_.emplace_back(std::move(action));
  }
  void come_up();
  void start_desk(Stage as);
  void start_market();
  void go_down(const std::string& reason);
  void stop_children();
  void go_on_when_all_ended();
  void pillar_fell(const std::string& who, const std::string& reason);
  void check_slow_start();
  void check_slow_close();
  void check_slow_stop();
  void check_ready();
  void decide_what_next();
  void end(RunOutcome outcome);
  RunOutcome good_outcome() const;
  bool wanted_up() const;

  Settings settings_;
  const ModelRoster& models_;
  RestartPolicy pillars_;
  std::vector<Action> actions_; ///< of the fact under way
  MonotonicTime now_;           ///< of the fact under way

  Stage stage_ = Stage::Down;
  bool ended_ = false;
  bool stop_requested_ = false;
  std::optional<RunOutcome> outcome_; ///< set as soon as the run must end
  SessionChanged session_;
  SessionPlan traded_;
  bool session_over_ = false; ///< what goes down now is not to come up for it again
  bool trades_ = false;       ///< came up for a session, not to settle
  bool looked_for_left_orders_ = false;
  std::uint64_t orders_left_ = 0; ///< working when the desk last closed

  bool desk_up_ = false;
  bool feed_up_ = false;
  bool desk_ready_ = false;
  bool feed_live_ = false;
  bool ready_published_ = false;
  bool gathering_ = false;

  MonotonicTime start_deadline_;
  bool slow_start_told_ = false;
  MonotonicTime closing_since_;
  MonotonicTime stopping_since_;
  bool hurried_ = false;
  bool left_stuck_ = false;
};

std::string_view to_string(SessionRun::Stage stage);

} // namespace hft
