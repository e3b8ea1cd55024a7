#include "actors/supervisor/supervisor_actor.hpp"

#include "actors/exception_text.hpp"
#include "actors/supervisor/status_gathering.hpp"
#include "messages/number_text.hpp"

#include <caf/all.hpp>

#include <utility>

namespace hft {

namespace {

constexpr auto pulse_interval = std::chrono::milliseconds{50};
constexpr auto answer_patience = std::chrono::seconds{2}; ///< for a model to answer
constexpr const char* stuck_fault = "it is stuck in a call that does not return";

CommandResult refused(const Failure& why) {
  return {false, why.sentence};
}

SessionRun::Settings settings_of(const SupervisorConfig& config) {
  return {config.when_closed,    config.restarts,      config.start_deadline,
          config.close_deadline, config.stop_patience, config.restart_clock != nullptr};
}

} // namespace

std::string sentence_of(const caf::error& reason) {
  if (!reason) return caf::to_string(reason); // without a context
  const auto& told = reason.context();
  if (!told.empty() && told.match_element<std::string>(0)) return told.get_as<std::string>(0);
  const auto text = caf::to_string(reason);
  // An exit with a message carries the sentence as its context: error("...").
  const auto from = text.find("(\"");
  const auto until = text.rfind("\")");
  return from != std::string::npos && until > from + 2 ? text.substr(from + 2, until - from - 2)
                                                       : text;
}

std::string account_of(const caf::error& reason) {
  if (!reason) return {};
  const auto& told = reason.context();
  return told.size() > 1 && told.match_element<std::string>(1) ? told.get_as<std::string>(1)
                                                               : std::string{};
}

Supervisor::Supervisor(caf::actor_config& actor_config, SupervisorConfig config)
  : SupervisorActor::base(actor_config),
    config_(std::move(config)),
    models_(config_.restarts),
    run_(settings_of(config_), models_),
    step_(config_.swaps) {
  for (const auto& spec : config_.models) {
    // What cannot be made ends the run when it should start, with this sentence again.
    auto made = config_.factory->prepare_model(spec);
    models_.add(spec, made && made->extended_hours);
    if (made) prepared_[spec.id] = std::move(*made);
  }
  for (const auto& id : config_.stopped) {
    models_.keep_stopped(id);
    prepared_.erase(id);
  }
  for (const auto& spec : config_.beside) models_.keep_beside(spec);
}

SupervisorActor::behavior_type Supervisor::make_behavior() {
  set_default_handler(caf::drop);
  set_error_handler([](caf::scheduled_actor*, caf::error&) {});
  set_exception_handler([this](caf::scheduled_actor*, std::exception_ptr& thrown) -> caf::error {
    fell_ = text_of(thrown);
    return caf::make_error(caf::sec::runtime_error, fell_);
  });
  set_down_handler([this](const caf::down_msg& down) {
    on_down(down);
    try_settle();
  });
  clock_ = config_.factory->make_clock(SupervisorActor{this});
  monitor(clock_);
  delayed_send(this, pulse_interval, pulse_atom_v);
  return {
    [this](const SessionChanged& changed) { learn(changed); },
    [this](const FeedStateChanged& changed) { learn(changed); },
    [this](const DeskChanged& changed) { learn(changed); },
    [this](const DeskClosed& closed) { learn(fact::DeskQuiet{closed.orders_left}); },
    [this](const SpawnModel& command) { return spawn_command(command.spec); },
    [this](const StopModel& command) { return stop_command(command); },
    [this](const SwapModel& command) { return swap_command(command.spec); },
    [this](const PromoteModel& command) { return promote_command(command.id); },
    [this](const ModelNews& news) {
      on_news(news);
      try_settle();
    },
    [this](const ModelNotes& notes) {
      if (config_.observer.on_notes) config_.observer.on_notes(notes);
    },
    [this](restart_atom) {
      restart_due();
      try_settle();
    },
    [this](const HaltTrading& command) { return pass_to_desk(command); },
    [this](const ResumeTrading& command) { return pass_to_desk(command); },
    [this](const DeskCommand& command) { return pass_to_desk(command); },
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
    [this](const StepReached& step) { on_step(step); },
    [this](const StepTold& told) { on_step_told(told); },
    [this](pulse_atom) { on_pulse(); },
    [this](shutdown_atom) { learn(fact::StopRequested{}); },
  };
}

/// An end that is not `End`'s: a handler threw. What works is canceled as far as it still can be.
void Supervisor::on_exit() {
  if (!std::exchange(end_published_, true)) {
    if (execution_) caf::anon_send(execution_, CloseDesk{"the supervisor fell"});
    RunOutcome outcome{exit_code::failed, "the supervisor fell: " +
                                            (fell_.empty() ? std::string{"it was ended"} : fell_)};
    outcome.abandoned = true;
    if (config_.observer.on_end) config_.observer.on_end(outcome);
  }
  clock_ = nullptr;
  execution_ = nullptr;
  feed_ = nullptr;
  handles_.clear();
  prepared_.clear();
}

MonotonicTime Supervisor::now() {
  return {std::chrono::duration_cast<Duration>(clock().now().time_since_epoch()).count()};
}

void Supervisor::learn(const SessionRun::Fact& fact) {
  for (const auto& next : run_.on(fact, now()))
    std::visit([this](const auto& action) { carry_out(action); }, next);
}

void Supervisor::carry_out(const action::PublishPhase& phase) {
  if (config_.observer.on_phase) config_.observer.on_phase(phase.changed);
}

void Supervisor::carry_out(const action::PublishFeed& feed) {
  if (config_.observer.on_feed) config_.observer.on_feed(feed.changed);
}

void Supervisor::carry_out(const action::PublishReadiness& readiness) {
  if (config_.observer.on_readiness)
    config_.observer.on_readiness(readiness.ready,
                                  readiness.ready ? "reconciled and subscribed" : "not ready");
}

void Supervisor::carry_out(const action::PublishWaiting&) {
  if (config_.observer.on_waiting) config_.observer.on_waiting();
}

void Supervisor::carry_out(const action::PublishIncident& told) {
  if (told.of_step) return step_.keep_incident({}, told.sentence);
  incident(told.sentence);
}

void Supervisor::carry_out(const action::PublishNews& told) {
  news(told.sentence);
}

void Supervisor::carry_out(const action::PublishStep&) {
  for (const auto& sentence : step_.take_incidents()) incident(sentence);
}

void Supervisor::carry_out(const action::LookForLeftOrders&) {
  learn(fact::LeftOrders{config_.left_orders_open && config_.left_orders_open()});
}

void Supervisor::carry_out(const action::ForgetCounts&) {
  models_.forget_counts();
  last_desk_ = {};
}

void Supervisor::carry_out(const action::StartDesk&) {
  auto execution = config_.factory->make_execution(SupervisorActor{this}, run_.session());
  if (!execution) return learn(fact::DeskFailed{execution.error()});
  execution_ = *execution;
  monitor(execution_);
  send(execution_, run_.session());
  learn(fact::DeskStarted{});
}

void Supervisor::carry_out(const action::StartMarket&) {
  feed_ = config_.factory->make_feed(SupervisorActor{this}, execution_, run_.session());
  last_feed_ = {};
  monitor(feed_);
  send(feed_, run_.session());
  for (const auto& [id, one] : models_.all()) {
    if (one.state == ModelState::Quarantined || one.state == ModelState::Stopped) continue;
    if (const auto started = start_model(id); !started)
      return learn(fact::ModelCannotStart{started.error().sentence});
  }
}

void Supervisor::carry_out(const action::PassSession& session) {
  if (execution_) send(execution_, session.changed);
  if (feed_) send(feed_, session.changed);
  for (const auto& [id, model] : handles_) send(model.actor, session.changed);
}

void Supervisor::carry_out(const action::EndFrames&) {
  auto over = run_.session();
  over.to = SessionPhase::Closed;
  if (feed_) send(feed_, over);
}

void Supervisor::carry_out(const action::CloseDesk& close) {
  if (execution_) send(execution_, CloseDesk{close.reason});
}

void Supervisor::carry_out(const action::GatherReport&) {
  gather([this](StatusSnapshot report) {
    if (run_.stage() != SessionRun::Stage::Closing) return;
    report.session.plan = run_.traded();
    for (const auto& model : report.models)
      if (!model.answers)
        incident("model " + model.id.str() +
                 " did not answer for the last report: its counts are as last known");
    report_ = std::move(report);
    learn(fact::ReportGathered{});
    report_.reset();
  });
}

void Supervisor::carry_out(const action::PublishReport&) {
  if (report_ && config_.observer.on_report) config_.observer.on_report(*report_);
}

void Supervisor::carry_out(const action::StopChildren&) {
  step_.drop();
  models_.stopping();
  for (const auto& [id, model] : handles_) send(model.actor, shutdown_atom_v);
  if (feed_) send(feed_, shutdown_atom_v);
  if (execution_) send(execution_, shutdown_atom_v);
}

void Supervisor::carry_out(const action::HurryModels&) {
  for (const auto& [id, model] : handles_) {
    incident("model " + id.str() + " has not stopped yet: it is told to before what waits for it");
    send<caf::message_priority::high>(model.actor, shutdown_atom_v);
  }
  if (config_.interrupt_stuck) config_.interrupt_stuck();
}

/// Not those of the lane, where one that is stuck holds up all others.
void Supervisor::carry_out(const action::LeaveStuckModels&) {
  for (const auto& id : models_.running_off_lane()) {
    incident("model " + id.str() + " is left behind: " + stuck_fault);
    leave_behind(id, stuck_fault);
  }
}

void Supervisor::carry_out(const action::End& end) {
  end_published_ = true;
  auto outcome = end.outcome;
  outcome.left_behind = models_.left_behind();
  if (clock_) send(clock_, shutdown_atom_v);
  if (config_.observer.on_end) config_.observer.on_end(outcome);
  quit();
}

void Supervisor::on_pulse() {
  if (config_.observer.on_pulse) config_.observer.on_pulse();
  tell_standstill();
  send_heartbeat();
  learn(fact::TimePassed{});
  if (!end_published_) delayed_send(this, pulse_interval, pulse_atom_v);
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

void Supervisor::on_down(const caf::down_msg& down) {
  using Who = fact::ActorEnded::Who;
  const auto reason = sentence_of(down.reason);
  if (clock_ && down.source == clock_.address()) {
    clock_ = nullptr;
    return learn(fact::ActorEnded{Who::Clock, reason});
  }
  if (execution_ && down.source == execution_.address()) {
    execution_ = nullptr;
    return learn(fact::ActorEnded{Who::Desk, reason});
  }
  if (feed_ && down.source == feed_.address()) {
    feed_ = nullptr;
    return learn(fact::ActorEnded{Who::Feed, reason});
  }
  if (const auto id = id_of(down.source))
    return on_model_down(*id, down.reason ? reason : "", account_of(down.reason));
  if (const auto left = left_behind_.find(down.source); left != left_behind_.end()) {
    incident("model " + left->second.str() + " has returned after all" +
             (down.reason ? ": " + reason : ""));
    models_.returned(left->second);
    left_behind_.erase(left);
  }
}

std::optional<ModelId> Supervisor::id_of(const caf::actor_addr& address) const {
  for (const auto& [id, model] : handles_)
    if (model.actor.address() == address) return id;
  return std::nullopt;
}

bool Supervisor::flattens(const ModelId& id) const {
  return config_.flattens && config_.flattens(id);
}

Result<void> Supervisor::start_model(const ModelId& id) {
  const auto& spec = models_.find(id)->spec;
  const auto kept = prepared_.extract(id);
  const auto model =
    kept ? Result<PreparedModel>{kept.mapped()} : config_.factory->prepare_model(spec);
  if (!model) return tl::unexpected{model.error()};
  const auto made = config_.factory->spawn_model(spec, *model, execution_, SupervisorActor{this});
  const bool beside_lane = made.handled != nullptr;
  models_.started(id, {model->wanted, model->extended_hours, model->runs_on, beside_lane});
  handles_[id] = {made.handle, made.handled};
  monitor(made.handle);
  send(made.handle, run_.session());
  send(execution_, ConnectModel{id, made.handle, beside_lane, models_.find(id)->watched, false});
  subscribe(id);
  if (const auto beside = models_.take_beside(id))
    anon_send(SupervisorActor{this}, SwapModel{*beside});
  return {};
}

/// What the instance watches, and what its candidate does: the desk lets a candidate order that
/// from the moment it takes over.
void Supervisor::subscribe(const ModelId& id) {
  const auto model = handles_.find(id);
  if (model == handles_.end()) return;
  const auto& [actor, handled] = model->second;
  if (execution_)
    if (auto watched = models_.renew_watched(id))
      send(execution_, ConnectModel{id, actor, handled != nullptr, std::move(*watched), true});
  if (feed_) send(feed_, Subscribe{id, models_.wanted(id), actor, handled});
}

/// Its actor gets no more of anything; the desk cancels its orders and keeps or closes its
/// position.
void Supervisor::retire(const ModelId& id, bool flatten) {
  if (feed_) send(feed_, Unsubscribe{id});
  if (!execution_) return;
  send(execution_, DisconnectModel{id});
  send(execution_, UnwindModel{id, flatten});
}

/// For authors of models: the first fault is to be looked at, not to be mended.
void Supervisor::fail_fast(const std::string& sentence, const std::string& account) {
  if (config_.fail_fast) learn(fact::ModelFailed{sentence, account});
}

void Supervisor::on_model_down(const ModelId& id, const std::string& fault,
                               const std::string& account) {
  handles_.erase(id);
  if (run_.stage() == SessionRun::Stage::Stopping) {
    if (!fault.empty()) {
      incident("model " + id.str() + " fell: " + fault);
      fail_fast(fault, account);
    }
    models_.ended_with_session(id);
    return learn(fact::ActorEnded{fact::ActorEnded::Who::Model, fault});
  }
  if (feed_) send(feed_, Unsubscribe{id});
  if (execution_) send(execution_, DisconnectModel{id});
  if (fault.empty()) return models_.ended(id); // it was told to
  const auto delay =
    models_.fell(id, fault, config_.restart_clock ? config_.restart_clock() : now(), now());
  const auto what =
    config_.fail_fast ? "; the first fault ends the run"
    : delay           ? "; restarting it"
    : flattens(id)
      ? "; quarantined, its restarts are used up: canceling its orders and closing its "
        "position"
      : "; quarantined, its restarts are used up: canceling its orders, keeping its position";
  incident_of_step(id, "model " + id.str() + " fell: " + fault + what);
  if (config_.fail_fast) return fail_fast(fault, account);
  if (!delay) return retire(id, flattens(id));
  delayed_send(this, *delay, restart_atom_v);
}

void Supervisor::on_news(const ModelNews& news) {
  if (models_.find(news.id) == nullptr) return;
  if (!news.last_words && !news.sentence.empty())
    incident_of_step(news.id, "model " + news.id.str() + ": " + news.sentence);
  const auto heard = models_.heard(news, now());
  if (heard.candidate_is_gone) {
    subscribe(news.id);
    fail_fast("model " + news.id.str() + ": " + news.sentence, {});
  }
  if (heard.back_after) {
    const std::chrono::duration<double, std::milli> away = *heard.back_after;
    // A venue that waits for us does so meanwhile: no time of its passed.
    incident_of_step(
      news.id, "model " + news.id.str() + " is back" +
                 (config_.restart_clock ? "" : " after " + fixed_text(away.count(), 2) + " ms"));
  }
  if (!heard.is_stuck) return;
  send<caf::message_priority::high>(handles_[news.id].actor, shutdown_atom_v);
  if (config_.interrupt_stuck) config_.interrupt_stuck();
  retire(news.id, flattens(news.id));
  leave_behind(news.id, news.sentence);
  fail_fast("model " + news.id.str() + ": " + news.sentence, {});
}

/// It is stuck in a call that nobody can end, and is left to itself.
void Supervisor::leave_behind(const ModelId& id, const std::string& fault) {
  const auto model = handles_.extract(id);
  left_behind_.emplace(model.mapped().actor.address(), id);
  models_.leave_behind(id, fault);
  learn(fact::ActorEnded{fact::ActorEnded::Who::Model, fault});
}

void Supervisor::restart_due() {
  if (run_.stage() != SessionRun::Stage::Up) return;
  for (const auto& id : models_.due(now())) {
    const auto started = start_model(id);
    if (started) continue;
    models_.cannot_restart(id);
    incident(started.error().sentence);
  }
}

void Supervisor::keep_roster() {
  if (config_.keep_roster) config_.keep_roster(models_.entries());
}

Result<PreparedModel> Supervisor::prepare_for_command(const ModelSpec& spec) {
  auto model = config_.factory->prepare_model(spec);
  if (!model) return model;
  if (const auto admitted = config_.factory->admit(spec, *model); !admitted)
    return tl::unexpected{admitted.error()};
  return model;
}

template <class Command>
caf::result<CommandResult> Supervisor::pass_to_desk(const Command& command) {
  if (!execution_) return CommandResult{false, "nothing trades now"};
  return delegate(execution_, command);
}

CommandResult Supervisor::spawn_command(const ModelSpec& spec) {
  if (const auto may = models_.may_spawn(spec.id); !may) return refused(may.error());
  auto model = prepare_for_command(spec);
  if (!model) return refused(model.error());
  const auto result = replace_idle(spec, std::move(*model));
  if (!result.done) return result;
  return {true, "spawned " + spec.id.str() + (spec.shadow ? " in shadow" : "")};
}

/// Another model for an instance that does not run: it starts now or with the market.
CommandResult Supervisor::replace_idle(const ModelSpec& spec, PreparedModel model) {
  models_.add(spec, model.extended_hours);
  prepared_[spec.id] = std::move(model);
  if (run_.stage() == SessionRun::Stage::Up)
    if (const auto started = start_model(spec.id); !started) return refused(started.error());
  keep_roster();
  return {true, "swapped " + spec.id.str() + " to " + spec.name};
}

caf::result<CommandResult> Supervisor::stop_command(const StopModel& command) {
  const auto* one = models_.find(command.id);
  if (one == nullptr) return CommandResult{false, "no model is named " + command.id.str()};
  if (one->candidate && one->has_actor) return drop_candidate(command.id);
  if (one->state == ModelState::Stopped && !one->has_actor)
    return CommandResult{false, command.id.str() + " is stopped already"};
  retire(command.id, command.flatten);
  if (const auto model = handles_.find(command.id); model != handles_.end())
    send(model->second.actor, shutdown_atom_v);
  prepared_.erase(command.id);
  models_.stopped(command.id);
  keep_roster();
  return CommandResult{true, "stopped " + command.id.str() +
                               ": its orders are canceled, its position is " +
                               (command.flatten ? "being closed" : "kept")};
}

caf::result<CommandResult> Supervisor::drop_candidate(const ModelId& id) {
  auto promise = make_response_promise<CommandResult>();
  request(handles_[id].actor, answer_patience, DropCandidate{})
    .then(
      [this, promise, id](const CommandResult& result) mutable {
        models_.candidate_dropped(id);
        subscribe(id);
        keep_roster();
        promise.deliver(result);
      },
      [promise](caf::error&) mutable {
        promise.deliver(CommandResult{false, "the model did not answer"});
      });
  return promise;
}

caf::result<CommandResult> Supervisor::swap_command(const ModelSpec& spec) {
  const auto* one = models_.find(spec.id);
  if (one == nullptr) return CommandResult{false, "no model is named " + spec.id.str()};
  auto model = prepare_for_command(spec);
  if (!model) return refused(model.error());
  if (!one->has_actor && !spec.shadow) return replace_idle(spec, std::move(*model));
  if (const auto may = models_.may_install(spec, model->shuns_lane); !may)
    return refused(may.error());
  if (run_.stage() != SessionRun::Stage::Up)
    return CommandResult{false, spec.id.str() + " is ending with the session: try again"};
  models_.installed({spec, model->wanted, model->extended_hours});
  InstallCandidate install{model->host, spec.shadow, config_.swap_patience};
  auto answer = ask_for_change(spec.id, std::move(install), !spec.shadow);
  // Only now: the feed's answer must find the candidate there.
  subscribe(spec.id);
  return answer;
}

caf::result<CommandResult> Supervisor::promote_command(const ModelId& id) {
  if (const auto may = models_.may_promote(id); !may) return refused(may.error());
  return ask_for_change(id, PromoteCandidate{}, true);
}

/// The model actor's reply decides: the candidate is adopted on success, dropped on failure.
template <class Request>
caf::result<CommandResult> Supervisor::ask_for_change(const ModelId& id, Request what,
                                                      bool adopts) {
  auto promise = make_response_promise<CommandResult>();
  models_.change_begins(id);
  const bool promotes = std::is_same_v<Request, PromoteCandidate>;
  request(handles_[id].actor, caf::infinite, std::move(what))
    .then(
      [this, promise, id, adopts, promotes](const CommandResult& result) mutable {
        change_ended(id, result, adopts, promotes);
        promise.deliver(result);
      },
      [this, promise, id](caf::error& reason) mutable {
        const CommandResult result{false, "the model fell meanwhile: " + sentence_of(reason)};
        change_ended(id, result, false, false);
        promise.deliver(result);
      });
  return promise;
}

void Supervisor::change_ended(const ModelId& id, const CommandResult& result, bool adopts,
                              bool promotes) {
  const auto* one = models_.find(id);
  const bool told = one != nullptr && !one->candidate; // it fell, and said so itself
  const bool changed = models_.change_ended(id, result, adopts, promotes);
  if (result.done && adopts) news(result.sentence);
  if (!result.done && !promotes && !told) incident("model " + id.str() + ": " + result.sentence);
  if (changed) keep_roster();
  subscribe(id);
  try_settle();
}

void Supervisor::on_step(const StepReached& step) {
  step_.reached(step.time);
  if (clock_) return send(clock_, step);
  on_step_told({step.number, std::nullopt});
}

void Supervisor::on_step_told(const StepTold& told) {
  step_.told(told, now());
  for (const auto& spec : step_.due_swaps())
    // What comes of it is told as of any other swap.
    request(SupervisorActor{this}, caf::infinite, SwapModel{spec})
      .then(
        [this](const CommandResult& result) {
          step_.swap_ended();
          if (!result.done) incident(result.sentence);
          try_settle();
        },
        [this](caf::error&) { step_.swap_ended(); });
  try_settle();
}

std::string Supervisor::unsettled() const {
  auto text = run_.unsettled();
  if (!text.empty() || run_.stage() == SessionRun::Stage::Closing) return text;
  return step_.swaps_are_under_way() ? "a swap" : models_.unsettled();
}

void Supervisor::try_settle() {
  if (!step_.waits() || !execution_ || !unsettled().empty()) return;
  carry_out(action::PublishStep{});
  const auto settled = *step_.settle();
  if (feed_)
    send(feed_, settled); // behind what it was told of models that went
  else
    send(execution_, settled);
}

void Supervisor::tell_standstill() {
  try_settle();
  if (!step_.stands_still(now())) return;
  carry_out(action::PublishStep{});
  news("the venue's clock stands: waiting for " + unsettled());
}

void Supervisor::incident(const std::string& sentence) {
  if (config_.observer.on_incident) config_.observer.on_incident(sentence);
}

void Supervisor::incident_of_step(const ModelId& id, const std::string& sentence) {
  if (run_.is_of_step()) return step_.keep_incident(id, sentence);
  incident(sentence);
}

void Supervisor::news(const std::string& sentence) {
  if (config_.observer.on_news) config_.observer.on_news(sentence);
}

void Supervisor::gather(std::function<void(StatusSnapshot)> answer) {
  StatusGathering::Sources sources;
  sources.clock = clock_;
  sources.feed = feed_;
  sources.execution = execution_;
  for (const auto& [id, one] : models_.all()) {
    const auto model = handles_.find(id);
    sources.models.push_back({ModelRoster::status_of(one),
                              model == handles_.end() ? ModelActor{} : model->second.actor,
                              one.last_report});
  }
  sources.heard = [this](const ModelActor& from, const ModelReport& report) {
    if (const auto id = id_of(from.address())) models_.reported(*id, report);
  };
  StatusSnapshot begun;
  if (run_.stage() != SessionRun::Stage::Down) begun.desk = last_desk_;
  if (feed_) begun.feed = last_feed_;
  begun.session.phase = run_.session().to;
  begun.session.plan = run_.session().plan;
  begun.ready = run_.ready();
  StatusGathering::start(this, std::move(sources), std::move(begun),
                         [this, answer = std::move(answer)](StatusSnapshot status) {
                           if (status.desk_answers) last_desk_ = status.desk;
                           if (status.feed_answers) last_feed_ = status.feed;
                           answer(std::move(status));
                         });
}

} // namespace hft
