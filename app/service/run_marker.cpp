#include "app/service/run_marker.hpp"

#include "adapters/storage/owned_directory.hpp"

#include <mutex>
#include <sstream>

namespace hft {

namespace {

std::mutex present_mutex;
std::filesystem::path present; // guarded by present_mutex; empty: no run

constexpr std::size_t largest_marker = 64 * 1024;

/// Three lines: process and time, foreign code, last words.
std::string story_of(const std::string& text) {
  std::istringstream in{text};
  std::string begun;
  std::string foreign;
  std::string words;
  std::getline(in, begun);
  std::getline(in, foreign);
  std::getline(in, words);
  if (!words.empty()) return "the run before (" + begun + ") ended early: " + words;
  auto sentence = "the run before (" + begun + ") ended without a word, as one that is killed does";
  if (!foreign.empty()) sentence += "; or foreign code in it ended the process: " + foreign;
  return sentence;
}

void write_marker(const std::filesystem::path& file, const std::string& text) {
  const auto folder = storage::OwnedDirectory::open(file.parent_path(), storage::Links::Follow);
  if (folder) static_cast<void>(folder->replace(file.filename().string(), text));
}

} // namespace

RunMarker::RunMarker(const std::filesystem::path& state_dir, const std::string& holder,
                     const std::string& foreign)
  : file_(state_dir / "run.marker") {
  if (const auto folder = storage::OwnedDirectory::open(state_dir, storage::Links::Follow))
    if (const auto text = folder->read("run.marker", largest_marker); text && *text)
      before_ = story_of(**text);
  write_marker(file_, holder + '\n' + foreign + '\n');
  const std::lock_guard lock{present_mutex};
  present = file_;
}

void RunMarker::run_ends_well() {
  const std::lock_guard lock{present_mutex};
  if (present.empty()) return;
  std::error_code ignored;
  std::filesystem::remove(present, ignored);
  present.clear();
}

void RunMarker::keep_last_words(const std::string& sentence) {
  const std::unique_lock lock{present_mutex, std::try_to_lock};
  if (!lock || present.empty()) return;
  const auto folder = storage::OwnedDirectory::open(present.parent_path(), storage::Links::Follow);
  if (!folder) return;
  const auto text = folder->read(present.filename().string(), largest_marker);
  if (text && *text)
    static_cast<void>(folder->replace(present.filename().string(), **text + sentence + '\n'));
}

} // namespace hft
