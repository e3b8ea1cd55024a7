#include "adapters/storage/mapped_file.hpp"

#include "adapters/forked_copy.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace hft::storage {

namespace {

tl::unexpected<Failure> storage_failure(const std::filesystem::path& path, const char* verb,
                                        int error) {
  return fail(ErrorKind::Storage, "journal cannot " + std::string{verb} + ' ' + path.string() +
                                    ": " + std::strerror(error));
}

} // namespace

Result<MappedView> MappedView::open(const std::filesystem::path& path) {
  // Not blocking: a pipe in its place must not hold us up.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (descriptor < 0) return storage_failure(path, "open", errno);
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor);
    return fail(ErrorKind::Storage,
                "journal cannot open " + path.string() + ": it is no regular file");
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  void* base = nullptr;
  if (size != 0) base = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
  const int error = errno;
  ::close(descriptor);
  if (base == MAP_FAILED) return storage_failure(path, "map", error);
  return MappedView{{static_cast<const std::byte*>(base), size}};
}

MappedView::MappedView(MappedView&& other) noexcept
  : bytes_(std::exchange(other.bytes_, {})),
    guard_(std::move(other.guard_)) {}
MappedView& MappedView::operator=(MappedView&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  std::swap(guard_, other.guard_);
  return *this;
}
MappedView::~MappedView() {
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

MappedFile::MappedFile(std::filesystem::path path, int descriptor, std::byte* base)
  : path_(std::move(path)),
    descriptor_(descriptor),
    base_(base),
    guard_(base, limit) {}

MappedFile::MappedFile(MappedFile&& other) noexcept
  : path_(std::move(other.path_)),
    descriptor_(std::exchange(other.descriptor_, -1)),
    base_(std::exchange(other.base_, nullptr)),
    room_(other.room_),
    kept_(other.kept_),
    guard_(std::move(other.guard_)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(base_, other.base_);
  std::swap(room_, other.room_);
  std::swap(kept_, other.kept_);
  std::swap(guard_, other.guard_);
  return *this;
}

MappedFile::~MappedFile() {
  close();
}

Result<MappedFile> MappedFile::create(const OwnedDirectory& directory, const std::string& name,
                                      std::size_t room) {
  const auto path = directory.path() / name;
  const int descriptor = ::openat(directory.descriptor(), name.c_str(),
                                  O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (descriptor < 0) return storage_failure(path, "create", errno);
  ::flock(descriptor, LOCK_EX | LOCK_NB); // nobody else has it yet
  close_in_forked_copies(descriptor);
  // Addresses for the largest file, so that growing moves nothing.
  void* base =
    ::mmap(nullptr, limit, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED) {
    const int error = errno;
    take_back_from_forked_copies(descriptor);
    ::close(descriptor);
    return storage_failure(path, "map", error);
  }
  MappedFile file{path, descriptor, static_cast<std::byte*>(base)};
  if (auto grown = file.grow(room); !grown) return tl::unexpected{grown.error()};
  return file;
}

Result<void> MappedFile::grow(std::size_t room) {
  if (room <= room_) return {};
  if (room > limit) return fail(ErrorKind::Storage, "journal " + path_.string() + " is full");
  const auto from = static_cast<off_t>(room_);
  const auto more = room - room_;
  if (const int error = ::posix_fallocate(descriptor_, from, static_cast<off_t>(more)))
    return storage_failure(path_, "extend", error);
  void* mapped = ::mmap(base_ + room_, more, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_FIXED | MAP_POPULATE, descriptor_, from);
  if (mapped == MAP_FAILED) return storage_failure(path_, "map", errno);
  ::madvise(mapped, more, MADV_DONTFORK); // a forked copy cannot write into it
  room_ = room;
  return {};
}

Result<void> MappedFile::check_whole() const {
  struct stat status {};
  const bool seen = ::fstat(descriptor_, &status) == 0;
  if (seen && !guard_.lost() && static_cast<std::size_t>(status.st_size) >= room_ &&
      status.st_nlink > 0)
    return {};
  const std::string what = seen && status.st_nlink == 0 ? "deleted" : "cut short";
  return fail(ErrorKind::Storage, "journal " + path_.string() + " was " + what +
                                    " by another program while it was written");
}

Result<void> MappedFile::sync(int descriptor) {
  if (::fdatasync(descriptor) == 0) return {};
  return fail(ErrorKind::Storage, std::string{"journal cannot be synced: "} + std::strerror(errno));
}

void MappedFile::close() {
  if (base_) ::munmap(base_, limit);
  base_ = nullptr;
  if (descriptor_ < 0) return;
  // Beyond `kept_` there are only zeros.
  // A file that was cut short is left as it was found.
  struct stat status {};
  const bool whole =
    ::fstat(descriptor_, &status) == 0 && static_cast<std::size_t>(status.st_size) >= room_;
  if (whole && kept_ < room_ && ::ftruncate(descriptor_, static_cast<off_t>(kept_)) != 0) errno = 0;
  unlock_before_closing(descriptor_);
  ::close(descriptor_);
  descriptor_ = -1;
}

} // namespace hft::storage
