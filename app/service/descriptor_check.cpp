#include "app/service/descriptor_check.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

namespace hft {

namespace {

constexpr rlim_t enough = 4096;

void raise_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= enough) return;
  limit.rlim_cur = std::min(limit.rlim_max, enough);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

Result<void> check_descriptors(int count) {
  raise_limit();
  std::vector<int> open;
  int error = 0;
  while (error == 0 && open.size() < static_cast<std::size_t>(count)) {
    const int descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (descriptor >= 0)
      open.push_back(descriptor);
    else
      error = errno;
  }
  for (const int descriptor : open) ::close(descriptor);
  if (error == 0) return {};
  return fail(ErrorKind::Unsupported, "the system gives " + std::to_string(open.size()) +
                                        " open files more, and " + std::to_string(count) +
                                        " are needed: " + std::strerror(error));
}

} // namespace hft
