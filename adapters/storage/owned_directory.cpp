#include "adapters/storage/owned_directory.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace hft::storage {

namespace {

tl::unexpected<Failure> failure(const std::filesystem::path& path, const std::string& why) {
  return fail(ErrorKind::Storage, path.string() + ' ' + why);
}

tl::unexpected<Failure> system_failure(const std::filesystem::path& path, const char* verb,
                                       int error) {
  // O_NOFOLLOW says ELOOP of a link, O_DIRECTORY with it ENOTDIR.
  if (error == ELOOP) return failure(path, "is a symbolic link, which is not followed here");
  return failure(path, std::string{"cannot be "} + verb + ": " + std::strerror(error));
}

bool is_trusted(uid_t owner) {
  return owner == ::geteuid() || owner == 0;
}

/// What makes a file or directory another's; empty: nothing.
std::string trouble_with(const struct stat& status) {
  if (!is_trusted(status.st_uid))
    return "belongs to user " + std::to_string(status.st_uid) + ", not to this one (" +
           std::to_string(::geteuid()) + ")";
  if ((status.st_mode & S_IWOTH) != 0) return "can be written by every user";
  return {};
}

class Descriptor {
public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  int hand_on() { return std::exchange(number_, -1); }

private:
  int number_;
};

/// All of it, or the error.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

/// A link in the last place may be bent by whoever owns it.
Result<void> check_link(const std::filesystem::path& path, Links links) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISLNK(status.st_mode)) return {};
  if (links == Links::Refuse) return system_failure(path, "opened", ELOOP);
  if (!is_trusted(status.st_uid))
    return failure(path, "is a symbolic link of user " + std::to_string(status.st_uid));
  return {};
}

} // namespace

Result<void> check_file_of_ours(int descriptor, const std::filesystem::path& path) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return system_failure(path, "looked at", errno);
  if (!S_ISREG(status.st_mode)) return failure(path, "is no regular file");
  if (const auto trouble = trouble_with(status); !trouble.empty()) return failure(path, trouble);
  return {};
}

Result<OwnedDirectory> OwnedDirectory::checked(std::filesystem::path path, int descriptor) {
  OwnedDirectory directory{std::move(path), descriptor};
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return system_failure(directory.path_, "looked at", errno);
  if (const auto trouble = trouble_with(status); !trouble.empty())
    return failure(directory.path_, trouble + ": what is kept there could be changed by others");
  return directory;
}

Result<OwnedDirectory> OwnedDirectory::open(const std::filesystem::path& path, Links links) {
  if (auto link = check_link(path, links); !link) return tl::unexpected{link.error()};
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return system_failure(path, "opened", errno);
  return checked(path, descriptor);
}

Result<OwnedDirectory> OwnedDirectory::make(const std::filesystem::path& path, Links links) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    if (!path.parent_path().empty()) std::filesystem::create_directories(path.parent_path(), error);
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
      return system_failure(path, "made", errno);
  }
  return open(path, links);
}

Result<OwnedDirectory> OwnedDirectory::subdirectory(const std::string& name) const {
  const auto path = path_ / name;
  if (::mkdirat(descriptor_, name.c_str(), 0700) != 0 && errno != EEXIST)
    return system_failure(path, "made", errno);
  const int opened =
    ::openat(descriptor_, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (opened < 0) {
    const int error = errno;
    struct stat status {};
    const bool is_link = ::fstatat(descriptor_, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
                         S_ISLNK(status.st_mode);
    return system_failure(path, "opened", is_link ? ELOOP : error);
  }
  return checked(path, opened);
}

OwnedDirectory::OwnedDirectory(OwnedDirectory&& other) noexcept
  : path_(std::move(other.path_)),
    descriptor_(std::exchange(other.descriptor_, -1)) {}

OwnedDirectory& OwnedDirectory::operator=(OwnedDirectory&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

OwnedDirectory::~OwnedDirectory() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<int> OwnedDirectory::open_file(const std::string& name, int flags) const {
  const auto path = path_ / name;
  // Not blocking: a pipe in its place must not hold us up.
  Descriptor file{
    ::openat(descriptor_, name.c_str(), flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600)};
  if (file.number() < 0) return system_failure(path, "opened", errno);
  if (auto ours = check_file_of_ours(file.number(), path); !ours)
    return tl::unexpected{ours.error()};
  return file.hand_on();
}

Result<std::optional<std::string>> OwnedDirectory::read(const std::string& name,
                                                        std::size_t limit) const {
  struct stat status {};
  if (::fstatat(descriptor_, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT)
    return std::optional<std::string>{};
  const auto opened = open_file(name, O_RDONLY);
  if (!opened) return tl::unexpected{opened.error()};
  const Descriptor file{*opened};
  std::string text;
  char block[65536];
  for (;;) {
    const auto got = ::read(file.number(), block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure(path_ / name, "read", errno);
    if (got == 0) return std::optional{std::move(text)};
    text.append(block, static_cast<std::size_t>(got));
    if (text.size() > limit)
      return failure(path_ / name, "has more than " + std::to_string(limit) + " bytes");
  }
}

Result<void> OwnedDirectory::replace(const std::string& name, const std::string& text,
                                     void (*before_rename)()) const {
  const auto beside = name + ".new";
  const auto path = path_ / beside;
  ::unlinkat(descriptor_, beside.c_str(),
             0); // of a run that died, or a link: not what it points to
  Descriptor file{::openat(descriptor_, beside.c_str(),
                           O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
  if (file.number() < 0) return system_failure(path, "written", errno);
  if (const int error = write_all(file.number(), text))
    return system_failure(path, "written", error);
  if (::close(file.hand_on()) != 0) return system_failure(path, "written", errno);
  if (before_rename != nullptr) before_rename();
  if (::renameat(descriptor_, beside.c_str(), descriptor_, name.c_str()) != 0)
    return system_failure(path_ / name, "replaced", errno);
  return {};
}

} // namespace hft::storage
