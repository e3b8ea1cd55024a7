#include "adapters/control/control_socket.hpp"

#include "adapters/forked_copy.hpp"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace hft::control {

namespace {

constexpr std::size_t longest_path = sizeof(sockaddr_un::sun_path) - 1;

/// Closes a descriptor unless it was handed on.
class Descriptor {
public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }
  int hand_on() { return std::exchange(number_, -1); }

private:
  int number_;
};

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

int call(int (*function)(int, const sockaddr*, socklen_t), int socket, const std::string& path) {
  const auto address = address_of(path);
  return function(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

tl::unexpected<Failure> storage_failure(const std::string& path, int error) {
  return fail(ErrorKind::Storage,
              "control socket " + path + " cannot be opened: " + std::strerror(error));
}

/// Makes way for a new socket file.
Result<void> clear_path(const std::string& path) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0)
    return errno == ENOENT ? Result<void>{} : storage_failure(path, errno);
  if (!S_ISSOCK(found.st_mode))
    return fail(ErrorKind::Storage, "control socket " + path +
                                      " cannot be opened: a file that is no socket stands there");
  const Descriptor probe{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (probe.number() < 0) return storage_failure(path, errno);
  // EAGAIN: its queue is full, so somebody owns it.
  if (call(::connect, probe.number(), path) == 0 || errno == EAGAIN)
    return fail(ErrorKind::Refused, "control socket " + path +
                                      " is taken: another system runs on this state directory");
  if (errno != ECONNREFUSED) return storage_failure(path, errno);
  return ::unlink(path.c_str()) == 0 || errno == ENOENT ? Result<void>{}
                                                        : storage_failure(path, errno);
}

} // namespace

Result<void> check_socket_path(const std::string& path) {
  if (path.size() <= longest_path) return {};
  return fail(ErrorKind::BadArgument, "control socket " + path + " cannot be used: the path has " +
                                        std::to_string(path.size()) +
                                        " characters, a socket's at most " +
                                        std::to_string(longest_path));
}

unsigned long inode_of(const std::string& path) {
  struct stat found {};
  return ::lstat(path.c_str(), &found) == 0 ? found.st_ino : 0;
}

void remove_own_file(const std::string& path, unsigned long inode) {
  if (inode != 0 && inode_of(path) == inode) ::unlink(path.c_str());
}

Result<int> listen_on(const std::string& path) {
  if (auto checked = check_socket_path(path); !checked) return tl::unexpected{checked.error()};
  if (auto cleared = clear_path(path); !cleared) return tl::unexpected{cleared.error()};
  Descriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (socket.number() < 0) return storage_failure(path, errno);
  // Linux gives the file the socket's own mode, so that it is never open to others.
  if (::fchmod(socket.number(), 0600) != 0 || call(::bind, socket.number(), path) != 0 ||
      ::listen(socket.number(), 16) != 0)
    return storage_failure(path, errno);
  close_in_forked_copies(socket.number());
  return socket.hand_on();
}

} // namespace hft::control
