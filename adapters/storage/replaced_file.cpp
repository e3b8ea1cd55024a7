#include "adapters/storage/replaced_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace hft::storage {

namespace {

/// Zero, or the error of the system.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

} // namespace

Result<void> replace_file(const std::filesystem::path& file, std::string_view bytes,
                          Reaches reaches) {
  const auto beside = file.string() + ".new";
  ::unlink(beside.c_str()); // of a run that died, or a link: not what it points to
  const int out = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (out < 0) return fail(ErrorKind::Storage, std::strerror(errno));
  int error = write_all(out, bytes);
  if (error == 0 && reaches == Reaches::Disk && ::fsync(out) != 0) error = errno;
  if (::close(out) != 0 && error == 0) error = errno;
  if (error == 0 && std::rename(beside.c_str(), file.c_str()) != 0) error = errno;
  if (error == 0) return {};
  ::unlink(beside.c_str());
  return fail(ErrorKind::Storage, std::strerror(error));
}

} // namespace hft::storage
