#include "actors/supervisor/supervisor_actor.hpp"

#include "actors/supervisor/status_gathering_actor.hpp"

#include <caf/all.hpp>

namespace hft {

namespace {

constexpr auto pulse_interval = std::chrono::milliseconds{50};

std::string text_of(const caf::error& reason) {
  const auto text = caf::to_string(reason);
  // An exit with a message carries the sentence as its context: error("...").
  const auto from = text.find("(\"");
  const auto until = text.rfind("\")");
  return from != std::string::npos && until > from + 2 ? text.substr(from + 2, until - from - 2)
                                                       : text;
}

} // namespace

Supervisor::Supervisor(caf::actor_config& actor_config, SupervisorConfig config)
  : SupervisorActor::base(actor_config),
    config_(std::move(config)),
    pillars_(config_.restarts) {
  for (const auto& spec : config_.models) {
    auto& child = models_[spec.id];
    child.spec = spec;
    child.policy = RestartPolicy{config_.restarts};
  }
}

SupervisorActor::behavior_type Supervisor::make_behavior() {
  set_default_handler(caf::drop);
  set_error_handler([](caf::scheduled_actor*, caf::error&) {});
  set_down_handler([this](const caf::down_msg& down) { on_down(down); });
  clock_ = config_.spawn_clock(SupervisorActor{this});
  monitor(clock_);
  delayed_send(this, pulse_interval, pulse_atom_v);
  return {
    [this](const SessionChanged& changed) { on_session(changed); },
    [](const ChildReady&) {},
    [this](const FeedStateChanged& changed) {
      feed_live_ = changed.state == FeedState::Live;
      if (!changed.detail.empty()) incident("feed " + changed.detail);
      if (changed.state == FeedState::Refused) {
        ending_ =
          Ending{exit_code::configuration, "the venue refused the data stream: " + changed.detail};
        go_down("the venue refused us");
      }
      note_ready();
    },
    [this](const DeskChanged& changed) {
      desk_ready_ = changed.ready;
      if (!changed.sentence.empty()) incident(changed.sentence);
      if (changed.books_disagree || changed.journal_failed) {
        ending_ = Ending{changed.books_disagree ? exit_code::books_disagree : exit_code::journal,
                         changed.sentence};
        return go_down(changed.sentence);
      }
      if (desk_ready_ && stage_ == Stage::Starting) start_market();
      note_ready();
    },
    [this](const DeskClosed& closed) {
      if (stage_ != Stage::Closing) return;
      if (closed.orders_left != 0)
        incident(std::to_string(closed.orders_left) +
                 " orders were still open when the desk closed");
      gather([this](StatusSnapshot report) {
        if (stage_ != Stage::Closing) return;
        report.session.plan = traded_;
        if (config_.observer.on_report) config_.observer.on_report(report);
        stop_children();
      });
    },
    [this](const SpawnModel& command) { return spawn_command(command.spec); },
    [this](const StopModel& command) { return stop_command(command.id); },
    [this](const SwapModel& command) { return swap_command(command.spec); },
    [this](const HaltTrading& command) -> caf::result<CommandResult> {
      if (!execution_) return CommandResult{false, "nothing trades now"};
      return delegate(execution_, command);
    },
    [this](const ResumeTrading& command) -> caf::result<CommandResult> {
      if (!execution_) return CommandResult{false, "nothing trades now"};
      return delegate(execution_, command);
    },
    [this](const StatusQuery&) -> caf::result<StatusSnapshot> {
      auto promise = make_response_promise<StatusSnapshot>();
      gather([promise](StatusSnapshot status) mutable { promise.deliver(std::move(status)); });
      return promise;
    },
    [this](const OrdersQuery& query) -> caf::result<OrdersReport> {
      if (!execution_) return OrdersReport{};
      return delegate(execution_, query);
    },
    [this](const Heartbeat&) {
      if (config_.observer.on_heartbeat) config_.observer.on_heartbeat();
    },
    [this](const ChangeLimits& change) {
      if (execution_) send(execution_, change);
    },
    [this](pulse_atom) {
      restart_due();
      send_heartbeat();
      note_slow_start();
      if (!ended_) delayed_send(this, pulse_interval, pulse_atom_v);
    },
    [this](shutdown_atom) {
      stop_requested_ = true;
      go_down("the operator stopped it");
    },
  };
}

void Supervisor::on_exit() {
  clock_ = nullptr;
  execution_ = nullptr;
  feed_ = nullptr;
  models_.clear();
}

MonotonicTime Supervisor::now() {
  return {std::chrono::duration_cast<Duration>(clock().now().time_since_epoch()).count()};
}

void Supervisor::incident(const std::string& sentence) {
  if (config_.observer.on_incident) config_.observer.on_incident(sentence);
}

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
  session_ = changed;
  if (config_.observer.on_phase) config_.observer.on_phase(changed);
  if (changed.to == SessionPhase::Regular) slow_start_told_ = false; // now it costs
  if (stage_ == Stage::Down) return wanted_up() ? come_up() : finish_if_down();
  if (execution_) send(execution_, changed);
  if (feed_) send(feed_, changed);
  for (auto& [id, child] : models_)
    if (child.handle) send(child.handle, changed);
  if (!wanted_up()) go_down("the session is over");
}

