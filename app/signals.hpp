#pragma once

#include "messages/timestamp.hpp"

#include <functional>
#include <thread>

namespace hft {

/// SIGINT, SIGTERM and SIGHUP, taken by a thread of its own; made before any other thread so that
/// all of them inherit the mask. The first of the former two calls `on_stop`, a third one ends the
/// process at once; each SIGHUP calls `on_reload`.
class StopSignals {
public:
  StopSignals(std::function<void(int)> on_stop, std::function<void()> on_reload);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// Blocks these signals in the calling thread and those it starts.
  static void block();
  /// Waits so long, with the signals blocked; true, and at once, when one asks for the end.
  static bool wait_for_stop(Duration how_long);

private:
  std::thread thread_;
};

} // namespace hft
