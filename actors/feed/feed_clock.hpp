#pragma once

#include "messages/session.hpp"

#include <optional>

namespace hft {

/// When the session clock should hear of the venue's time: as soon as events pass the next boundary
/// of the session, and, from a venue that runs as fast as it can, at most every `interval` real
/// time.
class FeedClock {
public:
  explicit FeedClock(double speed, Duration interval = Duration{20'000'000})
    : speed_(speed),
      interval_(interval) {}

  /// The trading date's hours: their four boundaries are waited for.
  void set_plan(const SessionPlan& plan);
  /// An event time was read at `now`; what to tell, if anything.
  std::optional<VenueTime> on_event(Timestamp time, MonotonicTime now);
  /// The newest time not yet told, for a venue at full speed that fell quiet.
  std::optional<VenueTime> on_pulse(MonotonicTime now);

private:
  VenueTime tell(MonotonicTime now);
  void find_boundary();

  double speed_;
  Duration interval_;
  SessionPlan plan_;
  Timestamp newest_;
  Timestamp told_;
  std::optional<MonotonicTime> told_at_;
  std::optional<Timestamp> boundary_;
};

} // namespace hft
