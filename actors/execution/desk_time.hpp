#pragma once

#include "messages/timestamp.hpp"

namespace hft {

/// The moment of an input: our monotonic clock and the venue's time.
struct DeskTime {
  MonotonicTime now;
  Timestamp time;
};

} // namespace hft
