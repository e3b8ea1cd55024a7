#pragma once

#include "messages/control.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace hft {

/// A file that says why trading is halted, and is not there while it is not: for whoever watches
/// the folder from outside the process. One thread.
class HaltNote {
public:
  /// One that an earlier run left is taken for old until this run knows better.
  explicit HaltNote(std::filesystem::path file) : file_(std::move(file)) {}
  /// Writes only what changed. A desk that does not answer says nothing.
  void on_progress(const StatusSnapshot& status);

private:
  std::filesystem::path file_;
  std::optional<std::string> written_; ///< the reason, empty when not halted; none: not known yet
};

} // namespace hft
