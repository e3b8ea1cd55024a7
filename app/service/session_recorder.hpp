#pragma once

#include "adapters/report/session_report.hpp"
#include "adapters/storage/note_file.hpp"
#include "messages/session.hpp"

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace hft {

/// What a phase's beginning found in the reports.
struct SessionFindings {
  /// How often the program has been started in the session so far; zero outside one.
  std::uint64_t starts = 0;
  std::vector<std::string> warnings;
};

/// Keeps a report of each session in a folder: told from any thread, written by `flush` on a thread
/// that may wait for the disk. A start in the middle of a session goes on with what it finds there.
class SessionRecorder {
public:
  SessionRecorder(std::filesystem::path folder, std::function<Timestamp()> now)
    : folder_(std::move(folder)),
      now_(std::move(now)) {}

  /// The first phase of a trading date begins or joins its report; the first of all looks for
  /// sessions that were left unfinished.
  SessionFindings phase(const SessionChanged& changed);
  /// How the session stands: kept in case it ends without a last word.
  void progress(const StatusSnapshot& status);
  /// Outside a session it waits for the next one's report.
  void incident(const std::string& sentence);
  /// What a model noted: to be kept beside the journal.
  void notes(const ModelNotes& notes);
  /// The session's last word; the next one may have begun meanwhile.
  void finish(const StatusSnapshot& status);
  /// The report of the status' session as it stands, as its file has it.
  std::string summary(const StatusSnapshot& status) const;
  /// Where the report of a date is.
  std::filesystem::path file_of(Date date) const;
  /// The same with the ticks and signals of earlier starts on its date, as the desk counts orders.
  StatusSnapshot whole(StatusSnapshot status) const;
  void flush();

private:
  void flush_notes();
  void look_back(const SessionChanged& changed, std::vector<std::string>& warnings);
  void join(Date date, std::vector<std::string>& warnings);
  void keep(report::Incident incident);
  void note(const StatusSnapshot& status);
  StatusSnapshot with_earlier(StatusSnapshot status) const;

  /// A session's record, and what earlier starts on its date had counted.
  struct Kept {
    report::SessionRecord record;
    report::Tallies before;
  };

  std::filesystem::path folder_;
  std::function<Timestamp()> now_;
  mutable std::mutex mutex_;
  std::optional<report::SessionRecord> record_;
  report::Tallies before_;                       ///< of earlier starts on the record's date
  std::optional<Kept> last_;                     ///< the date before, for its last word
  std::vector<report::SessionRecord> unwritten_; ///< of dates before the record's
  std::vector<report::Incident> waiting_;        ///< for a record
  std::vector<storage::KeptNote> notes_;         ///< to be written
  std::uint64_t notes_dropped_ = 0;
  bool told_notes_ = false;
  bool looked_back_ = false;
  bool changed_ = false;
  bool told_failure_ = false;
};

} // namespace hft
