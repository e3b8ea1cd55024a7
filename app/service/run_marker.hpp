#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace hft {

/// A file in the state directory for as long as a run lives, so that the next start can tell of one
/// that ended without a word: by `kill -9`, a power cut, or foreign code that broke the process.
class RunMarker {
public:
  /// Writes the file; `holder` is the run in words, "process 17, begun ...", and `foreign` names
  /// its foreign code, empty when there is none. Only the run that holds the directory's `RunLock`
  /// may.
  RunMarker(const std::filesystem::path& state_dir, const std::string& holder,
            const std::string& foreign);
  RunMarker(const RunMarker&) = delete;
  RunMarker& operator=(const RunMarker&) = delete;

  /// What is to be told of the run before, if it ended without a word.
  const std::optional<std::string>& run_before() const { return before_; }

  /// The run ends with a sentence of its own or in order: the file goes. Any thread.
  static void run_ends_well();

  /// Why this process ends at once; added to the file if there is one. Any thread.
  static void keep_last_words(const std::string& sentence);

private:
  std::filesystem::path file_;
  std::optional<std::string> before_;
};

} // namespace hft
