#pragma once

#include <cstddef>
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

/// Takes a client's socket once it is open, and says who listens to it.
using AcceptSocket =
  std::function<std::shared_ptr<SocketListener>(const std::shared_ptr<StreamSocket>&)>;

} // namespace hft::simulated
