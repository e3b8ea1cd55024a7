#pragma once

#include "adapters/storage/checkpoint_file.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace hft::storage {

/// Writes memories on a thread of its own, in the order they came, so that whoever hands one over
/// never waits for a disk. Its end waits until all are written.
class CheckpointStore {
public:
  /// `complain` is told of what could not be written, on the keeper's thread.
  explicit CheckpointStore(std::function<void(const Failure&)> complain);
  ~CheckpointStore();
  CheckpointStore(const CheckpointStore&) = delete;
  CheckpointStore& operator=(const CheckpointStore&) = delete;

  /// Any thread. A newer memory for the same file replaces one that still waits.
  void keep(const std::filesystem::path& file, StoredCheckpoint memory);

  /// Waits until all that was handed over is written.
  void flush();

private:
  void run();

  std::function<void(const Failure&)> complain_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable idle_;
  std::deque<std::pair<std::filesystem::path, StoredCheckpoint>> waiting_;
  bool writing_ = false;
  bool ending_ = false;
  std::thread thread_;
};

} // namespace hft::storage