void Supervisor::come_up() {
  if (stop_requested_ || ending_) return finish_if_down();
  stage_ = Stage::Starting;
  desk_ready_ = feed_live_ = announced_ready_ = false;
  traded_ = session_.plan;
  slow_start_told_ = false;
  start_deadline_ = now() + config_.start_deadline;
  auto execution = config_.spawn_execution(SupervisorActor{this}, session_);
  if (!execution) {
    ending_ =
      Ending{execution.error().fault == Fault::Storage ? exit_code::journal : exit_code::failed,
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
  feed_ = config_.spawn_feed(SupervisorActor{this}, execution_, session_);
  monitor(feed_);
  send(feed_, session_);
  for (auto& [id, child] : models_) {
    if (child.state == ModelState::Quarantined || child.state == ModelState::Stopped) continue;
    if (const auto started = start_model(child); !started) {
      ending_ = Ending{exit_code::usage, started.error().sentence};
      return go_down(started.error().sentence);
    }
  }
}

Result<void> Supervisor::start_model(Child& child) {
  auto made = config_.spawn_model(child.spec, execution_);
  if (!made) return tl::unexpected{made.error()};
  child.handle = made->handle;
  child.wanted = made->wanted;
  child.extended_hours = made->extended_hours;
  child.handled = made->handled;
  child.state = ModelState::Running;
  child.restart_at.reset();
  monitor(child.handle);
  send(child.handle, session_);
  send(execution_, ConnectModel{child.spec.id, child.handle});
  if (feed_) send(feed_, Subscribe{child.spec.id, child.wanted, child.handle, child.handled});
  return {};
}

void Supervisor::stop_model(Child& child) {
  if (feed_) send(feed_, Unsubscribe{child.spec.id});
  if (child.handle) send(child.handle, shutdown_atom_v);
}

void Supervisor::note_ready() {
  const bool ready = stage_ == Stage::Up && desk_ready_ && feed_live_;
  if (ready == announced_ready_) return;
  announced_ready_ = ready;
  if (config_.observer.on_readiness)
    config_.observer.on_readiness(ready, ready ? "reconciled and subscribed" : "not ready");
}

void Supervisor::go_down(const std::string& reason) {
  if (stage_ == Stage::Closing || stage_ == Stage::Stopping) return;
  if (stage_ == Stage::Down) return finish_if_down();
  stage_ = Stage::Closing;
  if (execution_)
    send(execution_, CloseDesk{reason});
  else
    stop_children();
}

void Supervisor::stop_children() {
  stage_ = Stage::Stopping;
  awaited_ = 0;
  for (auto& [id, child] : models_) {
    child.restart_at.reset();
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

void Supervisor::finish_if_down() {
  if (stage_ != Stage::Down) return;
  if (ending_) return end(*ending_);
  if (stop_requested_) return end({});
  if (wanted_up()) return come_up(); // the next session began while the last one closed
  if (config_.observer.on_waiting) config_.observer.on_waiting();
  if (config_.when_closed != WhenClosed::Exit) return;
  if (session_.reason.empty()) return end({});
  end({exit_code::venue, "the market counts as closed: " + session_.reason}); // may yet change
}

void Supervisor::end(Ending ending) {
  if (ended_) return;
  ended_ = true;
  if (clock_) send(clock_, shutdown_atom_v);
  if (config_.observer.on_end) config_.observer.on_end(ending);
  quit();
}

void Supervisor::on_down(const caf::down_msg& down) {
  const auto reason = text_of(down.reason);
  if (clock_ && down.source == clock_.address()) {
    clock_ = nullptr;
    if (ended_) return;
    ending_ = Ending{exit_code::failed, "the session clock fell: " + reason};
    return go_down(ending_->sentence);
  }
  const bool stopping = stage_ == Stage::Stopping;
  for (auto& [id, child] : models_) {
    if (!child.handle || down.source != child.handle.address()) continue;
    child.handle = nullptr;
    if (!stopping) return on_model_down(child, down.reason ? reason : "");
  }
  if (execution_ && down.source == execution_.address()) {
    execution_ = nullptr;
    if (!stopping) return on_pillar_down("execution", reason);
  }
  if (feed_ && down.source == feed_.address()) {
    feed_ = nullptr;
    if (!stopping) return on_pillar_down("feed", reason);
  }
  if (stopping && --awaited_ == 0) {
    stage_ = Stage::Down;
    feed_live_ = desk_ready_ = false;
    note_ready();
    finish_if_down();
  }
}

void Supervisor::on_model_down(Child& child, const std::string& reason) {
  if (feed_) send(feed_, Unsubscribe{child.spec.id});
  if (execution_) send(execution_, DisconnectModel{child.spec.id});
  if (reason.empty()) { // it was told to
    child.state = ModelState::Stopped;
    return;
  }
  const auto delay = child.policy.on_fall(now());
  child.state = delay ? ModelState::Failed : ModelState::Quarantined;
  incident("model " + child.spec.id.str() + " fell: " + reason +
           (delay ? "; restarting it" : "; quarantined, its restarts are used up"));
  if (delay) child.restart_at = now() + *delay;
  restart_due();
}

/// Feed or execution fell: without them there is no market, so both come up again together.
void Supervisor::on_pillar_down(const std::string& who, const std::string& reason) {
  incident("the " + who + " actor fell: " + reason);
  if (!pillars_.on_fall(now())) {
    ending_ = Ending{exit_code::failed, "the " + who + " actor fell too often: " + reason};
  }
  desk_ready_ = feed_live_ = false;
  note_ready();
  if (stage_ == Stage::Closing && !execution_) return stop_children();
  if (stage_ != Stage::Closing) stop_children(); // comes up again when all are down
}

void Supervisor::restart_due() {
  if (stage_ != Stage::Up) return;
  for (auto& [id, child] : models_) {
    if (!child.restart_at || now() < *child.restart_at) continue;
    if (const auto started = start_model(child); !started) {
      child.state = ModelState::Quarantined;
      child.restart_at.reset();
      incident(started.error().sentence);
    }
  }
}

/// A start that takes too long is told once, and at the open again; it goes on trying.
void Supervisor::note_slow_start() {
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

CommandResult Supervisor::spawn_command(const ModelSpec& spec) {
  if (const auto known = models_.find(spec.id); known != models_.end() &&
                                                known->second.state != ModelState::Stopped &&
                                                known->second.state != ModelState::Quarantined)
    return {false, "a model named " + spec.id.str() + " is already here"};
  Child child;
  child.spec = spec;
  child.policy = RestartPolicy{config_.restarts};
  if (stage_ == Stage::Up)
    if (const auto started = start_model(child); !started) return {false, started.error().sentence};
  models_[spec.id] = std::move(child);
  return {true, "spawned " + spec.id.str()};
}

CommandResult Supervisor::stop_command(const ModelId& id) {
  const auto known = models_.find(id);
  if (known == models_.end()) return {false, "no model is named " + id.str()};
  stop_model(known->second);
  known->second.restart_at.reset();
  known->second.state = ModelState::Stopped;
  return {true, "stopped " + id.str()};
}

CommandResult Supervisor::swap_command(const ModelSpec& spec) {
  const auto known = models_.find(spec.id);
  if (known == models_.end()) return {false, "no model is named " + spec.id.str()};
  Child next;
  next.spec = spec;
  next.policy = RestartPolicy{config_.restarts};
  if (stage_ == Stage::Up) {
    auto old = known->second.handle;
    // The new one first: if it cannot start, the old one has missed nothing.
    if (const auto started = start_model(next); !started) return {false, started.error().sentence};
    if (old) {
      demonitor(old.address());
      send(old, shutdown_atom_v);
    }
  }
  known->second = std::move(next);
  return {true, "swapped " + spec.id.str() + " to " + spec.name};
}

void Supervisor::gather(std::function<void(StatusSnapshot)> answer) {
  StatusGathering::Sources sources;
  sources.clock = clock_;
  sources.feed = feed_;
  sources.execution = execution_;
  for (const auto& [id, child] : models_)
    sources.models.push_back(
      {ModelStatus{id, child.spec.name, child.state, child.policy.restarts(), {}, {}},
       child.handle});
  StatusSnapshot begun;
  begun.session.phase = session_.to;
  begun.session.plan = session_.plan;
  begun.ready = stage_ == Stage::Up && desk_ready_ && feed_live_;
  StatusGathering::start(this, std::move(sources), std::move(begun), std::move(answer));
}

} // namespace hft
