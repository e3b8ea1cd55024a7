#pragma once

/// For files in `adapters/` only: how we speak TLS.

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <string>

namespace hft::net {

/// Verifies the other side against the system's store (or SSL_CERT_FILE), TLS 1.2 or newer.
/// One for the whole process; built at first use.
boost::asio::ssl::context& system_tls();
/// Names the host to the server and checks its certificate against it.
void expect_host(boost::asio::ssl::stream<boost::asio::ip::tcp::socket>& stream,
                 const std::string& host);
/// One clause: what went wrong with a connection, with the certificate's fault where that is it.
std::string why(const boost::system::error_code& error);

} // namespace hft::net
