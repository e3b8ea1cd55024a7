#pragma once

#include <functional>
#include <thread>

namespace hft {

/// SIGINT and SIGTERM, taken by a thread of its own; made before any other thread so that all of
/// them inherit the mask. The first one calls `on_stop`; a third one ends the process at once.
class StopSignals {
public:
  explicit StopSignals(std::function<void(int)> on_stop);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// Blocks both signals in the calling thread and those it starts.
  static void block();

private:
  std::thread thread_;
};

} // namespace hft
