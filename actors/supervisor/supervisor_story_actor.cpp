#include "actors/supervisor/supervisor_actor.hpp"

#include <caf/all.hpp>

namespace hft {

// The session's story: what comes up when, and goes down in which order.

bool Supervisor::wanted_up() const {
  switch (session_.to) {
    case SessionPhase::PreOpen:
    case SessionPhase::Regular:
    case SessionPhase::Closing: return true;
    case SessionPhase::AfterHours:
      for (const auto& [id, child] : models_)
        if (child.extended_hours) return true;
      return false;
    case SessionPhase::Closed: break;
  }
  return false;
}

void Supervisor::on_session(const SessionChanged& changed) {
  // At a fast venue the next session may begin while the last one closes: it is not ours any more.
  const bool begins = changed.to != SessionPhase::Closed && changed.to != SessionPhase::AfterHours;
  if (session_over_ && begins && config_.when_closed == WhenClosed::Exit) return;
  session_ = changed;
  if (config_.observer.on_phase) config_.observer.on_phase(changed);
  if (changed.to == SessionPhase::Regular) slow_start_told_ = false; // now it costs
  if (stage_ == Stage::Down) {
    if (wanted_up()) return come_up();
    return settle() ? void() : finish_if_down();
  }
  if (execution_) send(execution_, changed);
  if (feed_) send(feed_, changed);
  for (auto& [id, child] : models_)
    if (child.handle) send(child.handle, changed);
  if (wanted_up() || settling_) return;
  session_over_ = true;
  go_down("the session is over");
}

/// Orders that an earlier run left working do not wait for the next session: the desk comes up
/// alone, reconciles, cancels them and goes down again. Once.
bool Supervisor::settle() {
  if (std::exchange(settled_, true) || stop_requested_ || ending_) return false;
  if (!config_.left_orders_open || !config_.left_orders_open()) return false;
  incident("an earlier run left orders open: they are canceled before anything else");
  settling_ = true;
  start_desk();
  return true;
}

void Supervisor::come_up() {
  if (stop_requested_ || ending_) return finish_if_down();
  settled_ = true; // by reconciling
  session_over_ = false;
  if (traded_.date != session_.plan.date) { // counts are a date's
    for (auto& [id, child] : models_) {
      child.earlier = {};
      child.last_report.reset();
    }
    last_desk_ = {};
  }
  traded_ = session_.plan;
  start_desk();
}

void Supervisor::start_desk() {
  stage_ = Stage::Starting;
  desk_ready_ = feed_live_ = announced_ready_ = false;
  slow_start_told_ = false;
  start_deadline_ = now() + config_.start_deadline;
  auto execution = config_.spawn_execution(SupervisorActor{this}, session_);
  if (!execution) {
    ending_ = RunOutcome{execution.error().fault == ErrorKind::Storage ? exit_code::journal
                                                                       : exit_code::failed,
                         execution.error().sentence};
    stage_ = Stage::Down;
    return finish_if_down();
  }
  execution_ = *execution;
  monitor(execution_);
  send(execution_, session_);
}

/// The desk is ready: models first, so that nothing is sent that nobody hears, then the market.
void Supervisor::start_market() {
  stage_ = Stage::Up;
  if (std::exchange(settling_, false)) traded_ = session_.plan; // its session began meanwhile
  feed_ = config_.spawn_feed(SupervisorActor{this}, execution_, session_);
  last_feed_ = {};
  monitor(feed_);
  send(feed_, session_);
  for (auto& [id, child] : models_) {
    if (child.state == ModelState::Quarantined || child.state == ModelState::Stopped) continue;
    if (const auto started = start_model(child); !started) {
      ending_ = RunOutcome{exit_code::usage, started.error().sentence};
      return go_down(started.error().sentence);
    }
  }
}

void Supervisor::record_ready() {
  const bool ready = stage_ == Stage::Up && desk_ready_ && feed_live_;
  if (ready == announced_ready_) return;
  announced_ready_ = ready;
  if (config_.observer.on_readiness)
    config_.observer.on_readiness(ready, ready ? "reconciled and subscribed" : "not ready");
}

void Supervisor::go_down(const std::string& reason) {
  if (stage_ == Stage::Closing || stage_ == Stage::Stopping) return;
  if (stage_ == Stage::Down) return finish_if_down();
  publish_of_step();
  stage_ = Stage::Closing;
  closing_since_ = now();
  if (config_.restart_clock && feed_) {
    auto over = session_;
    over.to = SessionPhase::Closed;
    send(feed_, over); // how many frames still come before it stops is a matter of threads
  }
  if (execution_)
    send(execution_, CloseDesk{reason});
  else
    stop_children();
}

void Supervisor::stop_children() {
  publish_of_step();
  stage_ = Stage::Stopping;
  gathering_ = false;
  step_.reset();
  stopping_since_ = now();
  hastened_ = false;
  awaited_ = 0;
  for (auto& [id, child] : models_) {
    child.restart_at.reset();
    child.fell_at.reset();
    if (!child.handle) continue;
    ++awaited_;
    send(child.handle, shutdown_atom_v);
  }
  if (feed_) {
    ++awaited_;
    send(feed_, shutdown_atom_v);
  }
  if (execution_) {
    ++awaited_;
    send(execution_, shutdown_atom_v);
  }
  if (awaited_ == 0) {
    stage_ = Stage::Down;
    finish_if_down();
  }
}

/// The desk says when its orders have ended, and the crew is asked for its last report: a close
/// that takes longer than both may goes on without them.
void Supervisor::hasten_close() {
  constexpr auto report_patience = std::chrono::seconds{5};
  if (stage_ != Stage::Closing || now() - closing_since_ < config_.close_deadline + report_patience)
    return;
  incident("the close has taken too long: it goes on without the last report");
  stop_children();
}

/// A model that is merely slow has a backlog before the word to stop: it is told again, ahead of
/// it.
void Supervisor::hasten_stop() {
  const auto waited = now() - stopping_since_;
  if (stage_ != Stage::Stopping || waited < config_.stop_patience) return;
  if (!std::exchange(hastened_, true)) {
    for (auto& [id, child] : models_) {
      if (!child.handle) continue;
      incident("model " + id.str() +
               " has not stopped yet: it is told to before what waits for it");
      send<caf::message_priority::high>(child.handle, shutdown_atom_v);
    }
    if (config_.interrupt_stuck) config_.interrupt_stuck();
  }
  if (waited >= 2 * config_.stop_patience) leave_stuck_behind();
  if (stage_ != Stage::Stopping || waited < 4 * config_.stop_patience) return;
  RunOutcome ending{exit_code::failed,
                    "the feed or the execution actor does not stop; orders may still "
                    "work at the broker, and the next start takes them up from the "
                    "journal"};
  ending.abandoned = true;
  end(std::move(ending));
}

/// Not those of the lane, where one that is stuck holds up all others.
void Supervisor::leave_stuck_behind() {
  for (auto& [id, child] : models_) {
    if (!child.handle || child.runs_on == RunsOn::Lane) continue;
    child.last_fault = "it is stuck in a call that does not return";
    incident("model " + id.str() + " is left behind: " + child.last_fault);
    left_behind_.emplace(child.handle.address(), id);
    child.handle = nullptr;
    child.candidate.reset();
    child.state = ModelState::Quarantined;
    ++child.faults;
    one_is_down();
  }
}

void Supervisor::one_is_down() {
  if (--awaited_ != 0) return;
  stage_ = Stage::Down;
  feed_live_ = desk_ready_ = false;
  record_ready();
  finish_if_down();
}

void Supervisor::finish_if_down() {
  if (stage_ != Stage::Down) return;
  settling_ = false;
  if (ending_) return end(*ending_);
  const auto left =
    orders_left_ == 0
      ? good_ending()
      : RunOutcome{exit_code::failed,
                   std::to_string(orders_left_) + " orders of ours may still work at the broker"};
  if (stop_requested_) return end(left);
  if (wanted_up()) return come_up(); // the next session began while the last one closed
  if (config_.observer.on_waiting) config_.observer.on_waiting();
  if (config_.when_closed != WhenClosed::Exit) return;
  if (session_.reason.empty()) return end(left);
  end({exit_code::venue, "the market counts as closed: " + session_.reason}); // may yet change
}

/// All went well, unless no model was left to trade.
RunOutcome Supervisor::good_ending() const {
  std::string words;
  if (stop_requested_ && !left_behind_.empty()) return {}; // they are named as it is
  for (const auto& [id, child] : models_) {
    if (child.state != ModelState::Quarantined) return {};
    words += (words.empty() ? "" : "; ") + id.str() + ": " + child.last_fault;
  }
  if (words.empty()) return {};
  return {exit_code::failed, "no model was left to trade, all were quarantined: " + words};
}

void Supervisor::end(RunOutcome ending) {
  if (ended_) return;
  ended_ = true;
  for (const auto& [address, id] : left_behind_) ending.left_behind.push_back(id);
  if (clock_) send(clock_, shutdown_atom_v);
  if (config_.observer.on_end) config_.observer.on_end(ending);
  quit();
}

/// Feed or execution fell: without them there is no market, so both come up again together.
void Supervisor::on_pillar_down(const std::string& who, const std::string& reason) {
  incident("the " + who + " actor fell: " + reason);
  if (!pillars_.on_fall(now())) {
    ending_ = RunOutcome{exit_code::failed, "the " + who + " actor fell too often: " + reason};
  }
  desk_ready_ = feed_live_ = false;
  record_ready();
  if (stage_ == Stage::Closing && !execution_) return stop_children();
  if (stage_ != Stage::Closing) stop_children(); // comes up again when all are down
}

/// A start that takes too long is told once, and at the open again; it goes on trying.
void Supervisor::record_slow_start() {
  const bool coming_up = stage_ == Stage::Starting || stage_ == Stage::Up;
  if (!coming_up || announced_ready_ || slow_start_told_ || now() < start_deadline_) return;
  slow_start_told_ = true;
  incident(
    std::string{"the system is not ready yet: "} +
    (desk_ready_ ? "the data stream is not live" : "the books are not reconciled with the broker"));
}

/// The way of a tick while there is one; without a market the clock's.
void Supervisor::send_heartbeat() {
  if (now() - last_beat_ < config_.heartbeat) return;
  last_beat_ = now();
  const Heartbeat beat{++beats_};
  if (feed_ && execution_) return send(feed_, beat);
  if (execution_) return send(execution_, beat);
  if (clock_) send(clock_, beat);
}

} // namespace hft
