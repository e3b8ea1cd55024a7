#pragma once

#include "messages/result.hpp"

#include <array>
#include <atomic>
#include <pthread.h>
#include <sys/file.h>
#include <unistd.h>

namespace hft {

namespace forked_copy {
inline constexpr int nothing = 0; // standard input is never among them
inline std::array<std::atomic<int>, 64> descriptors{};
inline void close_all() {
  for (auto& descriptor : descriptors)
    if (const int open = descriptor.exchange(nothing); open != nothing) ::close(open);
}
} // namespace forked_copy

/// A copy of this process that foreign code forks off must not keep our locks and addresses when we
/// are gone: it closes these descriptors before anything else happens in it. At most 64 at a time.
/// Any thread.
inline void close_in_forked_copies(int descriptor) {
  static const int registered = ::pthread_atfork(nullptr, nullptr, forked_copy::close_all);
  ensure(registered == 0, "the system lets us know of forks");
  for (auto& place : forked_copy::descriptors) {
    int expected = forked_copy::nothing;
    if (place.compare_exchange_strong(expected, descriptor)) return;
  }
  ensure(false, "no more than 64 descriptors are kept from forked copies");
}

/// Before the descriptor is closed: its number may be another file's soon.
inline void take_back_from_forked_copies(int descriptor) {
  for (auto& place : forked_copy::descriptors) {
    int expected = descriptor;
    if (place.compare_exchange_strong(expected, forked_copy::nothing)) return;
  }
}

/// The same for what we have locked by `flock`, with the lock: a copy that has not come to closing
/// its descriptor yet shares it.
inline void unlock_before_closing(int descriptor) {
  take_back_from_forked_copies(descriptor);
  ::flock(descriptor, LOCK_UN);
}

} // namespace hft
