#pragma once

#include "messages/step.hpp"

#include <string>

namespace hft {

/// Port: the desk's side of a simulated venue that moves on only when we are done with all it sent
/// (see docs/venue.md, *Time*). A step is told by `MarketFeed::Listener::on_step`, behind its
/// frames. What became of our requests and orders meanwhile waits here until `release`. On the
/// lane's thread.
class VenueSteps {
public:
  virtual ~VenueSteps() = default;
  /// Whether the venue keeps step with us now.
  virtual bool keeping() const = 0;
  /// Hands on the answers, in the order of their requests, then the order events, in theirs.
  /// False when there was nothing.
  virtual bool release() = 0;
  /// All of step `number` has been worked off; nothing when a newer one has begun.
  virtual void done(std::uint64_t number) = 0;
  /// The time stamped on what causes the next requests; zero: the step's own time.
  virtual void set_cause(Timestamp time) = 0;
  /// What has not arrived yet of a step that has begun, as a part of a sentence; empty: nothing.
  virtual std::string missing() const = 0;
};

} // namespace hft
