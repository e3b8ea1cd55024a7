#pragma once

#include "actors/session_clock/session_clock.hpp"
#include "adapters/market_clock.hpp"
#include "messages/interfaces.hpp"

#include <functional>
#include <memory>
#include <string>

namespace hft {

/// What the session clock is given. `market_clock` may be null where no agreement is required and
/// no venue followed; its callbacks may come on any thread, also after the actor's end, but not
/// after the actor system's.
struct SessionClockConfig {
  std::shared_ptr<const MarketCalendar> calendar;
  SessionClockOptions options;
  std::shared_ptr<MarketClock> market_clock;
  SupervisorActor supervisor;
  std::function<Timestamp()> wall_clock;
  std::function<MonotonicTime()> monotonic_clock;
  /// Told, in one sentence, when the broker's agreement is lost, for another reason, or comes back;
  /// may be empty.
  std::function<void(const std::string& sentence, bool agrees)> on_news;
};

/// Sends the supervisor a `SessionChanged` for the present phase and then for each boundary.
/// Use as `system.spawn(session_clock_actor, config)`; ends on `shutdown_atom`.
SessionClockActor::behavior_type session_clock_actor(SessionClockActor::pointer self,
                                                     SessionClockConfig config);

} // namespace hft
