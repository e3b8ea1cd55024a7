#pragma once

#include "messages/timestamp.hpp"

namespace hft {

/// The frame that is being dealt with: the feed says it before it gives the frame to anybody, and
/// whoever decides on the same thread may look when it was ready.
struct FrameStamp {
  MonotonicTime received; ///< as signals that it leads to say it
  MonotonicTime decoded;
};

} // namespace hft
