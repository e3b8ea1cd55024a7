#pragma once

#include "tests/bench/stand_in_broker.hpp"
#include "tests/bench/stand_in_tape.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace hft::bench {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using Request = http::request<http::string_body>;

/// One websocket of a client: reads texts, queues frames. Everything on the loop's thread.
class Stream : public std::enable_shared_from_this<Stream> {
public:
  struct Events {
    std::function<void()> on_open;
    std::function<void(std::string_view)> on_text;
    std::function<void()> on_closed;
  };

  Stream(tcp::socket socket, bool binary);
  void accept(const Request& request, Events events);
  /// `before_write` runs just before the frame is handed to the socket.
  void send(std::string text, std::function<void()> before_write = {});
  void close();
  std::size_t queued_bytes() const { return queued_bytes_; }

private:
  struct Frame {
    std::string text;
    std::function<void()> before_write;
  };
  void read();
  void write();

  beast::websocket::stream<tcp::socket> socket_;
  beast::flat_buffer buffer_;
  std::deque<Frame> queue_;
  std::size_t queued_bytes_ = 0;
  Events events_;
};

/// The measuring server's sockets: accepts, tells who asks for what. No thread of its own.
class StandInServer {
public:
  struct Events {
    /// An HTTP request was read completely at `read_at` (monotonic nanoseconds).
    std::function<Reply(const Request&, std::int64_t read_at)> on_request;
    std::function<void()> on_subscribed; ///< the data stream wants trades; may be said again
    std::function<void()> on_data_closed;
  };

  StandInServer(asio::io_context& context, std::uint16_t port, Events events);
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  /// Empty until a client is there.
  const std::shared_ptr<Stream>& data() const { return data_; }
  const std::shared_ptr<Stream>& orders() const { return orders_; }
  bool subscribed() const { return subscribed_; }
  bool listening() const { return listening_; }

  /// For its connections.
  void upgrade(tcp::socket socket, const Request& request);
  const Events& events() const { return events_; }

private:
  void accept();
  void data_text(std::string_view text);
  void order_text(std::string_view text);

  tcp::acceptor acceptor_;
  Events events_;
  std::shared_ptr<Stream> data_;
  std::shared_ptr<Stream> orders_;
  std::map<std::string, std::set<std::string>> channels_; ///< the data stream's subscriptions
  bool subscribed_ = false;
  bool listening_ = false;
};

} // namespace hft::bench
