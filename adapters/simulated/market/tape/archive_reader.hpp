#pragma once

#include "messages/result.hpp"

#include <memory>
#include <optional>
#include <string>

struct archive;

namespace hft::simulated {

/// An archive (zip, tar) or a packed file (gzip, bzip2, xz, zstd) in memory, read through
/// libarchive, forwards only. One thread.
class ArchiveReader {
public:
  explicit ArchiveReader(std::shared_ptr<const std::string> bytes);
  ~ArchiveReader();
  ArchiveReader(const ArchiveReader&) = delete;
  ArchiveReader& operator=(const ArchiveReader&) = delete;

  struct Entry {
    std::string path; ///< empty for the text of a packed file
    bool is_file = true;
    bool is_encrypted = false;
  };
  /// The next entry, empty after the last.
  Result<std::optional<Entry>> next_entry();
  /// Replaces `piece` by the next bytes of the entry, nothing at its end.
  Result<void> read(std::string& piece);

private:
  tl::unexpected<Failure> because() const;

  std::shared_ptr<const std::string> bytes_;
  archive* archive_;
  bool opened_ = false;
  std::size_t entries_ = 0;
};

} // namespace hft::simulated
