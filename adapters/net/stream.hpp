#pragma once

/// For files in `adapters/` only: connecting plain and TLS sockets alike.

#include "adapters/net/tls.hpp"
#include "adapters/net/url.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <memory>

namespace hft::net {

using PlainStream = boost::asio::ip::tcp::socket;
using TlsStream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;

inline PlainStream& socket_of(PlainStream& stream) {
  return stream;
}
inline PlainStream& socket_of(TlsStream& stream) {
  return stream.next_layer();
}

template <class Stream>
std::unique_ptr<Stream> make_stream(boost::asio::io_context& io) {
  if constexpr (std::is_same_v<Stream, TlsStream>)
    return std::make_unique<TlsStream>(io, system_tls());
  else
    return std::make_unique<PlainStream>(io);
}

/// Resolves, connects, sets TCP_NODELAY and shakes hands; then `done(error)`. The caller keeps the
/// stream, the resolver and whatever `done` holds alive, and closes the socket to give up.
template <class Stream, class Done>
void open_stream(Stream& stream, boost::asio::ip::tcp::resolver& resolver, const Url& url,
                 Done done) {
  namespace asio = boost::asio;
  using asio::ip::tcp;
  auto connected = [&stream, url, done](const boost::system::error_code& error) mutable {
    if (error) return done(error);
    boost::system::error_code ignored;
    socket_of(stream).set_option(tcp::no_delay{true}, ignored);
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      expect_host(stream, url.host);
      stream.async_handshake(asio::ssl::stream_base::client, std::move(done));
    } else {
      done(error);
    }
  };
  boost::system::error_code not_numeric;
  const auto address = asio::ip::make_address(url.host, not_numeric);
  if (!not_numeric) {
    const auto port = static_cast<unsigned short>(std::stoi(url.port));
    socket_of(stream).async_connect(tcp::endpoint{address, port}, connected);
    return;
  }
  resolver.async_resolve(url.host, url.port,
                         [&stream, connected](const boost::system::error_code& error,
                                              const tcp::resolver::results_type& found) mutable {
                           if (error) return connected(error);
                           asio::async_connect(
                             socket_of(stream), found,
                             [connected](const boost::system::error_code& failed,
                                         const tcp::endpoint&) mutable { connected(failed); });
                         });
}

} // namespace hft::net
