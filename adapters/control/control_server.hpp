#pragma once

#include "adapters/control/control.hpp"
#include "messages/result.hpp"
#include "messages/timestamp.hpp"

#include <functional>
#include <memory>
#include <string>

namespace hft::control {

/// Listens for operators on a Unix socket: HTTP with `POST /control` (see control_wire.hpp), and
/// for curl and scripts `GET /status`, `/models`, `/positions` and `/orders`, which answer the JSON
/// itself. Has a thread of its own.
class ControlServer {
public:
  /// Takes the answer, once, from any thread, also after the server's end; later ones are ignored.
  using Answer = std::function<void(ControlAnswer)>;
  /// Called on the server's thread; must not block.
  using Handler = std::function<void(ControlRequest, Answer)>;

  /// Fails with one sentence when the socket cannot be had. A request without an answer after
  /// `patience` is told so.
  static Result<std::unique_ptr<ControlServer>> open(const std::string& path, Handler handler,
                                                     Duration patience = std::chrono::seconds{10});
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;
  /// Closes all connections, joins the thread, removes the socket file.
  ~ControlServer();

  const std::string& path() const;

private:
  class Listener;
  explicit ControlServer(std::unique_ptr<Listener> listener);
  std::unique_ptr<Listener> listener_;
};

} // namespace hft::control
