#pragma once

#include "tests/test.hpp"

#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace hft {

/// A service manager's ear: an abstract datagram socket that NOTIFY_SOCKET names.
class ServiceManager {
public:
  ServiceManager() {
    const auto name = "hft-notice-test-" + std::to_string(getpid());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path + 1, name.data(), name.size());
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
    CAF_REQUIRE(bind(socket_, reinterpret_cast<sockaddr*>(&address), length) == 0);
    setenv("NOTIFY_SOCKET", ("@" + name).c_str(), 1);
  }
  ServiceManager(const ServiceManager&) = delete;
  ServiceManager& operator=(const ServiceManager&) = delete;
  ~ServiceManager() {
    unsetenv("NOTIFY_SOCKET");
    close(socket_);
  }

  /// The next datagram; empty when nothing was said.
  std::string heard() const {
    char text[512];
    const auto size = recv(socket_, text, sizeof text, 0);
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string{};
  }

private:
  int socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
};

} // namespace hft
