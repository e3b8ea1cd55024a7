#include "app/cli/serve_venue.hpp"

#include <csignal>
#include <cstdio>
#include <string>
#include <systemd/sd-daemon.h>
#include <thread>

namespace hft {

int serve_venue(const simulated::VenueOptions& options) {
  // Signals are waited for on a thread of their own: no handler, no race.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  auto venue = simulated::Venue::open(options);
  if (!venue) {
    std::fprintf(stderr, "hft: %s\n", venue.error().sentence.c_str());
    return venue.error().fault == ErrorKind::Unreachable ? 4 : 3;
  }
  std::printf("listening on http://127.0.0.1:%u\n", static_cast<unsigned>((*venue)->port()));
  std::fflush(stdout);
  sd_notify(
    0, ("READY=1\nSTATUS=Listening on http://127.0.0.1:" + std::to_string((*venue)->port()) + '.')
         .c_str());

  std::thread waiter{[&] {
    int signal = 0;
    sigwait(&signals, &signal);
    (*venue)->stop();
  }};
  (*venue)->run();
  waiter.join();
  return 0;
}

} // namespace hft
