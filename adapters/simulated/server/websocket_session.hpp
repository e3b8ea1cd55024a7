#pragma once

#include "adapters/simulated/server/connections.hpp"

#include <memory>

namespace hft::simulated {

/// Takes the TCP connection over, from its upgrade request on. Network thread.
void open_websocket(const std::shared_ptr<ServerShared>& server, TcpSocket socket,
                    const BeastRequest& request, AlpacaServer::Accept accept);

} // namespace hft::simulated
