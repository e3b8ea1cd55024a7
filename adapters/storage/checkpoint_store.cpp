#include "adapters/storage/checkpoint_store.hpp"

#include "adapters/life_sign.hpp"

#include <algorithm>

namespace hft::storage {

CheckpointStore::CheckpointStore(std::function<void(const Failure&)> complain)
  : complain_(std::move(complain)),
    thread_([this] { run(); }) {}

CheckpointStore::~CheckpointStore() {
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void CheckpointStore::keep(const std::filesystem::path& file, StoredCheckpoint memory) {
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

void CheckpointStore::flush() {
  std::unique_lock lock{mutex_};
  idle_.wait(lock, [this] { return waiting_.empty() && !writing_; });
}

void CheckpointStore::run() {
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
    if (const auto written = write_checkpoint(file, memory); !written) complain_(written.error());
    lock.lock();
    writing_ = false;
    idle_.notify_all();
  }
}

} // namespace hft::storage
