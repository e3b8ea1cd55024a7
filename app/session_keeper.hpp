#pragma once

#include "adapters/report/session_report.hpp"
#include "messages/session.hpp"

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace hft {

/// Keeps a report of each session in a folder: told from any thread, written by `flush` on a thread
/// that may wait for the disk. A start in the middle of a session goes on with what it finds there.
class SessionKeeper {
public:
  SessionKeeper(std::filesystem::path folder, std::function<Timestamp()> now)
    : folder_(std::move(folder)),
      now_(std::move(now)) {}

  /// The first phase of a trading date begins its report. How often the program has been started
  /// in the session so far; zero outside one.
  std::uint64_t phase(const SessionChanged& changed);
  /// What the models of this start have counted so far: kept in case it ends without a last word.
  void progress(const StatusSnapshot& status);
  /// Outside a session it is only in the log.
  void incident(const std::string& sentence);
  /// The session's last word; its ticks and signals are added to those of earlier starts.
  void finish(const StatusSnapshot& report);
  void flush();

private:
  std::filesystem::path folder_;
  std::function<Timestamp()> now_;
  std::mutex mutex_;
  std::optional<report::SessionRecord> record_;
  report::Tallies before_; ///< of earlier starts on the record's date
  bool changed_ = false;
  bool told_failure_ = false;
};

} // namespace hft
