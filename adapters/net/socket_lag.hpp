#pragma once

#include "messages/timestamp.hpp"

#include <optional>

namespace hft::net {

/// How long a frame had been lying in our socket when we came to read it: an upper bound, zero
/// while we keep up. Told, after each frame was dealt with, whether more bytes already waited; what
/// waits then must have come while the frame before was being dealt with.
class SocketLag {
public:
  /// A frame was read at `received`.
  Duration frame_read(MonotonicTime received) {
    last_ = received;
    return behind_since_ ? received - *behind_since_ : Duration{0};
  }
  /// The frame read last has been dealt with; `more_waits`: the socket is not empty.
  void frame_done(bool more_waits);

private:
  MonotonicTime last_;
  std::optional<MonotonicTime> behind_since_;
};

} // namespace hft::net
