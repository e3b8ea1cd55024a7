#include "app/service/service_notice.hpp"

#include "app/wall_clock.hpp"

#include <systemd/sd-daemon.h>
#include <utility>

namespace hft {

void ServiceNotice::say(const std::string& state) {
  sd_notify(0, state.c_str());
}

void ServiceNotice::status(const std::string& sentence) {
  const std::lock_guard lock{mutex_};
  if (stopping_ || std::exchange(status_, sentence) == sentence) return;
  say("STATUS=" + status_);
}

void ServiceNotice::ready(const std::string& sentence) {
  const std::lock_guard lock{mutex_};
  status_ = sentence;
  say((ready_ || stopping_ ? "STATUS=" : "READY=1\nSTATUS=") + status_);
  ready_ = true;
}

void ServiceNotice::reloading() {
  const std::lock_guard lock{mutex_};
  if (!ready_ || stopping_) return;
  // The manager pairs this with the READY=1 to come by the time on the monotonic clock.
  say("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(monotonic_now().nanoseconds / 1'000) +
      "\nSTATUS=Reading the settings again.");
}

void ServiceNotice::reloaded(const std::string& sentence) {
  const std::lock_guard lock{mutex_};
  if (stopping_) return;
  // The sentence passes; what the system does stays to be read.
  say((ready_ ? "READY=1\nSTATUS=" : "STATUS=") + sentence +
      (status_.empty() ? "" : " " + status_));
}

void ServiceNotice::stopping(const std::string& sentence) {
  const std::lock_guard lock{mutex_};
  stopping_ = true;
  status_ = sentence;
  say("STOPPING=1\nSTATUS=" + status_);
}

void ServiceNotice::beat() {
  const std::lock_guard lock{mutex_};
  // A start that goes on trying is not to be cut off while it lives.
  say(ready_ || stopping_ ? "WATCHDOG=1" : "WATCHDOG=1\nEXTEND_TIMEOUT_USEC=60000000");
}

} // namespace hft
