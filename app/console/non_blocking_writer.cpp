#include "app/console/non_blocking_writer.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace hft {

void NonBlockingWriter::write(std::string_view lines) {
  write_some(0);
  if (waiting_.size() + lines.size() > kept_) {
    dropped_ += static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), '\n'));
    return;
  }
  if (dropped_ != 0)
    waiting_ += "(" + std::to_string(std::exchange(dropped_, 0)) + " lines are left out)\n";
  waiting_ += lines;
  write_some(0);
}

void NonBlockingWriter::finish(std::optional<Duration> patience) {
  const auto limit =
    patience ? static_cast<int>(*patience / std::chrono::milliseconds{1}) : -1; // for poll
  while (!waiting_.empty() && write_some(limit)) {}
}

/// False when the reader took nothing. A pipe that polls as writable takes PIPE_BUF bytes at once.
bool NonBlockingWriter::write_some(int wait_ms) {
  bool any = false;
  pollfd ready{descriptor_, POLLOUT, 0};
  while (!waiting_.empty() && ::poll(&ready, 1, any ? 0 : wait_ms) > 0) {
    const auto written =
      ::write(descriptor_, waiting_.data(), std::min<std::size_t>(waiting_.size(), PIPE_BUF));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0)
      waiting_.clear(); // nobody reads it any more
    else
      waiting_.erase(0, static_cast<std::size_t>(written));
    any = true;
  }
  return any;
}

} // namespace hft
