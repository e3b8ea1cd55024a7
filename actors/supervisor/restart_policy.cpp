#include "actors/supervisor/restart_policy.hpp"

#include <algorithm>

namespace hft {

std::optional<Duration> RestartPolicy::on_fall(MonotonicTime now) {
  while (!falls_.empty() && now - falls_.front() > limits_.window) falls_.pop_front();
  if (static_cast<int>(falls_.size()) >= limits_.budget) return std::nullopt;
  auto delay = limits_.first_delay;
  for (std::size_t i = 0; i < falls_.size() && delay < limits_.longest_delay; ++i)
    delay *= limits_.growth;
  falls_.push_back(now);
  ++restarts_;
  return std::min(delay, limits_.longest_delay);
}

} // namespace hft
