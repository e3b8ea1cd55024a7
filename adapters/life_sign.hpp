#pragma once

#include "adapters/fault_point.hpp"
#include "messages/plain_locale.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace hft {

/// How often a thread that only waits must nevertheless give a sign.
inline constexpr std::chrono::milliseconds life_sign_interval{500};

/// What a thread has shown of itself, for whoever watches.
struct ThreadLife {
  explicit ThreadLife(std::string name) : thread(std::move(name)), place("thread." + thread) {}
  const std::string thread;
  const std::string place;
  std::atomic<std::uint64_t> beats{0};
};

/// The threads that are to be alive now. Any thread.
class ThreadLives {
public:
  static ThreadLives& all() {
    static auto* const lives = new ThreadLives; // outlives every thread
    return *lives;
  }
  void add(std::shared_ptr<ThreadLife> life) {
    const std::lock_guard lock{mutex_};
    lives_.push_back(std::move(life));
  }
  void remove(const ThreadLife* gone) {
    const std::lock_guard lock{mutex_};
    std::erase_if(lives_, [gone](const auto& life) { return life.get() == gone; });
  }
  std::vector<std::shared_ptr<ThreadLife>> now() const {
    const std::lock_guard lock{mutex_};
    return lives_;
  }

private:
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<ThreadLife>> lives_;
};

/// A thread's promise to give a sign at least every second for as long as this lives. Made
/// anywhere; `beat` is called on the thread that is meant.
class LifeSign {
public:
  explicit LifeSign(std::string thread) : life_(std::make_shared<ThreadLife>(std::move(thread))) {
    ThreadLives::all().add(life_);
  }
  ~LifeSign() { ThreadLives::all().remove(life_.get()); }
  LifeSign(const LifeSign&) = delete;
  LifeSign& operator=(const LifeSign&) = delete;

  /// Also the place `thread.NAME` where tests let the thread throw or stand still. The first one
  /// gives the thread its plain locale.
  void beat() {
    if (life_->beats.fetch_add(1, std::memory_order_relaxed) == 0) use_plain_locale();
    fault_point(life_->place);
  }

private:
  std::shared_ptr<ThreadLife> life_;
};

} // namespace hft
