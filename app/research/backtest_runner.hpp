#pragma once

#include "actors/execution/desk.hpp"
#include "actors/execution/step_work.hpp"
#include "actors/execution/unwinder.hpp"
#include "actors/session_clock/session_cursor.hpp"
#include "adapters/simulated/engine/options.hpp"
#include "app/research/backtest_feed.hpp"
#include "app/research/backtest_model.hpp"
#include "app/research/backtest_venue.hpp"
#include "messages/result.hpp"
#include "models/model.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hft::research {

/// The sessions of a backtest of many days, and what is known beside them.
struct MarketDays {
  std::vector<SessionPlan> sessions; ///< by date; those without data are left out
  /// One session's market; a Failure for a day that cannot be read, which is then left out.
  std::function<Result<std::unique_ptr<simulated::MarketSource>>(const SessionPlan&)> open;
  BacktestVenue::Past past; ///< what was traded before the first session; may be empty
  std::vector<simulated::CorporateAction> actions;
  bool bars_only = false; ///< then time need not be looked at every second
};

/// What a backtest runs and on what; the same settings as a run's.
struct BacktestSettings {
  simulated::VenueOptions venue; ///< the market, its start, seed, latency and cash
  std::vector<ModelSpec> models;
  std::set<ModelId> beside; ///< of `models`: those that a run keeps off its lane
  std::function<Result<std::unique_ptr<Model>>(const ModelSpec&)> make_model;
  /// The limits of an account with this much equity.
  std::function<Result<RiskConfig>(Money equity)> limits;
  PrintLimits prints;
  std::shared_ptr<const MarketCalendar> calendar;
  Duration closing_lead{0};
  Duration cancel_lead{0};
  Duration flatten_lead{0};
  std::function<bool(const ModelId&)> flattens; ///< closes what a quarantined model holds
  std::function<std::vector<TimeWindow>(const Needs&, Timestamp now)> warm_up_windows;
  std::string program; ///< name and version, for the journal
  simulated::LatencyLegs latency;
  MarketDays days;        ///< empty: the one session that `venue` plays
  bool fail_fast = false; ///< the first fault of a model ends the run
};

/// A session is over and its orders are settled.
struct DayClosed {
  SessionPlan plan;
  simulated::AccountSnapshot account;
  std::vector<ModelStatus> models;
};

/// Told what happens, as it happens; every member may be empty.
struct BacktestObserver {
  std::function<void(const Order&, Timestamp sent)> on_sent;
  std::function<void(const Fill&)> on_fill;
  std::function<void(const OrderRefused&)> on_refused;
  std::function<void(const OrderClosed&)> on_closed;
  std::function<void(const MarketBatch&)> on_market; ///< what the models are shown
  std::function<void(const std::string& sentence)> on_incident;
  std::function<bool()> is_asked_to_stop; ///< looked at between steps
  std::function<void(const DayClosed&)> on_day_closed;
  /// Once a minute of the regular session.
  std::function<void(Timestamp, const simulated::AccountSnapshot&)> on_minute;
  /// What a model noted for people to see, when it did.
  std::function<void(const ModelNotes&)> on_notes;
  /// A day that could not be played, and why.
  std::function<void(Date, const std::string& sentence)> on_bad_day;
  /// Between steps: where it is, and events so far.
  std::function<void(Timestamp, std::uint64_t events)> on_progress;
};

struct BacktestOutcome {
  StatusSnapshot status; ///< when the desk closed, or when the run was asked to stop
  std::vector<std::string> phases;
  bool stopped_early = false;
  /// The fault of a model that ended the run, and all there is to tell of it.
  std::optional<std::string> fault{};
  std::string fault_account{};
  std::uint64_t events = 0; ///< trades, quotes and bars shown to models, over all of them
};

