#pragma once

#include "adapters/net/http.hpp"
#include "adapters/net/io_loop.hpp"
#include "messages/result.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace hft::net {

/// How a request on an order channel ended.
struct RequestOutcome {
  Result<HttpResponse> response;
  bool sent = false;       ///< false: not a byte of it left this machine
  MonotonicTime written{}; ///< when the last byte had been handed to the socket
  MonotonicTime answered{};
};

/// A few warm HTTP/1.1 connections to one host, for requests that must leave at once: plain or TLS,
/// opened before they are needed, one request in flight on each, reopened when idle ones are
/// closed. Nothing is ever sent twice. Everything is called, and calls back, on the loop's thread
/// (or while it does not run). Destroying it drops the requests in flight without an answer.
class OrderChannel {
public:
  struct Options {
    std::string url;   ///< scheme, host and port; the path is given with each request
    Headers headers{}; ///< of every request, e.g. the keys
    std::size_t warm = 4;
    std::size_t most = 8;
    Duration request_timeout{std::chrono::seconds{5}};
    Duration connect_timeout{std::chrono::seconds{5}};
    Duration reopen_longest{std::chrono::seconds{5}}; ///< between attempts to connect
    std::uint64_t seed = 0;
  };
  using Answer = std::function<void(RequestOutcome)>;

  OrderChannel(IoLoop& loop, Options options);
  ~OrderChannel();
  OrderChannel(const OrderChannel&) = delete;
  OrderChannel& operator=(const OrderChannel&) = delete;

  /// Opens the warm connections.
  void open();
  /// Writes before it returns when a connection is free; waits for one otherwise, within the
  /// request's timeout. `target` begins with `/`. Returns when it was written, zero when it waits.
  /// `more` are headers of this request alone.
  MonotonicTime send(Method method, std::string_view target, std::string_view body, Answer answer,
                     const Headers& more = {});
  /// Connections that could take a request now.
  std::size_t idle() const;
  /// Closes all; every request without an answer is answered with a failure first.
  void close();

  class Pool;

private:
  std::shared_ptr<Pool> pool_;
};

} // namespace hft::net
