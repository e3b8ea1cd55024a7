#pragma once

#include "adapters/simulated/rest_message.hpp"
#include "messages/result.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace hft::simulated {

/// One client's websocket (or event stream) as the venue sees it. Used on the server's thread.
class StreamSocket {
public:
  using Bytes = std::shared_ptr<const std::string>;

  virtual ~StreamSocket() = default;
  /// Queues one message; the bytes may be shared with other sockets.
  virtual void send(Bytes message, bool binary) = 0;
  /// Queues a ping behind the messages; its pong is told to the listener.
  virtual void ping() = 0;
  /// Closes in order after what is queued.
  virtual void close() = 0;
  /// Cuts the connection now.
  virtual void cut() = 0;
  /// What waits to be written.
  virtual std::size_t queued_bytes() const = 0;
};

/// Who is told what a client does. Nothing is called after `on_closed`.
class SocketListener {
public:
  virtual ~SocketListener() = default;
  virtual void on_message(std::string_view payload, bool binary) = 0;
  virtual void on_pong() = 0;
  virtual void on_closed() = 0;
};

/// HTTP and websockets on one loopback port, one thread, no meaning. Everything is called, and
/// calls back, on the thread that runs it, except `post`.
class AlpacaServer {
public:
  using Accept =
    std::function<std::shared_ptr<SocketListener>(const std::shared_ptr<StreamSocket>&)>;

  struct Handlers {
    std::function<HttpResponse(const HttpRequest&)> answer;
    /// Takes a request that is answered later, by a call of `deliver`; false: `answer` it now. May
    /// be empty.
    std::function<bool(const HttpRequest&, std::function<void(HttpResponse)> deliver)> defer;
    /// An upgrade: what to do with the socket once it is open, or the refusal.
    std::function<tl::expected<Accept, HttpResponse>(const HttpRequest&)> upgrade;
    /// Whether a request asks for an event stream that stays open.
    std::function<bool(const HttpRequest&)> is_event_stream;
  };

  virtual ~AlpacaServer() = default;
  /// Port 0 takes any free one. `Unreachable` when the port is taken.
  static Result<std::unique_ptr<AlpacaServer>> listen(std::uint16_t port, Handlers handlers);

  virtual std::uint16_t port() const = 0;
  /// Runs what is ready; how many handlers that were.
  virtual std::size_t poll() = 0;
  /// Waits for one handler and runs it.
  virtual void run_one() = 0;
  /// From any thread: `task` runs on the server's.
  virtual void post(std::function<void()> task) = 0;
  /// `task` runs after so much real time, unless the server is closed first.
  virtual void call_after(Duration delay, std::function<void()> task) = 0;
  /// Stops listening and cuts every connection.
  virtual void close() = 0;
};

} // namespace hft::simulated
