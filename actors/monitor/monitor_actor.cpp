#include "actors/monitor/monitor_actor.hpp"

#include <caf/all.hpp>

#include <atomic>
#include <utility>

namespace hft {

Monitor::Monitor(caf::actor_config& actor_config, report::RunIdentity identity,
                 std::function<MonotonicTime()> now)
  : MonitorActor::base(actor_config),
    day_(std::make_shared<report::DayRecord>(std::move(identity))),
    now_(std::move(now)) {}

// Who was answered may still read what it was given.
report::DayRecord& Monitor::own() {
  if (day_.use_count() > 1) day_ = std::make_shared<report::DayRecord>(*day_);
  std::atomic_thread_fence(std::memory_order_acquire); // after the last reader has let go
  return *day_;
}

Monitor::behavior_type Monitor::make_behavior() {
  return {
    [this](const Fact& fact) { own().apply(fact); },
    [this](const DeskVitals& vitals) { own().apply(vitals); },
    [this](const FeedVitals& vitals) { own().apply(vitals); },
    [this](const StatusSnapshot& status) { own().apply(status, now_()); },
    [this](const DayQuery&) { return DayAnswer{day_}; },
  };
}

} // namespace hft
