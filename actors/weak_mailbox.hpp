#pragma once

#include <caf/actor_cast.hpp>
#include <caf/actor_control_block.hpp>
#include <caf/send.hpp>

#include <utility>

namespace hft {

/// Sends to an actor as long as it lives, and does not keep it alive: for what a port calls back,
/// on whatever thread.
template <class Actor>
class WeakMailbox {
public:
  explicit WeakMailbox(typename Actor::pointer self) : actor_(self->ctrl()) {}

  /// The actor, or null when it has ended.
  Actor lock() const { return caf::actor_cast<Actor>(actor_.lock()); }

  template <class Message>
  void post(Message&& message) const {
    if (const auto actor = lock()) caf::anon_send(actor, std::forward<Message>(message));
  }

private:
  caf::weak_actor_ptr actor_;
};

} // namespace hft
