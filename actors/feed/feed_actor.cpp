#include "actors/feed/feed_actor.hpp"

#include "actors/exception_text.hpp"
#include "actors/feed/feed_shell.hpp"

#include <caf/all.hpp>

#include <memory>
#include <utility>

namespace hft {

FeedActor::behavior_type feed_behavior(FeedActor::pointer self, FeedActorConfig config) {
  auto shell = std::make_shared<FeedShell>(self, std::move(config));
  self->set_exception_handler(keep_exception_text);
  self->set_error_handler([](caf::scheduled_actor*, caf::error&) {});
  self->set_default_handler(caf::drop);
  // Weak: this handler outlives the actor's last message, the shell must not.
  self->set_down_handler([weak = std::weak_ptr{shell}](const caf::down_msg& down) {
    if (const auto alive = weak.lock()) alive->on_down(down);
  });
  shell->start();
  return {
    [shell](const MarketFrame& frame) { shell->on_frame(frame); },
    [shell](const FeedStateChanged& changed) { shell->on_state(changed); },
    [shell](const Subscribe& subscribe) { shell->on_subscribe(subscribe); },
    [shell](const Unsubscribe& unsubscribe) { shell->on_unsubscribe(unsubscribe.id); },
    [shell](const SessionChanged& changed) { shell->on_session(changed); },
    [shell](const TradesFetched& fetched) { shell->on_fetched(fetched); },
    [shell](pulse_atom) { shell->on_pulse(); },
    [shell](FeedQuery) {
      shell->publish_vitals();
      return shell->status();
    },
    [shell](const Heartbeat& beat) { shell->on_heartbeat(beat); },
    [shell](const StepReached& step) { shell->on_step(step); },
    [shell](const StepSettled& settled) { shell->on_settled(settled); },
    [shell](shutdown_atom) { shell->stop(); },
  };
}

} // namespace hft
