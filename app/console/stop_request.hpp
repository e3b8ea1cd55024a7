#pragma once

#include <atomic>
#include <csignal>

namespace hft {

/// Set by the first SIGINT or SIGTERM after `stop_on_signals`. Any thread reads it.
inline std::atomic<bool> asked_to_stop{false};

/// For commands that work through much and can end between two pieces: a signal only sets
/// `asked_to_stop`, and what is done so far is told.
inline void stop_on_signals() {
  struct sigaction action {};
  action.sa_handler = [](int) { asked_to_stop = true; };
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

} // namespace hft
