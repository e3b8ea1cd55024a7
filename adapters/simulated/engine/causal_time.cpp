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

Timestamp step_end(const VenueEngine& engine, Duration latency, Duration beat) {
  const Timestamp next_beat{(engine.now().nanoseconds / beat.count() + 1) * beat.count()};
  const auto first = std::min(engine.next_event(), next_beat);
  const auto boundary = engine.next_boundary();
  if (first >= boundary) return first;
  const auto longest =
    std::clamp(latency, Duration{std::chrono::microseconds{1}}, Duration{longest_step});
  return std::min(first + (longest - Duration{1}), boundary - Duration{1});
}

} // namespace hft::simulated
