#pragma once

#include "messages/timestamp.hpp"

namespace hft {

/// The moment of an input: our monotonic clock and the venue's time.
struct DeskTime {
  MonotonicTime now;
  Timestamp time;
  /// `now` counts the time of a venue that waits for us: nothing we do is late there.
  bool in_step = false;
};

} // namespace hft
