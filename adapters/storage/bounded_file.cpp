#include "adapters/storage/bounded_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hft::storage {

namespace {

tl::unexpected<Failure> unusable(const std::filesystem::path& file, const std::string& why) {
  return fail(ErrorKind::BadArgument, file.string() + ' ' + why);
}

Result<std::optional<std::string>> read_all(int descriptor, const std::filesystem::path& file,
                                            std::size_t limit) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode))
    return unusable(file, "is no regular file");
  std::string text;
  char block[65536];
  for (;;) {
    const auto got = ::read(descriptor, block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unusable(file, std::string{"cannot be read: "} + std::strerror(errno));
    if (got == 0) return std::optional{std::move(text)};
    text.append(block, static_cast<std::size_t>(got));
    if (text.size() > limit)
      return unusable(file, "is too large: more than " + std::to_string(limit) + " bytes");
  }
}

} // namespace

Result<std::optional<std::string>> read_bounded(const std::filesystem::path& file,
                                                std::size_t limit, Links links) {
  const int flags = links == Links::Refuse ? O_NOFOLLOW : 0;
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);
  if (descriptor < 0 && errno == ENOENT) return std::optional<std::string>{};
  if (descriptor < 0 && errno == ELOOP) return unusable(file, "is a symbolic link");
  if (descriptor < 0)
    return unusable(file, std::string{"cannot be opened: "} + std::strerror(errno));
  auto text = read_all(descriptor, file, limit);
  ::close(descriptor);
  return text;
}

} // namespace hft::storage
