#include "adapters/simulated/engine/causal_time.hpp"

#include "adapters/simulated/engine/engine.hpp"

#include <algorithm>

namespace hft::simulated {

Timestamp arrival_time(Timestamp cause, Timestamp now, Duration latency,
                       const SessionPlan& session) {
  auto at = std::max(cause + latency, now);
  for (const auto end : {session.close, session.post_end}) {
    const auto last = end - Duration{1};
    if (cause < last && at > last) at = std::max(last, now);
  }
  return at;
}

Timestamp step_end(const VenueEngine& engine, Duration latency) {
  const Timestamp next_second{(engine.now().nanoseconds / units_per_whole + 1) * units_per_whole};
  const auto first = std::min(engine.next_event(), next_second);
  const auto boundary = engine.next_boundary();
  if (first >= boundary) return first;
  const auto longest =
    std::clamp(latency, Duration{std::chrono::microseconds{1}}, Duration{longest_step});
  return std::min(first + (longest - Duration{1}), boundary - Duration{1});
}

} // namespace hft::simulated
