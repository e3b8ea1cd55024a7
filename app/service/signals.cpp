#include "app/service/signals.hpp"

#include "adapters/life_sign.hpp"
#include "app/service/last_words.hpp"
#include "app/service/run_marker.hpp"

#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdlib>
#include <pthread.h>
#include <unistd.h>
#include <utility>

namespace hft {

namespace {

sigset_t waited_for() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGXCPU}) sigaddset(&set, signal);
  return set;
}

} // namespace

void ignore_idle_signals() {
  for (const int signal :
       {SIGPIPE, SIGXFSZ, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGIO, SIGPWR, SIGSTKFLT})
    std::signal(signal, SIG_IGN);
  for (int signal = SIGRTMIN; signal <= SIGRTMAX; ++signal) std::signal(signal, SIG_IGN);
}

void block_stop_signals() {
  const auto set = waited_for();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

StopSignals::StopSignals() {
  block_stop_signals();
  thread_ = std::thread{[this] { run(); }};
}

StopSignals::~StopSignals() {
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
  }
  thread_.join();
}

void StopSignals::tell(std::function<void(Stop)> on_stop, std::function<void()> on_reload) {
  const std::lock_guard lock{mutex_};
  on_stop_ = std::move(on_stop);
  on_reload_ = std::move(on_reload);
  started_ = true;
}

void StopSignals::publish_nobody() {
  const std::lock_guard lock{mutex_};
  on_stop_ = nullptr;
  on_reload_ = nullptr;
  started_ = true;
}

void StopSignals::run() {
  const auto set = waited_for();
  LifeSign sign{"signal"};
  const timespec turn{0, 100'000'000};
  for (;;) {
    sign.beat();
    siginfo_t info{};
    const int signal = sigtimedwait(&set, &info, &turn);
    {
      const std::lock_guard lock{mutex_};
      if (ending_) return;
    }
    if (signal > 0) on_signal({signal, info.si_code <= 0 && info.si_pid == ::getpid()});
  }
}

// Whoever is told must not wait for this thread.
void StopSignals::on_signal(Stop stop) {
  const std::lock_guard lock{mutex_};
  if (stop.signal == SIGHUP) {
    if (on_reload_) on_reload_();
    return;
  }
  ++count_;
  end_asked_ = true;
  if (count_ >= 3) std::_Exit(128 + stop.signal);
  if (!started_ && stop.from_inside)
    end_now(1,
            "the process ends: foreign code in it sent it signal " + std::to_string(stop.signal));
  if (!started_) {
    spdlog::info("A signal asks for the end before anything has begun.");
    RunMarker::run_ends_well();
    leave_process(0);
  }
  if (count_ == 1 && on_stop_) on_stop_(stop);
}

} // namespace hft
