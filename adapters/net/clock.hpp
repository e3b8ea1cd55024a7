#pragma once

#include "messages/timestamp.hpp"

#include <chrono>

namespace hft::net {

/// CLOCK_MONOTONIC, as `std::chrono::steady_clock` reads it on Linux.
inline MonotonicTime monotonic_now() {
  return {std::chrono::duration_cast<std::chrono::nanoseconds>(
            std::chrono::steady_clock::now().time_since_epoch())
            .count()};
}

/// The machine's wall clock.
inline Timestamp wall_now() {
  return {std::chrono::duration_cast<std::chrono::nanoseconds>(
            std::chrono::system_clock::now().time_since_epoch())
            .count()};
}

} // namespace hft::net
