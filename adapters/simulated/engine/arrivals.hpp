#pragma once

#include "messages/timestamp.hpp"

#include <functional>
#include <map>
#include <optional>

namespace hft::simulated {

/// Requests on their way to the exchange: each takes effect at a venue time of its own, those of
/// one time in the order they were added. Pure.
class Arrivals {
public:
  void add(Timestamp at, std::function<void()> effect) { queue_.emplace(at, std::move(effect)); }
  std::optional<Timestamp> next() const {
    return queue_.empty() ? std::nullopt : std::optional{queue_.begin()->first};
  }
  /// The first one does what it is to do, and is gone.
  void take_effect() {
    const auto effect = std::move(queue_.begin()->second);
    queue_.erase(queue_.begin());
    effect();
  }

private:
  std::multimap<Timestamp, std::function<void()>> queue_;
};

} // namespace hft::simulated
