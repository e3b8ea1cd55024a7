#pragma once

#include "adapters/simulated/protocol/rest_message.hpp"
#include "adapters/simulated/protocol/stream_socket.hpp"
#include "messages/result.hpp"

#include <cstdint>
#include <functional>
#include <memory>

namespace hft::simulated {

/// HTTP and websockets on one loopback port, one thread, no meaning. Everything is called, and
/// calls back, on the thread that runs it, except `post`.
class AlpacaServer {
public:
  using Accept = AcceptSocket;

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
