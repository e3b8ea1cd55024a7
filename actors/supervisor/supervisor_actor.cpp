#include "actors/supervisor/supervisor_actor.hpp"

#include "actors/supervisor/status_gathering_actor.hpp"

#include <caf/all.hpp>

#include <exception>
#include <utility>

namespace hft {

namespace {

constexpr auto pulse_interval = std::chrono::milliseconds{50};

std::string text_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "an exception of no known type";
  }
}

} // namespace

std::string sentence_of(const caf::error& reason) {
  const auto text = caf::to_string(reason);
  // An exit with a message carries the sentence as its context: error("...").
  const auto from = text.find("(\"");
  const auto until = text.rfind("\")");
  return from != std::string::npos && until > from + 2 ? text.substr(from + 2, until - from - 2)
                                                       : text;
}

Supervisor::Supervisor(caf::actor_config& actor_config, SupervisorConfig config)
  : SupervisorActor::base(actor_config),
    config_(std::move(config)),
    pillars_(config_.restarts) {
  for (const auto& spec : config_.models) models_[spec.id] = child_of(spec);
  for (const auto& id : config_.stopped)
    if (const auto known = models_.find(id); known != models_.end()) {
      known->second.state = ModelState::Stopped;
      known->second.stopped = true;
    }
  for (const auto& spec : config_.beside)
    if (const auto known = models_.find(spec.id); known != models_.end())
      known->second.beside = spec;
}

