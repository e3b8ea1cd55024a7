#pragma once

#include "adapters/storage/checkpoint_store.hpp"
#include "messages/fixed_text.hpp"
#include "models/model.hpp"

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>

namespace hft {

/// What models remember from one life to the next: the newest memory of each in this process, and
/// of those before it on disk. Any thread.
class ModelCheckpoints {
public:
  ModelCheckpoints(storage::CheckpointStore& keeper, std::filesystem::path folder)
    : keeper_(keeper),
      folder_(std::move(folder)) {}

  /// `at` is the venue's time.
  void keep(const ModelId& id, const ModelCheckpoint& memory, Timestamp at);

  struct Kept {
    ModelCheckpoint memory;
    std::optional<Timestamp> at; ///< unknown for one from disk
  };
  /// Empty when there is none; a Failure when its file cannot be read.
  Result<std::optional<Kept>> find(const ModelId& id) const;

private:
  std::filesystem::path file_of(const ModelId& id) const { return folder_ / (id.str() + ".json"); }

  storage::CheckpointStore& keeper_;
  std::filesystem::path folder_;
  mutable std::mutex mutex_;
  std::map<ModelId, Kept> kept_;
};

} // namespace hft
