#include "models/external/foreign_call.hpp"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace hft {

namespace {

using Clock = std::chrono::steady_clock;

std::mutex limits_mutex;
ForeignLimits present_limits; // guarded by limits_mutex
std::atomic<bool> left_behind{false};

ForeignLimits limits_now() {
  const std::lock_guard lock{limits_mutex};
  return present_limits;
}

/// Shared with the thread, which may outlive whoever waits.
struct Task {
  std::function<void()> call;
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false; // guarded by mutex

  void run() {
    call();
    call = nullptr; // what it holds is let go before anybody goes on, not when this thread ends
    {
      const std::lock_guard lock{mutex};
      done = true;
    }
    changed.notify_all();
  }
  bool wait(Duration how_long) {
    std::unique_lock lock{mutex};
    return changed.wait_for(lock, how_long, [this] { return done; });
  }
};

} // namespace

void set_foreign_limits(ForeignLimits limits) {
  const std::lock_guard lock{limits_mutex};
  present_limits = std::move(limits);
}

ForeignEnd call_foreign(std::function<void()> call, std::function<void()> interrupt) {
  constexpr std::chrono::milliseconds step{20};
  constexpr std::chrono::milliseconds between_interrupts{500};
  constexpr int interrupts = 6;
  const auto limits = limits_now();
  const auto task = std::make_shared<Task>();
  task->call = std::move(call);
  std::thread{[task] { task->run(); }}.detach();
  constexpr std::chrono::seconds slow{3};
  const auto begun = Clock::now();
  bool slow_told = !limits.on_slow;
  while (Clock::now() - begun < limits.start && !(limits.give_up && limits.give_up())) {
    if (task->wait(step)) return ForeignEnd::Returned;
    if (!slow_told && Clock::now() - begun >= slow) {
      slow_told = true;
      limits.on_slow();
    }
  }
  for (int count = 0; count < interrupts; ++count) {
    std::thread{interrupt}.detach(); // it may wait for a lock that is never given back
    if (task->wait(between_interrupts)) return ForeignEnd::Late;
  }
  left_behind = true;
  return ForeignEnd::LeftBehind;
}

bool foreign_call_left_behind() {
  return left_behind;
}

std::string foreign_limit_text() {
  return std::to_string(limits_now().start / std::chrono::seconds{1}) + " s";
}

} // namespace hft
