#pragma once

#include "adapters/net/http.hpp"
#include "adapters/net/io_loop.hpp"
#include "messages/result.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace hft::net {

/// One message as it came: valid only during the callback.
struct WebsocketFrame {
  std::string_view bytes;
  bool binary = false;
  MonotonicTime received; ///< right after the read completed
  Duration lag{0};        ///< how long it may have waited in our socket before that
};

/// One websocket connection, ws or wss, on a loop: opened once, then open until closed.
/// Reconnecting means a new one. Everything is called, and calls back, on the loop's thread (or
/// while it does not run). Destroying it closes the socket; no callback follows.
class WebsocketClient {
public:
  struct Options {
    std::string url;
    Headers headers{}; ///< of the upgrade request
    Duration connect_timeout{std::chrono::seconds{10}};
    Duration ping_interval{std::chrono::seconds{10}};
    Duration pong_timeout{std::chrono::seconds{10}}; ///< silent that long after a ping: dropped
    std::size_t max_frame = 4U * 1024 * 1024;
  };
  struct Callbacks {
    std::function<void()> on_open;
    std::function<void(const WebsocketFrame&)> on_frame;
    /// Once, when it could not open or ended, unless `close` was called. RateLimited: the upgrade
    /// was answered 429, or 503 with a time to wait; BadCredentials: 401 or 403; Refused: another
    /// status; BadPayload: a frame was too large; else Unreachable.
    std::function<void(const Failure&)> on_closed;
    /// Just before `on_closed`, when the upgrade was refused with a time to wait.
    std::function<void(Duration)> on_told_to_wait{};
  };

  WebsocketClient(IoLoop& loop, Options options, Callbacks callbacks);
  ~WebsocketClient();
  WebsocketClient(const WebsocketClient&) = delete;
  WebsocketClient& operator=(const WebsocketClient&) = delete;

  /// Starts connecting; once.
  void open();
  /// Writes now or, behind other messages, later. Dropped when not open.
  void send(std::string bytes, bool binary = false);
  /// Says goodbye and closes; no callback follows.
  void close();
  /// Stops reading after the frame being read; the connection stays.
  void pause();
  void resume();

  class Session;

private:
  std::shared_ptr<Session> session_;
  bool saying_goodbye_ = false; ///< the session ends by itself
};

} // namespace hft::net
