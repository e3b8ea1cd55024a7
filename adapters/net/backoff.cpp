#include "adapters/net/backoff.hpp"

#include "messages/split_mix.hpp"

#include <algorithm>

namespace hft::net {

double Backoff::uniform() {
  SplitMix random{random_};
  random_ += SplitMix::step;
  return random.fraction();
}

Duration Backoff::next(Duration lived, bool throttled) {
  if (lived >= settings_.stable && lived > Duration{0}) attempts_ = 0;
  const int attempt = attempts_++;
  auto wait = settings_.quick;
  if (attempt > 0 || throttled) {
    const int doublings = std::min(attempt > 0 ? attempt - 1 : 0, 30);
    wait = settings_.base;
    for (int i = 0; i < doublings && wait < settings_.longest; ++i) wait *= 2;
    wait = std::min(wait, settings_.longest);
  }
  const auto extra = static_cast<double>(wait.count()) * settings_.jitter * uniform();
  return wait + Duration{static_cast<std::int64_t>(extra)};
}

} // namespace hft::net
