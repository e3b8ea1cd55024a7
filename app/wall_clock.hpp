#pragma once

#include "messages/timestamp.hpp"

#include <chrono>

namespace hft {

/// The only places that read the machine's clocks for the rest of the house.
inline Timestamp wall_clock_now() {
  return {std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch())
            .count()};
}

inline MonotonicTime monotonic_now() {
  return {std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch())
            .count()};
}

} // namespace hft
