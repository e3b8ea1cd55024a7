#include "actors/supervisor/session_run.hpp"

#include <utility>

namespace hft {

namespace {

constexpr Duration report_patience = std::chrono::seconds{5};

std::string orders_text(std::uint64_t count, const char* rest) {
  return std::to_string(count) + " orders " + rest;
}

} // namespace

SessionRun::SessionRun(const Settings& settings, const ModelRoster& models)
  : settings_(settings),
    models_(models),
    pillars_(settings_.restarts) {}

std::vector<SessionRun::Action> SessionRun::on(const Fact& fact, MonotonicTime now) {
  if (ended_) return {};
  now_ = now;
  std::visit([this](const auto& told) { apply(told); }, fact);
  return std::exchange(actions_, {});
}

bool SessionRun::wanted_up() const {
  switch (session_.to) {
    case SessionPhase::PreOpen:
    case SessionPhase::Regular:
    case SessionPhase::Closing: return true;
    case SessionPhase::AfterHours: return models_.trades_extended_hours();
    case SessionPhase::Closed: break;
  }
  return false;
}

std::string SessionRun::unsettled() const {
  switch (stage_) {
    case Stage::Starting:
    case Stage::Settling: return "the desk to start";
    case Stage::Stopping:
    case Stage::Down: return "the session to end";
    case Stage::Closing: return gathering_ ? "the session's last report" : "";
    case Stage::Up: break;
  }
  return {};
}

void SessionRun::apply(const SessionChanged& changed) {
  // At a fast venue the next session may begin while the last one closes: it is not ours any more.
  const bool begins = changed.to != SessionPhase::Closed && changed.to != SessionPhase::AfterHours;
  if (session_over_ && begins && settings_.when_closed == WhenClosed::Exit) return;
  session_ = changed;
  then(action::PublishPhase{changed});
  if (changed.to == SessionPhase::Regular) slow_start_told_ = false; // now it costs
  if (stage_ != Stage::Down) {
    then(action::PassSession{changed});
    if (wanted_up() || !trades_) return;
    session_over_ = true;
    return go_down("the session is over");
  }
  if (wanted_up()) return come_up();
  if (looked_for_left_orders_ || stop_requested_ || outcome_) return decide_what_next();
  looked_for_left_orders_ = true;
  then(action::LookForLeftOrders{});
}

/// Orders that an earlier run left working do not wait for the next session.
void SessionRun::apply(const fact::LeftOrders& left) {
  if (stage_ != Stage::Down) return;
  if (!left.open) return decide_what_next();
  then(action::PublishIncident{
    "an earlier run left orders open: they are canceled before anything else"});
  trades_ = false;
  start_desk(Stage::Settling);
}

void SessionRun::come_up() {
  if (stop_requested_ || outcome_) return decide_what_next();
  looked_for_left_orders_ = true; // by reconciling
  session_over_ = false;
  trades_ = true;
  if (traded_.date != session_.plan.date) then(action::ForgetCounts{});
  traded_ = session_.plan;
  start_desk(Stage::Starting);
}

void SessionRun::start_desk(Stage as) {
  stage_ = as;
  desk_ready_ = feed_live_ = ready_published_ = false;
  slow_start_told_ = false;
  start_deadline_ = now_ + settings_.start_deadline;
  then(action::StartDesk{});
}

void SessionRun::apply(const fact::DeskStarted&) {
  desk_up_ = true;
}

void SessionRun::apply(const fact::DeskFailed& failed) {
  const bool storage = failed.why.fault == ErrorKind::Storage;
  outcome_ = RunOutcome{storage ? exit_code::journal : exit_code::failed, failed.why.sentence};
  stage_ = Stage::Down;
  decide_what_next();
}

void SessionRun::apply(const DeskChanged& changed) {
  desk_ready_ = changed.ready;
  if (!changed.sentence.empty() && changed.good_news)
    then(action::PublishNews{changed.sentence});
  else if (!changed.sentence.empty())
    then(action::PublishIncident{changed.sentence});
  if (changed.books_disagree || changed.journal_failed) {
    outcome_ = RunOutcome{changed.books_disagree ? exit_code::books_disagree : exit_code::journal,
                          changed.sentence};
    return go_down(changed.sentence);
  }
  const bool comes_up = stage_ == Stage::Starting || stage_ == Stage::Settling;
  if (desk_ready_ && comes_up) {
    if (!trades_ && !wanted_up()) return go_down("what an earlier run left is settled");
    start_market();
  }
  check_ready();
}

/// The desk is ready: models first, so that nothing is sent that nobody hears, then the market.
void SessionRun::start_market() {
  stage_ = Stage::Up;
  if (!std::exchange(trades_, true)) traded_ = session_.plan; // its session began meanwhile
  feed_up_ = true;
  then(action::StartMarket{});
}

void SessionRun::apply(const fact::ModelCannotStart& failed) {
  outcome_ = RunOutcome{exit_code::usage, failed.sentence};
  go_down(failed.sentence);
}

void SessionRun::apply(const FeedStateChanged& changed) {
  feed_live_ = changed.state == FeedState::Live;
  then(action::PublishFeed{changed});
  if (!changed.detail.empty())
    then(action::PublishIncident{"feed " + changed.detail, is_of_step()});
  if (changed.state == FeedState::Refused) {
    outcome_ = RunOutcome{exit_code::configuration, "the venue refused us: " + changed.detail};
    go_down("the venue refused us");
  }
  check_ready();
}

void SessionRun::check_ready() {
  if (ready() == ready_published_) return;
  ready_published_ = ready();
  then(action::PublishReadiness{ready_published_});
}

/// The first fault is the one that counts: what falls while the run ends follows from it.
void SessionRun::apply(const fact::ModelFailed& failed) {
  if (!outcome_) {
    outcome_ = RunOutcome{exit_code::model, failed.sentence};
    outcome_->account = failed.account;
  }
  go_down("a model failed, and the first fault ends the run");
}

void SessionRun::apply(const fact::StopRequested&) {
  stop_requested_ = true;
  go_down("the operator stopped it");
}

void SessionRun::go_down(const std::string& reason) {
  if (stage_ == Stage::Closing || stage_ == Stage::Stopping) return;
  if (stage_ == Stage::Down) return decide_what_next();
  then(action::PublishStep{});
  stage_ = Stage::Closing;
  closing_since_ = now_;
  // How many frames still come before the feed stops would be a matter of threads.
  if (settings_.in_steps && feed_up_) then(action::EndFrames{});
  if (!desk_up_) return stop_children();
  then(action::CloseDesk{reason});
}

void SessionRun::apply(const fact::DeskQuiet& quiet) {
  if (stage_ != Stage::Closing) return;
  orders_left_ = quiet.orders_left;
  if (orders_left_ != 0)
    then(
      action::PublishIncident{orders_text(orders_left_, "were still open when the desk closed")});
  gathering_ = true;
  then(action::GatherReport{});
}

void SessionRun::apply(const fact::ReportGathered&) {
  gathering_ = false;
  if (stage_ != Stage::Closing) return;
  if (trades_) then(action::PublishReport{});
  stop_children();
}

void SessionRun::stop_children() {
  then(action::PublishStep{});
  stage_ = Stage::Stopping;
  gathering_ = false;
  stopping_since_ = now_;
  hurried_ = left_stuck_ = false;
  then(action::StopChildren{});
  go_on_when_all_ended();
}

void SessionRun::apply(const fact::ActorEnded& ended) {
  using Who = fact::ActorEnded::Who;
  if (ended.who == Who::Clock) {
    outcome_ = RunOutcome{exit_code::failed, "the session clock fell: " + ended.reason};
    return go_down(outcome_->sentence);
  }
  if (ended.who == Who::Desk) desk_up_ = false;
  if (ended.who == Who::Feed) feed_up_ = false;
  if (stage_ == Stage::Down) return;
  if (stage_ == Stage::Stopping) return go_on_when_all_ended();
  if (ended.who == Who::Desk) pillar_fell("execution", ended.reason);
  if (ended.who == Who::Feed) pillar_fell("feed", ended.reason);
}

/// Without feed and execution there is no market, so both come up again together.
void SessionRun::pillar_fell(const std::string& who, const std::string& reason) {
  then(action::PublishIncident{"the " + who + " actor fell: " + reason});
  if (!pillars_.on_fall(now_))
    outcome_ = RunOutcome{exit_code::failed, "the " + who + " actor fell too often: " + reason};
  desk_ready_ = feed_live_ = false;
  check_ready();
  if (stage_ != Stage::Closing || !desk_up_) stop_children();
}

void SessionRun::go_on_when_all_ended() {
  if (stage_ != Stage::Stopping || desk_up_ || feed_up_ || models_.running() != 0) return;
  stage_ = Stage::Down;
  feed_live_ = desk_ready_ = false;
  check_ready();
  decide_what_next();
}

/// Everything is down: it ends, waits for the market or comes up again.
void SessionRun::decide_what_next() {
  if (stage_ != Stage::Down) return;
  if (outcome_) return end(*outcome_);
  auto good = orders_left_ == 0
                ? good_outcome()
                : RunOutcome{exit_code::failed,
                             orders_text(orders_left_, "of ours may still work at the broker")};
  if (stop_requested_) return end(std::move(good));
  if (wanted_up()) return come_up(); // the next session began while the last one closed
  then(action::PublishWaiting{});
  if (settings_.when_closed != WhenClosed::Exit) return;
  if (session_.reason.empty()) return end(std::move(good));
  end({exit_code::venue, "the market counts as closed: " + session_.reason}); // may yet change
}

/// All went well, unless no model was left to trade.
RunOutcome SessionRun::good_outcome() const {
  if (stop_requested_ && models_.anyone_left_behind()) return {}; // they are named as it is
  const auto faults = models_.faults_if_all_are_quarantined();
  if (!faults) return {};
  return {exit_code::failed, "no model was left to trade, all were quarantined: " + *faults};
}

void SessionRun::end(RunOutcome outcome) {
  if (std::exchange(ended_, true)) return;
  then(action::End{std::move(outcome)});
}

void SessionRun::apply(const fact::TimePassed&) {
  check_slow_start();
  check_slow_close();
  check_slow_stop();
}

/// A start that takes too long is told once, and at the open again; it goes on trying.
void SessionRun::check_slow_start() {
  const bool coming_up =
    stage_ == Stage::Starting || stage_ == Stage::Settling || stage_ == Stage::Up;
  if (!coming_up || ready_published_ || slow_start_told_ || now_ < start_deadline_) return;
  slow_start_told_ = true;
  then(action::PublishIncident{std::string{"the system is not ready yet: "} +
                               (desk_ready_ ? "the data stream is not live"
                                            : "the books are not reconciled with the broker")});
}

/// The desk says when its orders have ended, and everybody is asked for the last report: a close
/// that takes longer than both may goes on without them.
void SessionRun::check_slow_close() {
  if (stage_ != Stage::Closing) return;
  if (now_ - closing_since_ < settings_.close_deadline + report_patience) return;
  then(action::PublishIncident{"the close has taken too long: it goes on without the last report"});
  stop_children();
}

/// A model that is merely slow has a backlog before the word to stop: it is told again, ahead of
/// it. One that does not stop then is left behind. Desk and feed cannot be.
void SessionRun::check_slow_stop() {
  const auto waited = now_ - stopping_since_;
  if (stage_ != Stage::Stopping || waited < settings_.stop_patience) return;
  if (!std::exchange(hurried_, true)) then(action::HurryModels{});
  if (waited < 2 * settings_.stop_patience) return;
  if (!std::exchange(left_stuck_, true)) return then(action::LeaveStuckModels{});
  if (waited < 4 * settings_.stop_patience) return;
  RunOutcome outcome{exit_code::failed,
                     "the feed or the execution actor does not stop; orders may still work at the "
                     "broker, and the next start takes them up from the journal"};
  outcome.abandoned = true;
  end(std::move(outcome));
}

std::string_view to_string(SessionRun::Stage stage) {
  switch (stage) {
    case SessionRun::Stage::Down: return "Down";
    case SessionRun::Stage::Starting: return "Starting";
    case SessionRun::Stage::Settling: return "Settling";
    case SessionRun::Stage::Up: return "Up";
    case SessionRun::Stage::Closing: return "Closing";
    case SessionRun::Stage::Stopping: return "Stopping";
  }
  return "?";
}

} // namespace hft
