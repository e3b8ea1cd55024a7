#pragma once

#include <atomic>
#include <mutex>
#include <string>

namespace hft {

/// Tells the service manager how the run stands (sd_notify of `NOTIFY_SOCKET`); without a manager
/// every call does nothing. From any thread.
class ServiceNotice {
public:
  /// One plain sentence on what is going on, as `systemctl status` shows it. Not once it stops.
  void status(const std::string& sentence);
  /// The start is over: reconciled and subscribed, or knowingly waiting. Said once.
  void ready(const std::string& sentence);
  /// Settings are about to be read again; to be followed by `reloaded`. Before `ready` neither says
  /// more than a status, for the start is not over.
  void reloading();
  void reloaded(const std::string& sentence);
  void stopping(const std::string& sentence);
  /// The system lives: feeds the watchdog, and until it is ready asks for time to go on starting.
  void beat();

private:
  void say(const std::string& state);

  std::mutex mutex_;
  bool ready_ = false;
  bool stopping_ = false;
  std::string status_;
};

} // namespace hft
