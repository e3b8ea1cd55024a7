#include "actors/model/model_actor.hpp"

#include "actors/exception_text.hpp"
#include "actors/model/model_shell.hpp"

#include <caf/all.hpp>

#include <utility>

namespace hft {

namespace {

template <class Message>
auto input(const std::shared_ptr<ModelShell>& shell) {
  return [shell](const Message& message) { shell->on_input(message); };
}

} // namespace

ModelActor::behavior_type model_behavior(ModelActor::pointer self, std::shared_ptr<ModelHost> host,
                                         ModelActorConfig config) {
  self->set_exception_handler(keep_exception_text);
  // An error in answer to a signal must not end the model.
  self->set_error_handler([](caf::scheduled_actor*, caf::error&) {});
  self->set_default_handler(caf::drop);
  auto shell = std::make_shared<ModelShell>(self, std::move(host), std::move(config));
  shell->start();
  return {
    [shell](const MarketFrame& frame) { shell->on_frame(frame); },
    input<Fill>(shell),
    input<OrderClosed>(shell),
    input<OrderRefused>(shell),
    input<CorporateAction>(shell),
    input<FeedGap>(shell),
    input<SessionChanged>(shell),
    [shell](const InstanceBook& standing) { shell->on_standing(standing); },
    [shell](const AccountState& account) { shell->on_account(account); },
    [shell](const AssetTraits& asset) { shell->on_asset(asset); },
    [shell](const Subscribed& subscribed) { shell->on_subscribed(subscribed); },
    [shell](const HistoryFetched& fetched) { shell->on_history(fetched); },
    [shell](const InstallCandidate& candidate) { return shell->install(candidate); },
    [shell](const PromoteCandidate&) { return shell->promote(); },
    [shell](const DropCandidate&) { return shell->drop_candidate(); },
    [shell](pulse_atom) { shell->on_pulse(); },
    [shell](ModelQuery) { return shell->report(); },
    [shell](const Heartbeat& beat) { shell->on_heartbeat(beat); },
    [shell](const StepMark& mark) { shell->on_mark(mark); },
    [shell](shutdown_atom) { shell->stop(); },
  };
}

} // namespace hft
