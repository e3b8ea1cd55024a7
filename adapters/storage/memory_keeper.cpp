#include "adapters/storage/memory_keeper.hpp"

#include "adapters/life_sign.hpp"

#include <algorithm>

namespace hft::storage {

MemoryKeeper::MemoryKeeper(std::function<void(const Failure&)> complain)
  : complain_(std::move(complain)),
    thread_([this] { run(); }) {}

MemoryKeeper::~MemoryKeeper() {
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void MemoryKeeper::keep(const std::filesystem::path& file, KeptMemory memory) {
  {
    const std::lock_guard lock{mutex_};
    const auto same = std::find_if(waiting_.begin(), waiting_.end(),
                                   [&](const auto& waiting) { return waiting.first == file; });
    if (same != waiting_.end())
      same->second = std::move(memory);
    else
      waiting_.emplace_back(file, std::move(memory));
  }
  wake_.notify_one();
}

void MemoryKeeper::flush() {
  std::unique_lock lock{mutex_};
  idle_.wait(lock, [this] { return waiting_.empty() && !writing_; });
}

void MemoryKeeper::run() {
  LifeSign sign{"memory"};
  std::unique_lock lock{mutex_};
  for (;;) {
    sign.beat();
    if (!wake_.wait_for(lock, life_sign_interval, [this] { return ending_ || !waiting_.empty(); }))
      continue;
    if (waiting_.empty()) return;
    const auto [file, memory] = std::move(waiting_.front());
    waiting_.pop_front();
    writing_ = true;
    lock.unlock();
    if (const auto written = write_memory(file, memory); !written) complain_(written.error());
    lock.lock();
    writing_ = false;
    idle_.notify_all();
  }
}

} // namespace hft::storage
