#pragma once

#include "adapters/control/control_server.hpp"
#include "messages/interfaces.hpp"

#include <caf/actor_system.hpp>

namespace hft {

/// Turns what operators ask over the socket into messages to the supervisor, and its answers back.
control::ControlServer::Handler control_handler(caf::actor_system& system,
                                                const SupervisorActor& supervisor);

/// The whole system's status, asked from outside the actors; blocks at most `patience`.
Result<StatusSnapshot> ask_status(caf::actor_system& system, const SupervisorActor& supervisor,
                                  Duration patience);

} // namespace hft
