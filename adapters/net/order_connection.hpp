#pragma once

/// For files in `adapters/net` only: one connection of an OrderChannel.

#include "adapters/net/backoff.hpp"
#include "adapters/net/order_channel.hpp"
#include "adapters/net/url.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace hft::net {

/// One keep-alive connection: opened, then one request at a time, until it is lost.
class Connection {
public:
  Connection() = default;
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual void open(Duration timeout) = 0;
  virtual bool idle() const = 0;
  /// Only when idle.
  virtual MonotonicTime send(std::string bytes, OrderChannel::Answer answer, Duration timeout) = 0;
  /// Answers the request in flight, if any, and closes.
  virtual void close() = 0;
  /// Closes without a word.
  virtual void abandon() = 0;
};

/// Who keeps connections. Called from their handlers.
class ConnectionOwner {
public:
  virtual ~ConnectionOwner() = default;
  /// Open and without a request.
  virtual void on_free(Connection& connection) = 0;
  /// Gone; `was_open`: it had been connected.
  virtual void on_lost(const std::shared_ptr<Connection>& connection, bool was_open) = 0;
};

std::shared_ptr<Connection> make_connection(IoLoop& loop, const Url& url, ConnectionOwner& owner);

} // namespace hft::net
