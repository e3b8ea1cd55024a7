#pragma once

#include "adapters/control/control_server.hpp"
#include "messages/interfaces.hpp"

#include <caf/actor_system.hpp>

#include <functional>
#include <string>

namespace hft {

/// What operators ask of the program itself, not of its actors; from any thread.
struct Operated {
  std::function<void()> quit;
  /// `[MODEL.]NAME=VALUE`; answers what holds now.
  std::function<Result<std::string>(const std::string&)> change_limit;
};

/// Turns what operators ask over the socket into messages to the supervisor, and its answers back.
control::ControlServer::Handler
control_handler(caf::actor_system& system, const SupervisorActor& supervisor, Operated operated);

/// The whole system's status, asked from outside the actors; blocks at most `patience`.
Result<StatusSnapshot> ask_status(caf::actor_system& system, const SupervisorActor& supervisor,
                                  Duration patience);

} // namespace hft
