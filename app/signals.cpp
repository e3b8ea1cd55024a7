#include "app/signals.hpp"

#include <csignal>
#include <cstdlib>
#include <pthread.h>
#include <utility>

namespace hft {

namespace {

// Ends the waiting thread; not used by anything else here.
constexpr int quit_signal = SIGUSR2;

sigset_t waited_for() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  sigaddset(&set, quit_signal);
  return set;
}

} // namespace

void StopSignals::block() {
  const auto set = waited_for();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

bool StopSignals::wait_for_stop(Duration how_long) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  const timespec limit{how_long / std::chrono::seconds{1},
                       (how_long % std::chrono::seconds{1}).count()};
  return sigtimedwait(&set, nullptr, &limit) > 0;
}

StopSignals::StopSignals(std::function<void(int)> on_stop, std::function<void()> on_reload) {
  block();
  thread_ = std::thread{[on_stop = std::move(on_stop), on_reload = std::move(on_reload)] {
    const auto set = waited_for();
    for (int count = 0, signal = 0; sigwait(&set, &signal) == 0;) {
      if (signal == quit_signal) return;
      if (signal == SIGHUP) {
        on_reload();
        continue;
      }
      if (++count == 1) on_stop(signal);
      if (count >= 3) std::_Exit(128 + signal);
    }
  }};
}

StopSignals::~StopSignals() {
  pthread_kill(thread_.native_handle(), quit_signal);
  thread_.join();
}

} // namespace hft
