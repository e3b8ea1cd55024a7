#pragma once

#include "messages/market.hpp"
#include "messages/step.hpp"

#include <functional>

namespace hft {

/// Port: real-time market data. Everything is called, and calls back, on the thread that runs the
/// feed's I/O (the lane); nothing blocks. Reconnecting, authenticating and resubscribing are the
/// implementation's; the listener is told.
class MarketFeed {
public:
  struct Listener {
    std::function<void(const MarketFrame&)> on_frame;
    std::function<void(const FeedStateChanged&)> on_state;
    /// A simulated venue's step is complete, its frames before it; may be empty.
    std::function<void(const StepReached&)> on_step = nullptr;
  };
  struct Counts {
    std::uint64_t malformed = 0;
    std::uint64_t reconnects = 0;
  };

  virtual ~MarketFeed() = default;
  /// Connects and keeps connected until `stop`. Once only.
  virtual void start(Listener listener) = 0;
  /// The whole wish, replacing the one before; what changed is asked for, the rest undisturbed.
  virtual void want(const Subscriptions& subscriptions) = 0;
  /// Stops reading the socket until `resume`: back-pressure instead of memory. Keeps the
  /// connection.
  virtual void pause() = 0;
  virtual void resume() = 0;
  /// Closes; no callback follows.
  virtual void stop() = 0;
  virtual Counts counts() const = 0;
};

} // namespace hft
