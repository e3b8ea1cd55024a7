#pragma once

#include "messages/broker_clock.hpp"

#include <functional>
#include <optional>

namespace hft {

struct VenueTimeOptions {
  /// Follow the venue's clock even when it does not say that it is simulated; otherwise the wall
  /// clock is the time of a real venue, whose own clock is only compared with it.
  bool follow_venue = false;
  Duration longest_step = std::chrono::seconds{1};    ///< real; between two looks at the clock
  Duration fast_step = std::chrono::milliseconds{20}; ///< the same for a venue at full speed
  /// A venue faster than the world is not trusted to run on longer than this (real) without word.
  Duration trusted_for = std::chrono::seconds{3};
};

/// What time it is at the venue. A real venue lives on our wall clock; a simulated one on its own,
/// known from its answers and its feed, and carried on between them at its speed. A venue at full
/// speed (0) has only the newest time it was heard to say. A followed clock never runs backwards.
class VenueTimeKeeper {
public:
  VenueTimeKeeper(VenueTimeOptions options, std::function<Timestamp()> wall_clock);

  /// An answer of the broker's clock; `now` is our present time.
  void on_clock(const BrokerClock& clock, MonotonicTime now);
  /// A time stamped on the feed: the venue's clock is at least there. A real venue's is ignored.
  void on_feed(const VenueTime& seen);

  /// Empty while a followed venue has said nothing yet.
  std::optional<Timestamp> now(MonotonicTime at);
  /// How long to sleep, really, before looking again; never past `boundary` by the venue's clock,
  /// and never long: clocks get set, and venues hurry.
  Duration real_delay_until(std::optional<Timestamp> boundary, MonotonicTime at);

  bool follows_venue() const { return options_.follow_venue || simulated_; }
  /// Whether its clock is a simulated one faster than ours.
  bool hurries() const { return follows_venue() && seen_ && (in_step_ || seen_->speed > 1); }
  /// From now on the venue waits for us and says when it has passed a boundary.
  void keep_step() { in_step_ = true; }
  /// The newest time the venue itself has told, by an answer or its feed.
  std::optional<Timestamp> told() const { return told_; }
  /// How long, really, from the venue's newest word to `time` if it keeps its speed. It hurries.
  Duration from_told_until(Timestamp time) const;
  bool at_full_speed() const { return follows_venue() && seen_ && seen_->speed <= 0; }
  /// The venue's clock less our wall clock at its last answer.
  std::optional<Duration> offset() const { return offset_; }

private:
  Timestamp carried_on(MonotonicTime at) const;

  VenueTimeOptions options_;
  std::function<Timestamp()> wall_clock_;
  bool simulated_ = false;
  bool in_step_ = false;
  std::optional<VenueTime> seen_;
  std::optional<Timestamp> told_; // the newest, though carrying on was ahead of it
  std::optional<Timestamp> highest_;
  std::optional<Duration> offset_;
};

} // namespace hft
