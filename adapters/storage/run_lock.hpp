#pragma once

#include "adapters/storage/owned_directory.hpp"
#include "messages/result.hpp"

#include <filesystem>
#include <string>

namespace hft::storage {

/// A state directory belongs to one run: held from before anything in it is read or written until
/// the process ends, however it ends. One thread; movable.
class RunLock {
public:
  /// Locks the directory and the file `run.lock` in it, and writes `holder` ("process 17, begun
  /// ...") into the file. A Failure of kind Storage when another run holds either of them; its
  /// sentence names that run as far as its file tells.
  static Result<RunLock> take(const std::filesystem::path& state_dir, const std::string& holder);

  RunLock(RunLock&& other) noexcept;
  RunLock& operator=(RunLock&&) = delete;
  ~RunLock();

private:
  RunLock(OwnedDirectory directory, int file);

  OwnedDirectory directory_;
  int file_; // -1: handed on
};

} // namespace hft::storage
