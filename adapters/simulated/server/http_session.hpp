#pragma once

#include "adapters/simulated/server/connections.hpp"

#include <memory>

namespace hft::simulated {

/// Serves HTTP on the connection until it ends or becomes a stream. Network thread.
void open_http(const std::shared_ptr<ServerShared>& server, TcpSocket socket);
/// Sends events on the connection for as long as somebody reads them. Network thread.
void open_event_stream(const std::shared_ptr<ServerShared>& server, TcpSocket socket,
                       AlpacaServer::Accept accept);

} // namespace hft::simulated
