#include "adapters/storage/checkpoint_file.hpp"

#include "adapters/crash_point.hpp"
#include "adapters/door/bounds.hpp"
#include "adapters/storage/owned_directory.hpp"

#include <nlohmann/json.hpp>

#include <exception>

namespace hft::storage {

namespace fs = std::filesystem;

namespace {

tl::unexpected<Failure> cannot_write(const std::string& why) {
  return fail(ErrorKind::Storage, "the memory of a model cannot be written: " + why);
}

tl::unexpected<Failure> cannot_read(const std::string& why) {
  return fail(ErrorKind::Storage, "the memory of a model cannot be read: " + why);
}

} // namespace

Result<void> write_checkpoint(const fs::path& file, const StoredCheckpoint& memory) try {
  const nlohmann::json written = {
    {"model", memory.model}, {"version", memory.version}, {"values", memory.values}};
  const auto text = written.dump(2) + '\n';
  if (text.size() > largest_checkpoint) // it could not be read at the next start
    return cannot_write(file.string() + " would have " + std::to_string(text.size()) +
                        " bytes, more than " + std::to_string(largest_checkpoint) +
                        "; the one before it stays");
  const auto folder = OwnedDirectory::make(file.parent_path());
  if (!folder) return cannot_write(folder.error().sentence);
  const auto done = folder->replace(file.filename().string(), text,
                                    [] { crash_point(CrashPoint::CheckpointWritten); });
  if (!done) return cannot_write(done.error().sentence);
  return {};
} catch (const std::exception& e) { // text that is no UTF-8
  return cannot_write(file.string() + ": " + e.what());
}

Result<std::optional<StoredCheckpoint>> read_checkpoint(const fs::path& file) try {
  if (!fs::exists(file.parent_path())) return std::optional<StoredCheckpoint>{};
  const auto folder = OwnedDirectory::open(file.parent_path());
  if (!folder) return cannot_read(folder.error().sentence);
  const auto text = folder->read(file.filename().string(), largest_checkpoint);
  if (!text) return cannot_read(text.error().sentence);
  if (!*text) return std::optional<StoredCheckpoint>{};
  if (!door::is_shallow(**text)) return cannot_read(file.string() + ": it is nested too deep");
  const auto read = nlohmann::json::parse(**text);
  StoredCheckpoint memory;
  memory.model = read.at("model").get<std::string>();
  memory.version = read.at("version").get<int>();
  memory.values = read.at("values").get<std::map<std::string, std::string>>();
  return memory;
} catch (const std::exception& e) {
  return cannot_read(file.string() + ": " + e.what());
}

} // namespace hft::storage
