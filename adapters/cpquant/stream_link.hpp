#pragma once

#include "adapters/net/backoff.hpp"
#include "adapters/net/io_loop.hpp"
#include "adapters/net/websocket_client.hpp"

#include <functional>
#include <memory>
#include <string>

namespace hft::cpquant {

/// A websocket that comes back: opens, and opens again after every loss, waiting as `Backoff` says,
/// until stopped. What is said over it is its user's. On the loop's thread.
class StreamLink {
public:
  struct Handlers {
    std::function<void()> on_connecting;
    std::function<void()> on_open;
    std::function<void(const net::WebsocketFrame&)> on_frame;
    /// It ended and will be tried again after `wait`.
    std::function<void(const Failure&, Duration wait)> on_down;
    /// It can never work: the address is unusable.
    std::function<void(const Failure&)> on_fatal;
  };

  StreamLink(net::IoLoop& loop, net::WebsocketClient::Options options,
             const net::Backoff::Settings& backoff, Handlers handlers);
  ~StreamLink();
  StreamLink(const StreamLink&) = delete;
  StreamLink& operator=(const StreamLink&) = delete;

  void start();
  /// Closes for good; no handler is called any more.
  void stop();
  void send(std::string bytes, bool binary = false);
  void pause();
  void resume();
  /// Ends the connection and goes through `on_down`; `throttled`: the next try is not a quick one.
  void drop(Failure failure, bool throttled = false);
  /// The session is established: its age decides how quick the next retry is.
  void established();
  /// Drops the connection when `met` is not called within `limit`.
  void answer_within(Duration limit, std::string sentence);
  void met();
  /// Calls `call` after `delay` unless the connection ended before.
  void later(Duration delay, std::function<void()> call);

private:
  void connect();
  void closed(const Failure& failure, bool throttled);
  void forget();

  net::IoLoop& loop_;
  net::WebsocketClient::Options options_;
  net::Backoff backoff_;
  Handlers handlers_;
  std::unique_ptr<net::WebsocketClient> socket_;
  net::IoLoop::Timer deadline_;
  net::IoLoop::Timer later_;
  net::IoLoop::Timer retry_;
  MonotonicTime established_at_{};
  Duration told_to_wait_{0}; ///< by the upgrade's refusal
  bool established_ = false;
  bool paused_ = false;
  bool stopped_ = false;
};

} // namespace hft::cpquant
