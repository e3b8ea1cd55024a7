#include "app/wiring/model_checkpoints.hpp"

namespace hft {

void ModelCheckpoints::keep(const ModelId& id, const ModelCheckpoint& memory, Timestamp at) {
  keeper_.keep(file_of(id), {memory.model, memory.version, memory.values});
  const std::lock_guard lock{mutex_};
  kept_[id] = {memory, at};
}

Result<std::optional<ModelCheckpoints::Kept>> ModelCheckpoints::find(const ModelId& id) const {
  {
    const std::lock_guard lock{mutex_};
    if (const auto kept = kept_.find(id); kept != kept_.end()) return kept->second;
  }
  const auto read = storage::read_checkpoint(file_of(id));
  if (!read) return tl::unexpected<Failure>{read.error()};
  if (!*read) return std::optional<Kept>{};
  const auto& memory = **read;
  return Kept{{memory.model, memory.version, memory.values}, std::nullopt};
}

} // namespace hft
