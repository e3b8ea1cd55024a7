#define CAF_SUITE service_notice
#include "tests/test.hpp"

#include "app/service_notice.hpp"

#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace hft;

namespace {

/// A service manager's ear: an abstract datagram socket.
struct Fixture {
  int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  ServiceNotice notice;

  Fixture() {
    const auto name = "hft-notice-test-" + std::to_string(getpid());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path + 1, name.data(), name.size());
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
    CAF_REQUIRE(bind(socket, reinterpret_cast<sockaddr*>(&address), length) == 0);
    setenv("NOTIFY_SOCKET", ("@" + name).c_str(), 1);
  }
  ~Fixture() {
    unsetenv("NOTIFY_SOCKET");
    close(socket);
  }

  /// The next datagram; empty when nothing was said.
  std::string heard() {
    char text[512];
    const auto size = recv(socket, text, sizeof text, 0);
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string{};
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(service_notice_tests, Fixture)

CAF_TEST(ready is said once and then only what goes on) {
  notice.status("Starting.");
  notice.ready("Trading.");
  notice.ready("Trading again.");
  CAF_CHECK_EQUAL(heard(), "STATUS=Starting.");
  CAF_CHECK_EQUAL(heard(), "READY=1\nSTATUS=Trading.");
  CAF_CHECK_EQUAL(heard(), "STATUS=Trading again.");
}

CAF_TEST(a reload is framed by reloading and ready) {
  notice.ready("Trading.");
  heard();
  notice.reloading();
  notice.reloaded("Read again.");
  const auto first = heard();
  CAF_CHECK_EQUAL(first.substr(0, 27), "RELOADING=1\nMONOTONIC_USEC=");
  CAF_CHECK_EQUAL(heard(), "READY=1\nSTATUS=Read again. Trading.");
}

CAF_TEST(a reload before the start is over does not say that it is) {
  notice.reloading();
  notice.reloaded("Read again.");
  CAF_CHECK_EQUAL(heard(), "STATUS=Read again.");
}

CAF_TEST(what stops is not ready again) {
  notice.stopping("Stopping.");
  notice.ready("Trading.");
  CAF_CHECK_EQUAL(heard(), "STOPPING=1\nSTATUS=Stopping.");
  CAF_CHECK_EQUAL(heard(), "STATUS=Trading.");
}

CAF_TEST(a beat feeds the watchdog) {
  notice.beat();
  CAF_CHECK_EQUAL(heard(), "WATCHDOG=1");
}

CAF_TEST_FIXTURE_SCOPE_END()