/// Sessions of the simulated venue by plain calls: the same engine, feed rules, models, desk and
/// step work as in a running system, in the same order of turns (`Turns`), on one thread, without
/// socket, sleep or actor. What a run with the same settings does at `--speed=max`, this does to
/// the byte. Over several sessions account, desk and models live on: a night is a leap to the next
/// session's start, with what the exchange does on the way (orders expire, splits and dividends are
/// booked), after which the desk looks at the broker's books as after any loss of the connection.
class BacktestRunner {
public:
  static Result<std::unique_ptr<BacktestRunner>>
  open(BacktestSettings settings, OrderJournal& journal, BacktestObserver observer);
  Result<BacktestOutcome> run();
  simulated::AccountSnapshot account() { return venue_.account(); }
  /// What could not be read of tapes.
  simulated::SourceTroubles troubles() const { return venue_.engine().troubles(); }
  std::vector<MarketEvent> minute_bars(const Symbol& symbol, Timestamp from,
                                       Timestamp until) const {
    return venue_.history(symbol, Channel::Bars, from, until);
  }

private:
  BacktestRunner(BacktestSettings settings, std::unique_ptr<simulated::VenueEngine> engine,
                 OrderJournal& journal, BacktestObserver observer);
  /// The next session that can be read; it is handed to the engine.
  std::optional<SessionPlan> next_session();
  Timestamp start_of(const SessionPlan& plan) const;
  Result<bool> begin_next_day();
  void close_day();
  void watch_minute();

  // The session's story: what the supervisor does in a running system.
  Result<void> begin();
  Result<void> start_model(BacktestModel& model);
  void supervise(const StepReached& step);
  void on_session(const SessionChanged& change);
  void go_down(const std::string& reason);
  bool is_wanted_up() const;
  void revive_fallen();
  void quarantine(BacktestModel& model);

  // The market's way to the models.
  void deliver(const MarketFrame& frame);
  void show(BacktestModel& model, const std::shared_ptr<const MarketBatch>& batch);
  void send_on(BacktestModel& model, ModelSlot::Made signals);
  void publish_input(BacktestModel& model, const ModelInput& input);
  void warm_up(BacktestModel& model);
  void fall(BacktestModel& model, const std::string& why);

  // The desk: what its actor does in a running system.
  struct FactTeller;
  struct VerdictCarrier;
  StepHands hands();
  DeskTime at() const;
  void take_marks(const MarketFrame& frame);
  void decide(const Signal& signal);
  void carry_out(const DeskOutput& out);
  void publish_corporate_actions(BacktestModel& model);
  void on_pulse();
  void retire(const ModelId& id, bool flatten);
  template <class Fact>
  void tell(const Fact& fact, const std::function<void(const Fact&)>& observer);
  /// To the desk, in its turn.
  template <class Job>
  void to_desk(Job&& job) {
    turns_.send(desk_turns_, std::forward<Job>(job));
  }
  template <class Job>
  void with_output(Job&& job); ///< of an input to the desk, carried out

  void settle();
  void finish_step(const StepReached& step);
  bool rest(Timestamp time);
  StatusSnapshot snapshot() const;
  void incident(const std::string& sentence) const;

  /// Sources of days on their way to the engine.
  struct OpenedDays;

  BacktestSettings settings_;
  std::shared_ptr<OpenedDays> opened_;
  std::size_t next_session_ = 0;
  BacktestObserver observer_;
  BacktestVenue venue_;
  OrderJournal& journal_;
  std::unique_ptr<Desk> desk_;
  SessionCursor cursor_;
  BacktestFeed feed_;
  StepWork work_;
  Unwinder retirements_;
  Turns turns_;
  Turns::Member desk_turns_;
  std::map<ModelId, BacktestModel> models_;
  std::vector<BacktestModel*> subscribers_;     ///< by their places in the feed
  std::vector<BacktestModel*> leaving_;         ///< fallen while a frame was delivered
  std::vector<MarketFrame> step_frames_;        ///< of this step, to be taken in as marks
  bool step_is_quiet_ = true;                   ///< nobody has made anything of its frames
  std::deque<std::function<void()>> questions_; ///< to the venue, to be answered
  std::optional<StepReached> shown_step_;       ///< waits for the supervisor
  Timestamp time_;                              ///< of the last step that was told
  SessionChanged session_;
  SessionPlan desk_plan_; ///< of the newest session that was not over
  std::vector<std::string> phases_;
  std::int64_t minute_ = 0;
  bool closing_ = false;
  std::optional<std::uint64_t> closed_;
  std::optional<Failure> failure_;
  std::optional<std::string> fault_; ///< the first of a model, where that ends the run
  std::string fault_account_;
};

} // namespace hft::research
