#pragma once

#include "adapters/simulated/server/alpaca_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <set>

/// What the server's translation units share; not for others.
namespace hft::simulated {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using Tcp = net::ip::tcp;
using TcpSocket = net::basic_stream_socket<Tcp, net::io_context::executor_type>;
using BeastRequest = http::request<http::string_body>;

/// Something with a connection that `AlpacaServer::close` must cut.
class Connection {
public:
  virtual ~Connection() = default;
  virtual void cut_now() = 0;
};

/// What sessions need of their server.
struct ServerShared {
  net::io_context io{1};
  AlpacaServer::Handlers handlers;
  std::set<Connection*> connections;
};

} // namespace hft::simulated
