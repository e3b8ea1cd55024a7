#pragma once

/// For files in `adapters/cpquant` only: the conversation on the order stream.

#include "adapters/cpquant/authentication_judge.hpp"
#include "adapters/cpquant/credentials.hpp"
#include "adapters/cpquant/step_keeper.hpp"
#include "adapters/cpquant/stream_link.hpp"
#include "messages/gateway.hpp"

#include <functional>
#include <memory>

namespace hft::cpquant {

/// Authenticates, listens to trade updates, comes back after every loss. On the loop's thread.
class OrderStream {
public:
  struct Settings {
    std::string url;
    Duration answer_timeout{std::chrono::seconds{10}};
    Duration ping_interval{std::chrono::seconds{10}};
    net::Backoff::Settings backoff{};
    std::shared_ptr<AuthenticationJudge> authentication{}; ///< empty: one that knows nothing
    std::shared_ptr<StepKeeper> steps{};                   ///< see TradeOptions
  };
  struct Handlers {
    std::function<void(const OrderStreamChanged&)> on_stream;
    std::function<void(const OrderEvent&)> on_event;
    std::function<void(const UnreadItem&)> on_unread{}; ///< an event; the stream goes on
  };

  OrderStream(net::IoLoop& loop, Credentials credentials, Settings settings, Handlers handlers);
  void start() { link_.start(); }
  void stop() { link_.stop(); }
  std::uint64_t malformed() const { return malformed_; }

private:
  void on_open();
  void on_frame(const net::WebsocketFrame& frame);
  void on_unauthorized();
  void on_down(const Failure& failure, Duration wait);
  void down(const std::string& sentence, bool refused = false);

  Credentials credentials_;
  Settings settings_;
  Handlers handlers_;
  StreamLink link_;
  std::uint64_t malformed_ = 0;
  bool authorized_ = false;
};

} // namespace hft::cpquant
