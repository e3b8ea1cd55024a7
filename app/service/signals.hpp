#pragma once

#include "messages/timestamp.hpp"

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

namespace hft {

/// Signals that mean nothing to this program are ignored from here on, so that none of them ends
/// it; among them those for files that grow too large and peers that hang up, which are errors of
/// the calls. The first thing a program does.
void ignore_idle_signals();

/// SIGINT, SIGTERM, SIGXCPU and SIGHUP, taken by a thread of its own that is made before any other,
/// so that all of them inherit the mask. Until it is given somebody to tell, a signal for the end
/// ends the process at once, with code 0: nothing has begun. A third one always does.
class StopSignals {
public:
  struct Stop {
    int signal = 0;
    bool from_inside = false; ///< this very process sent it: nobody who may ask for the end
  };
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// From now on the first signal for the end calls `on_stop`, each SIGHUP `on_reload`, on this
  /// one's thread.
  void tell(std::function<void(Stop)> on_stop, std::function<void()> on_reload);
  /// Whether the end was asked for. Any thread.
  bool end_asked() const { return end_asked_; }
  /// Nobody is told any more; a third signal ends the process still.
  void publish_nobody();

private:
  void run();
  void on_signal(Stop stop);

  std::mutex mutex_;
  std::function<void(Stop)> on_stop_; // guarded by mutex_
  std::function<void()> on_reload_;   // guarded by mutex_
  bool started_ = false;              // guarded by mutex_: somebody was told of signals once
  bool ending_ = false;               // guarded by mutex_
  std::atomic<bool> end_asked_{false};
  int count_ = 0; ///< the thread's own
  std::thread thread_;
};

/// Blocks the signals above in the calling thread and those it starts.
void block_stop_signals();

} // namespace hft
