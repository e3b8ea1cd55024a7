#pragma once

#include "messages/timestamp.hpp"

#include <time.h>

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

/// The same to some milliseconds, for a third of what it costs to read that.
inline MonotonicTime monotonic_about_now() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return {now.tv_sec * 1'000'000'000 + now.tv_nsec};
}

} // namespace hft
