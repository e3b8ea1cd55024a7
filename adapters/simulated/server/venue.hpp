#pragma once

#include "adapters/simulated/engine/options.hpp"
#include "messages/result.hpp"

#include <cstdint>
#include <memory>

namespace hft::simulated {

/// The simulated venue: the broker's protocol on one loopback port over an exchange, a market and a
/// clock of its own (see docs/venue.md).
class Venue {
public:
  /// Listens when it returns; plays when `run` is called.
  static Result<std::unique_ptr<Venue>> open(VenueOptions options);
  virtual ~Venue() = default;

  virtual std::uint16_t port() const = 0;
  /// Blocks the calling thread until `stop`; then all connections are cut and the state is saved.
  virtual void run() = 0;
  /// From any thread, and from a signal handler's thread; may come before `run`.
  virtual void stop() = 0;
  /// Venue time, from any thread.
  virtual Timestamp now() const = 0;
};

} // namespace hft::simulated
