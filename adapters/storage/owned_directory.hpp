#pragma once

#include "adapters/storage/bounded_file.hpp"
#include "messages/result.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace hft::storage {

/// A directory that nobody else can write: owned by this user or root, and not open to the world.
/// It is opened once; what is read and written in it is reached from its descriptor and never
/// through a symbolic link, so that whoever may create names somewhere cannot bend what we write.
/// One thread at a time; movable.
class OwnedDirectory {
public:
  /// One that is there. Where links are followed, it may be one of ours or root's, as service
  /// managers make of a state directory.
  static Result<OwnedDirectory> open(const std::filesystem::path& path,
                                     Links links = Links::Refuse);
  /// The same, made with mode 0700 when it is missing, as are those above it.
  static Result<OwnedDirectory> make(const std::filesystem::path& path,
                                     Links links = Links::Refuse);
  /// A directory in it, made with mode 0700 when it is missing; no link.
  Result<OwnedDirectory> subdirectory(const std::string& name) const;

  OwnedDirectory(OwnedDirectory&& other) noexcept;
  OwnedDirectory& operator=(OwnedDirectory&& other) noexcept;
  ~OwnedDirectory();

  /// A file's content; empty optional when there is none. Refuses what is no regular file, belongs
  /// to others, can be written by the world or has more than `limit` bytes.
  Result<std::optional<std::string>> read(const std::string& name, std::size_t limit) const;
  /// Writes beside (`NAME.new`, mode 0600) and renames: a reader finds the old or the new, whole.
  /// `before_rename` is called in between, when it is given.
  Result<void> replace(const std::string& name, const std::string& text,
                       void (*before_rename)() = nullptr) const;
  /// A descriptor of a file in it, opened with `flags` beside close-on-exec and no-follow, or
  /// made with mode 0600; checked as in `read`.
  Result<int> open_file(const std::string& name, int flags) const;

  int descriptor() const { return descriptor_; }
  const std::filesystem::path& path() const { return path_; }

private:
  OwnedDirectory(std::filesystem::path path, int descriptor)
    : path_(std::move(path)),
      descriptor_(descriptor) {}
  static Result<OwnedDirectory> checked(std::filesystem::path path, int descriptor);

  std::filesystem::path path_;
  int descriptor_ = -1;
};

/// Whether an open file is a regular one of ours: owned by this user or root, not writable by the
/// world. The sentence names `path`.
Result<void> check_file_of_ours(int descriptor, const std::filesystem::path& path);

} // namespace hft::storage
