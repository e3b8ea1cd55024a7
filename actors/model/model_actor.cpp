#include "actors/model/model_actor.hpp"

#include <caf/all.hpp>

#include <exception>
#include <string>
#include <utility>

namespace hft {

namespace {

/// One life of a model's actor.
struct ModelShell {
  ModelActor::pointer self;
  std::shared_ptr<ModelHost> host;
  ModelActorConfig config;
  std::uint64_t saved_at = 0; ///< events shown when memory was last saved

  MonotonicTime now() const {
    return {std::chrono::nanoseconds{self->clock().now().time_since_epoch()}.count()};
  }

  void send_on(ModelHost::Made signals) {
    if (config.desk)
      for (const auto& signal : signals) self->send(config.desk, signal);
    if (host->fault()) return fall();
    if (host->shown() - saved_at >= config.save_every) save();
  }

  void save() {
    saved_at = host->shown();
    if (!config.save) return;
    const auto memory = host->save();
    if (host->fault()) return fall();
    if (!memory.values.empty()) config.save(memory);
  }

  void fall() { leave(caf::make_error(caf::sec::runtime_error, *host->fault())); }

  void leave(caf::error reason) {
    config.desk = nullptr;
    config.supervisor = nullptr;
    self->quit(std::move(reason));
  }
};

// Keeps the text of what no fence of ours caught: CAF's own handler prints it and forgets it.
caf::error keep_text(caf::scheduled_actor*, std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    return caf::make_error(caf::sec::runtime_error, std::string{error.what()});
  } catch (...) {
    return caf::make_error(caf::sec::runtime_error, std::string{"unknown exception"});
  }
}

} // namespace

ModelActor::behavior_type model_behavior(ModelActor::pointer self, std::shared_ptr<ModelHost> host,
                                         ModelActorConfig config) {
  self->set_exception_handler(keep_text);
  // An error in answer to a signal must not end the model.
  self->set_error_handler([](caf::scheduled_actor*, caf::error&) {});
  self->set_default_handler(caf::drop);
  auto shell = std::make_shared<ModelShell>(ModelShell{self, std::move(host), std::move(config)});
  shell->saved_at = shell->host->shown();
  if (shell->config.supervisor)
    self->send(shell->config.supervisor, ChildReady{shell->host->id().str()});
  return {
    [shell](const MarketFrame& frame) { shell->send_on(shell->host->on_frame(frame)); },
    [shell](const Fill& fill) { shell->send_on(shell->host->on_fill(fill, shell->now())); },
    [shell](const OrderClosed& closed) {
      shell->send_on(shell->host->on_order_closed(closed, shell->now()));
    },
    [shell](const OrderRefused& refused) {
      shell->host->on_refused(refused);
      shell->send_on({});
    },
    [shell](const FeedGap& gap) {
      shell->host->on_gap(gap);
      shell->send_on({});
    },
    [shell](const SessionChanged& changed) {
      shell->send_on(shell->host->on_session(changed, shell->now()));
    },
    [shell](const ConnectDesk& connect) { shell->config.desk = connect.desk; },
    [shell](ModelQuery) { return shell->host->report(); },
    [shell](const Heartbeat& beat) {
      if (shell->config.desk) shell->self->send(shell->config.desk, beat);
    },
    [shell](shutdown_atom) {
      shell->save();
      if (!shell->host->fault()) shell->leave(caf::none);
    },
  };
}

} // namespace hft
