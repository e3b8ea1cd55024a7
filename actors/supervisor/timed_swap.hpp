#pragma once

#include "messages/control.hpp"

namespace hft {

/// Another model for an instance as soon as a venue that waits for us has come to a time.
struct TimedSwap {
  Timestamp at;
  ModelSpec spec;
};

} // namespace hft
