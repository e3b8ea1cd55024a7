#include "app/console/standard_streams.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <initializer_list>
#include <sys/stat.h>
#include <unistd.h>

namespace hft {

namespace {

struct stat error_at_start {};

} // namespace

void open_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) != -1 || errno != EBADF) continue;
    // The lowest free number is this one, for those below are open.
    if (::open("/dev/null", stream == STDIN_FILENO ? O_RDONLY : O_WRONLY) < 0) std::_Exit(1);
  }
  ::fstat(STDERR_FILENO, &error_at_start);
}

bool standard_error_is_ours() {
  if (error_at_start.st_ino == 0 && error_at_start.st_dev == 0) return true; // nobody looked
  struct stat now {};
  return ::fstat(STDERR_FILENO, &now) == 0 && now.st_dev == error_at_start.st_dev &&
         now.st_ino == error_at_start.st_ino;
}

} // namespace hft