Supervisor::Child Supervisor::child_of(const ModelSpec& spec) const {
  Child child;
  child.spec = spec;
  child.policy = RestartPolicy{config_.restarts};
  child.extended_hours = config_.trades_extended_hours && config_.trades_extended_hours(spec);
  return child;
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
  clock_ = config_.spawn_clock(SupervisorActor{this});
  monitor(clock_);
  delayed_send(this, pulse_interval, pulse_atom_v);
  return {
    [this](const SessionChanged& changed) { on_session(changed); },
    [](const ChildReady&) {},
    [this](const FeedStateChanged& changed) {
      feed_live_ = changed.state == FeedState::Live;
      if (config_.observer.on_feed) config_.observer.on_feed(changed);
      if (!changed.detail.empty()) incident_of_step({}, "feed " + changed.detail);
      if (changed.state == FeedState::Refused) {
        ending_ = RunOutcome{exit_code::configuration, "the venue refused us: " + changed.detail};
        go_down("the venue refused us");
      }
      record_ready();
    },
    [this](const DeskChanged& changed) {
      desk_ready_ = changed.ready;
      if (!changed.sentence.empty())
        changed.good_news ? news(changed.sentence) : incident(changed.sentence);
      if (changed.books_disagree || changed.journal_failed) {
        ending_ =
          RunOutcome{changed.books_disagree ? exit_code::books_disagree : exit_code::journal,
                     changed.sentence};
        return go_down(changed.sentence);
      }
      if (desk_ready_ && stage_ == Stage::Starting) {
        if (settling_ && !wanted_up()) return go_down("what an earlier run left is settled");
        start_market();
      }
      record_ready();
    },
    [this](const DeskClosed& closed) {
      if (stage_ != Stage::Closing) return;
      orders_left_ = closed.orders_left;
      if (orders_left_ != 0)
        incident(std::to_string(orders_left_) + " orders were still open when the desk closed");
      gathering_ = true;
      gather([this](StatusSnapshot report) {
        gathering_ = false;
        if (stage_ != Stage::Closing) return;
        report.session.plan = traded_;
        for (const auto& model : report.models)
          if (!model.answers)
            incident("model " + model.id.str() +
                     " did not answer for the last report: its counts are as last known");
        if (config_.observer.on_report && !settling_) config_.observer.on_report(report);
        stop_children();
      });
    },
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
    [this](const HaltTrading& command) -> caf::result<CommandResult> {
      if (!execution_) return CommandResult{false, "nothing trades now"};
      return delegate(execution_, command);
    },
    [this](const ResumeTrading& command) -> caf::result<CommandResult> {
      if (!execution_) return CommandResult{false, "nothing trades now"};
      return delegate(execution_, command);
    },
    [this](const DeskCommand& command) -> caf::result<CommandResult> {
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
    [this](const StepReached& step) { on_step(step); },
    [this](const StepTold& told) { on_step_told(told); },
    [this](pulse_atom) {
      if (config_.observer.on_pulse) config_.observer.on_pulse();
      record_standstill();
      send_heartbeat();
      record_slow_start();
      hasten_close();
      hasten_stop();
      if (!ended_) delayed_send(this, pulse_interval, pulse_atom_v);
    },
    [this](shutdown_atom) {
      stop_requested_ = true;
      go_down("the operator stopped it");
    },
  };
}

/// An end that is not `end`'s: a handler threw. What works is canceled as far as it still can be.
void Supervisor::on_exit() {
  if (!std::exchange(ended_, true)) {
    if (execution_) caf::anon_send(execution_, CloseDesk{"the supervisor fell"});
    RunOutcome ending{exit_code::failed, "the supervisor fell: " +
                                           (fell_.empty() ? std::string{"it was ended"} : fell_)};
    ending.abandoned = true;
    if (config_.observer.on_end) config_.observer.on_end(ending);
  }
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

void Supervisor::news(const std::string& sentence) {
  if (config_.observer.on_news) config_.observer.on_news(sentence);
}

void Supervisor::on_down(const caf::down_msg& down) {
  const auto reason = sentence_of(down.reason);
  if (clock_ && down.source == clock_.address()) {
    clock_ = nullptr;
    if (ended_) return;
    ending_ = RunOutcome{exit_code::failed, "the session clock fell: " + reason};
    return go_down(ending_->sentence);
  }
  if (const auto left = left_behind_.find(down.source); left != left_behind_.end()) {
    incident("model " + left->second.str() + " has returned after all" +
             (down.reason ? ": " + reason : ""));
    left_behind_.erase(left);
    return;
  }
  const bool stopping = stage_ == Stage::Stopping;
  for (auto& [id, child] : models_) {
    if (!child.handle || down.source != child.handle.address()) continue;
    child.handle = nullptr;
    child.leaving = child.changing = false;
    if (!stopping) return on_model_down(child, down.reason ? reason : "");
    if (down.reason) incident("model " + id.str() + " fell: " + reason);
  }
  if (execution_ && down.source == execution_.address()) {
    execution_ = nullptr;
    if (!stopping) return on_pillar_down("execution", reason);
  }
  if (feed_ && down.source == feed_.address()) {
    feed_ = nullptr;
    if (!stopping) return on_pillar_down("feed", reason);
  }
  if (stopping) one_is_down();
}

void Supervisor::gather(std::function<void(StatusSnapshot)> answer) {
  StatusGathering::Sources sources;
  sources.clock = clock_;
  sources.feed = feed_;
  sources.execution = execution_;
  for (const auto& [id, child] : models_)
    sources.models.push_back({status_of(child), child.handle, child.last_report});
  sources.heard = [this](const ModelActor& from, const ModelReport& report) {
    for (auto& [id, child] : models_)
      if (child.handle == from) child.last_report = report;
  };
  StatusSnapshot begun;
  if (stage_ != Stage::Down) begun.desk = last_desk_;
  if (feed_) begun.feed = last_feed_;
  begun.session.phase = session_.to;
  begun.session.plan = session_.plan;
  begun.ready = stage_ == Stage::Up && desk_ready_ && feed_live_;
  StatusGathering::start(this, std::move(sources), std::move(begun),
                         [this, answer = std::move(answer)](StatusSnapshot status) {
                           if (status.desk_answers) last_desk_ = status.desk;
                           if (status.feed_answers) last_feed_ = status.feed;
                           answer(std::move(status));
                         });
}

} // namespace hft
