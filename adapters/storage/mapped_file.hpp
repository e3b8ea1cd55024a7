#pragma once

#include "adapters/storage/mapping_guard.hpp"
#include "adapters/storage/owned_directory.hpp"
#include "messages/result.hpp"

#include <cstddef>
#include <filesystem>
#include <span>

namespace hft::storage {

/// A regular file's content, read through a mapping; a link is not followed. Empty files have no
/// bytes.
class MappedView {
public:
  static Result<MappedView> open(const std::filesystem::path& path);
  MappedView(MappedView&& other) noexcept;
  MappedView& operator=(MappedView&& other) noexcept;
  ~MappedView();
  std::span<const std::byte> bytes() const { return bytes_; }
  /// Whether the file was cut short meanwhile: what is not there any more reads as zeros.
  bool was_cut() const { return guard_.lost(); }

private:
  explicit MappedView(std::span<const std::byte> bytes)
    : bytes_(bytes),
      guard_(bytes.data(), bytes.size()) {}
  std::span<const std::byte> bytes_;
  MappingGuard guard_;
};

/// A new file that grows at its end and is written by storing to memory: its blocks are allocated
/// and its pages touched ahead, so that a store neither waits nor finds the disk full. Pages once
/// written survive the death of the process. One thread.
class MappedFile {
public:
  /// Fails when the file exists. It is locked (`flock`) for as long as it is open.
  static Result<MappedFile> create(const OwnedDirectory& directory, const std::string& name,
                                   std::size_t room);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  /// Gives back the room that was not used.
  ~MappedFile();

  /// The address of the byte at `offset`; valid until the file is closed, also when it grows.
  std::byte* at(std::size_t offset) { return base_ + offset; }
  std::size_t room() const { return room_; }
  /// The file may become so large.
  static constexpr std::size_t limit = std::size_t{1} << 30;
  /// Allocates and touches more room. Takes milliseconds.
  Result<void> grow(std::size_t room);
  /// What lies before `offset` is content: kept when the file is closed.
  void keep(std::size_t offset) { kept_ = offset; }
  /// Fails when somebody else cut the file short or deleted it. Costs a system call.
  Result<void> check_whole() const;
  /// Returns once what was stored before is on the disk. Any thread.
  static Result<void> sync(int descriptor);
  int descriptor() const { return descriptor_; }

private:
  MappedFile(std::filesystem::path path, int descriptor, std::byte* base);
  void close();
  std::filesystem::path path_;
  int descriptor_ = -1;
  std::byte* base_ = nullptr;
  std::size_t room_ = 0;
  std::size_t kept_ = 0;
  MappingGuard guard_;
};

} // namespace hft::storage
