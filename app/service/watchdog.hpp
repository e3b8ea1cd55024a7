#pragma once

#include "messages/timestamp.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace hft {

/// Which threads give no sign. Counts turns of the watch, not time: when the whole process was
/// stopped or starved, the watch was too, and nobody is late. Pure; one thread.
class StallCount {
public:
  explicit StallCount(int limit) : limit_(limit) {}

  struct Sign {
    const void* thread;  ///< who, for as long as it is watched
    std::uint64_t beats; ///< so far
  };
  /// One turn; answers those that have given no sign for `limit` turns, each once.
  std::vector<const void*> turn(const std::vector<Sign>& signs);

private:
  struct Seen {
    std::uint64_t beats = 0;
    int silent = 0;
  };
  int limit_;
  std::map<const void*, Seen> seen_;
};

/// Ends the process when one of its threads stands still (see `adapters/life_sign.hpp`), when
/// foreign code closed its descriptors, or when an end that was begun does not come. It has a
/// thread of its own that lives as long as the process. Any thread.
class Watchdog {
public:
  /// A thread that gave no sign for so long stands still.
  static constexpr Duration stall_limit = std::chrono::seconds{20};
  /// What the verdict may take to be acted upon before the process is ended from here.
  static constexpr Duration verdict_limit = std::chrono::seconds{5};

  /// Starts it, once.
  static Watchdog& start();

  /// Adds to the verdict on a thread of that name what holds it up, as ` (WHO is in a call that
  /// does not return)`; null: nothing.
  void explain(const std::string& thread, std::function<std::string()> who);
  /// The run's own end is due, for this reason; whoever asks is expected to end it.
  std::optional<std::string> verdict();
  /// From now on the process has so long to end; then it is ended with this code, and with the
  /// sentence unless that was said already.
  void end_within(Duration limit, int exit_code, const std::string& unsaid = {});
  /// Takes that back.
  void end_whenever();
  /// So many turns were made: for whoever watches the watch.
  std::uint64_t turns() const { return turns_; }

private:
  Watchdog();
  void run();
  void take_turn(StallCount& stalls);
  bool descriptors_are_open() const;
  void judge(const std::string& sentence);
  void act();

  std::mutex mutex_;
  std::map<std::string, std::function<std::string()>> explanations_; // guarded by mutex_
  std::optional<std::string> verdict_;                               // guarded by mutex_
  int verdict_age_ = 0;                                              // guarded by mutex_; turns
  std::optional<int> turns_left_;                                    // guarded by mutex_
  int exit_code_ = 1;                                                // guarded by mutex_
  std::string unsaid_;                                               // guarded by mutex_
  std::atomic<std::uint64_t> turns_{0};
  int sentinel_[2] = {-1, -1}; ///< a pipe that nobody but foreign code would close
  unsigned long sentinel_inode_ = 0;
};

} // namespace hft
