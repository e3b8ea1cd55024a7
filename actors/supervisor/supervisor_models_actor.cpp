#include "actors/supervisor/supervisor_actor.hpp"

#include "messages/number_text.hpp"

#include <caf/all.hpp>

#include <chrono>
#include <utility>

namespace hft {

// The models: how they come, fall, come back and go, and what an operator may do with them.

ModelStatus Supervisor::status_of(const Child& child) {
  ModelStatus status;
  status.id = child.spec.id;
  status.name = child.spec.name;
  status.parameters = child.spec.parameters;
  status.state = child.state;
  status.restarts = child.restarts;
  status.runs_on = child.runs_on;
  status.faults = child.faults;
  status.last_fault = child.last_fault;
  status.counts.ticks = child.earlier.ticks;
  status.counts.signals = child.earlier.signals;
  status.frames = child.earlier.frames;
  status.lost = child.earlier.lost;
  status.repeated = child.earlier.repeated;
  return status;
}

namespace {

/// Halts are sent for every symbol a model needs, whatever else it asks for.
std::vector<Symbol> symbols_of(const Subscriptions& wanted) {
  return wanted.of(Channel::Statuses);
}

} // namespace

Result<void> Supervisor::start_model(Child& child) {
  auto made = config_.spawn_model(child.spec, execution_, SupervisorActor{this});
  if (!made) return tl::unexpected{made.error()};
  child.handle = made->handle;
  child.wanted = made->wanted;
  child.extended_hours = made->extended_hours;
  child.handled = made->handled;
  child.runs_on = made->runs_on;
  child.state = child.spec.shadow ? ModelState::Shadow : ModelState::Running;
  child.restart_at.reset();
  child.leaving = child.changing = false;
  monitor(child.handle);
  send(child.handle, session_);
  child.watched = symbols_of(child.wanted);
  child.stopped = false;
  send(execution_,
       ConnectModel{child.spec.id, child.handle, child.handled != nullptr, child.watched, false});
  subscribe(child);
  if (auto beside = std::exchange(child.beside, std::nullopt))
    anon_send(SupervisorActor{this}, SwapModel{*beside});
  return {};
}

/// What the instance watches, and what its candidate does.
void Supervisor::subscribe(Child& child) {
  renew_watched(child);
  if (!feed_ || !child.handle) return;
  auto wanted = child.wanted;
  if (child.candidate) wanted.merge(child.candidate->wanted);
  send(feed_, Subscribe{child.spec.id, wanted, child.handle, child.handled});
}

/// A candidate may order what it watches from the moment it takes over.
void Supervisor::renew_watched(Child& child) {
  if (!execution_ || !child.handle) return;
  auto wanted = child.wanted;
  if (child.candidate) wanted.merge(child.candidate->wanted);
  if (symbols_of(wanted) == child.watched) return;
  child.watched = symbols_of(wanted);
  send(execution_,
       ConnectModel{child.spec.id, child.handle, child.handled != nullptr, child.watched, true});
}

/// What fell for good is an operator's to look into, not to be forgotten: it stays on the list.
void Supervisor::keep_roster() {
  if (!config_.keep_roster) return;
  std::vector<RosterEntry> entries;
  for (const auto& [id, child] : models_) {
    RosterEntry entry{child.spec, child.beside, child.stopped};
    if (child.candidate && child.candidate->spec.shadow) entry.beside = child.candidate->spec;
    entries.push_back(std::move(entry));
  }
  config_.keep_roster(entries);
}

/// Its actor gets no more of anything; the desk cancels its orders and keeps or closes its
/// position.
void Supervisor::retire(const Child& child, bool flatten) {
  if (feed_) send(feed_, Unsubscribe{child.spec.id});
  if (execution_) {
    send(execution_, DisconnectModel{child.spec.id});
    send(execution_, UnwindModel{child.spec.id, flatten});
  }
}

void Supervisor::on_news(const ModelNews& news) {
  const auto known = models_.find(news.id);
  if (known == models_.end()) return;
  auto& child = known->second;
  if (news.last_words) {
    const auto& counted = *news.last_words;
    child.last_report.reset();
    child.leaving = child.handle != nullptr;
    child.earlier.ticks += counted.ticks;
    child.earlier.signals += counted.signals;
    child.earlier.frames += counted.frames;
    child.earlier.lost += counted.lost;
    child.earlier.repeated += counted.repeated;
    return;
  }
  if (!news.sentence.empty())
    incident_of_step(news.id, "model " + news.id.str() + ": " + news.sentence);
  if (news.state == ModelState::Quarantined) {
    give_up(child, news.sentence);
  } else if (news.of_candidate) {
    child.candidate.reset();
    subscribe(child);
    child.last_fault = news.sentence;
    ++child.faults;
  } else if (child.handle) {
    child.state = news.state;
    record_return(child);
  }
}

/// It is stuck in a call that nobody can end: it gets nothing any more and is left to itself.
void Supervisor::give_up(Child& child, const std::string& sentence) {
  if (!child.handle) return;
  left_behind_.emplace(child.handle.address(), child.spec.id);
  send<caf::message_priority::high>(child.handle, shutdown_atom_v);
  if (config_.interrupt_stuck) config_.interrupt_stuck();
  retire(child, config_.flattens && config_.flattens(child.spec.id));
  child.handle = nullptr;
  child.leaving = child.changing = false;
  child.candidate.reset();
  child.state = ModelState::Quarantined;
  ++child.faults;
  child.last_fault = sentence;
  if (stage_ == Stage::Stopping) one_is_down();
}

void Supervisor::record_return(Child& child) {
  const bool is_back = child.state == ModelState::Running || child.state == ModelState::Shadow;
  if (!child.fell_at || !is_back) return;
  const std::chrono::duration<double, std::milli> away = now() - *child.fell_at;
  child.fell_at.reset();
  // A venue that waits for us does so meanwhile: no time of its passed.
  incident_of_step(
    child.spec.id,
    "model " + child.spec.id.str() + " is back" +
      (config_.restart_clock ? "" : " after " + fixed_text(away.count(), 2) + " ms"));
}

void Supervisor::on_model_down(Child& child, const std::string& reason) {
  if (feed_) send(feed_, Unsubscribe{child.spec.id});
  if (execution_) send(execution_, DisconnectModel{child.spec.id});
  child.candidate.reset();
  if (reason.empty()) { // it was told to
    child.state = ModelState::Stopped;
    return;
  }
  ++child.faults;
  child.last_fault = reason;
  const auto delay = child.policy.on_fall(config_.restart_clock ? config_.restart_clock() : now());
  child.state = delay ? ModelState::Failed : ModelState::Quarantined;
  const bool flatten = config_.flattens && config_.flattens(child.spec.id);
  const auto what =
    delay ? "; restarting it"
    : flatten
      ? "; quarantined, its restarts are used up: canceling its orders and closing its "
        "position"
      : "; quarantined, its restarts are used up: canceling its orders, keeping its position";
  incident_of_step(child.spec.id, "model " + child.spec.id.str() + " fell: " + reason + what);
  if (!delay) return retire(child, flatten);
  ++child.restarts;
  child.fell_at = now();
  child.restart_at = now() + *delay;
  delayed_send(this, *delay, restart_atom_v);
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

Result<void> Supervisor::check(const ModelSpec& spec) const {
  return config_.check_model ? config_.check_model(spec) : Result<void>{};
}

CommandResult Supervisor::spawn_command(const ModelSpec& spec) {
  const auto known = models_.find(spec.id);
  const bool is_new = known == models_.end();
  if (!is_new && known->second.state != ModelState::Stopped &&
      known->second.state != ModelState::Quarantined)
    return {false, "a model named " + spec.id.str() + " is already here"};
  if (!is_new && known->second.handle)
    return {false, "the last model named " + spec.id.str() + " has not ended yet: try again"};
  if (const auto good = check(spec); !good) return {false, good.error().sentence};
  auto child = child_of(spec);
  if (!is_new) child.earlier = known->second.earlier; // the desk counts on, too
  if (stage_ == Stage::Up)
    if (const auto started = start_model(child); !started) return {false, started.error().sentence};
  models_[spec.id] = std::move(child);
  keep_roster();
  return {true, "spawned " + spec.id.str() + (spec.shadow ? " in shadow" : "")};
}

caf::result<CommandResult> Supervisor::stop_command(const StopModel& command) {
  const auto known = models_.find(command.id);
  if (known == models_.end()) return CommandResult{false, "no model is named " + command.id.str()};
  auto& child = known->second;
  if (child.candidate && child.handle) return drop_candidate(child);
  if (child.state == ModelState::Stopped && !child.handle)
    return CommandResult{false, command.id.str() + " is stopped already"};
  retire(child, command.flatten);
  if (child.handle) send(child.handle, shutdown_atom_v);
  child.restart_at.reset();
  child.state = ModelState::Stopped;
  child.stopped = true;
  child.beside.reset();
  keep_roster();
  return CommandResult{true, "stopped " + command.id.str() +
                               ": its orders are canceled, its position is " +
                               (command.flatten ? "being closed" : "kept")};
}

caf::result<CommandResult> Supervisor::drop_candidate(Child& child) {
  auto promise = make_response_promise<CommandResult>();
  const auto id = child.spec.id;
  request(child.handle, patience, DropCandidate{})
    .then(
      [this, promise, id](const CommandResult& result) mutable {
        if (const auto known = models_.find(id); known != models_.end()) {
          known->second.candidate.reset();
          subscribe(known->second);
          keep_roster();
        }
        promise.deliver(result);
      },
      [promise](caf::error&) mutable {
        promise.deliver(CommandResult{false, "the model did not answer"});
      });
  return promise;
}

/// Another model for one that does not run: it is what starts next.
CommandResult Supervisor::replace_idle(Child& child, const ModelSpec& spec) {
  auto fresh = child_of(spec);
  fresh.earlier = child.earlier;
  child = std::move(fresh);
  if (stage_ == Stage::Up)
    if (const auto started = start_model(child); !started) {
      child.state = ModelState::Stopped;
      return {false, started.error().sentence};
    }
  keep_roster();
  return {true, "swapped " + spec.id.str() + " to " + spec.name};
}

caf::result<CommandResult> Supervisor::swap_command(const ModelSpec& spec) {
  const auto known = models_.find(spec.id);
  if (known == models_.end()) return CommandResult{false, "no model is named " + spec.id.str()};
  auto& child = known->second;
  if (const auto good = check(spec); !good) return CommandResult{false, good.error().sentence};
  if (!child.handle || stage_ != Stage::Up) {
    if (!spec.shadow) return replace_idle(child, spec);
    return CommandResult{false, spec.id.str() + " does not run: nothing can run beside it"};
  }
  if (child.candidate)
    return CommandResult{false, "model " + child.candidate->spec.name + " already runs beside " +
                                  spec.id.str() + ": promote or stop that one first"};
  auto made = config_.make_candidate(spec, child.runs_on);
  if (!made) return CommandResult{false, made.error().sentence};
  child.candidate = Candidate{spec, made->wanted, made->extended_hours};
  subscribe(child);
  InstallCandidate install{made->host, spec.shadow, config_.swap_patience};
  return ask_for_change(child, std::move(install), !spec.shadow);
}

caf::result<CommandResult> Supervisor::promote_command(const ModelId& id) {
  const auto known = models_.find(id);
  if (known == models_.end()) return CommandResult{false, "no model is named " + id.str()};
  auto& child = known->second;
  if (!child.handle) return CommandResult{false, id.str() + " does not run"};
  if (!child.candidate && !child.spec.shadow)
    return CommandResult{false, "nothing runs in shadow under " + id.str()};
  return ask_for_change(child, PromoteCandidate{}, true);
}

/// What the model's actor answers, is: then the new one is the instance's model, or it is not.
template <class Request>
caf::result<CommandResult> Supervisor::ask_for_change(Child& child, Request what, bool adopts) {
  auto promise = make_response_promise<CommandResult>();
  child.changing = true;
  const auto id = child.spec.id;
  const bool promotes = std::is_same_v<Request, PromoteCandidate>;
  request(child.handle, caf::infinite, std::move(what))
    .then(
      [this, promise, id, adopts, promotes](const CommandResult& result) mutable {
        settle(id, result, adopts, promotes);
        promise.deliver(result);
      },
      [this, promise, id](caf::error& reason) mutable {
        const CommandResult result{false, "the model fell meanwhile: " + sentence_of(reason)};
        settle(id, result, false, false);
        promise.deliver(result);
      });
  return promise;
}

void Supervisor::settle(const ModelId& id, const CommandResult& result, bool adopts,
                        bool promotes) {
  const auto known = models_.find(id);
  if (known == models_.end()) return;
  auto& child = known->second;
  child.changing = false;
  if (result.done && adopts) {
    if (child.candidate) {
      child.spec = child.candidate->spec;
      child.wanted = child.candidate->wanted;
      child.extended_hours = child.candidate->extended_hours;
      child.policy = RestartPolicy{config_.restarts};
    }
    child.spec.shadow = false;
    child.candidate.reset();
    if (child.handle) child.state = ModelState::Running;
    news(result.sentence);
    keep_roster();
  } else if (!result.done && !promotes) {
    child.candidate.reset();
    incident("model " + id.str() + ": " + result.sentence);
  } else if (result.done) {
    keep_roster(); // a candidate runs in shadow
  }
  subscribe(child);
  try_settle();
}

} // namespace hft
