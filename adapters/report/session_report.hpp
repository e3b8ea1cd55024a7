#pragma once

#include "messages/control.hpp"
#include "messages/result.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace hft::report {

/// Something worth knowing that happened in a session.
struct Incident {
  Timestamp at;
  std::string sentence;
};

/// What nobody but the models themselves counts: the desk's counts come back from its journal.
struct Tally {
  std::uint64_t ticks = 0;
  std::uint64_t signals = 0;
  void add(const ModelCounts& counts) {
    ticks += counts.ticks;
    signals += counts.signals;
  }
  bool operator==(const Tally&) const = default;
};
using Tallies = std::map<ModelId, Tally>;

/// One trading date of one account, over all starts of the program on it.
struct SessionRecord {
  Date date;
  std::uint64_t starts = 0; ///< of the program; more than one when it fell or was restarted
  std::vector<std::string> phases;
  std::vector<Incident> incidents; ///< the last ones
  std::uint64_t incident_count = 0;
  Tallies tallies;       ///< over all starts, as of the last look
  bool finished = false; ///< its newest start had its last word
  /// Orders, fills, positions, profit and latency as last noted, by `figures_of`; empty when
  /// nothing is known.
  std::string figures;
};

/// Incidents kept of a session.
inline constexpr std::size_t kept_incidents = 200;

/// What a report shows of `status`, as JSON; its profit is the desk's trading date's. While no
/// order of this start was timed, the latency is that of `earlier` figures.
std::string figures_of(const StatusSnapshot& status, const std::string& earlier);

/// The whole report as `--summary` and `DATE.json` have it.
std::string record_json(const SessionRecord& record);

/// Adds a phase to those of a session, as the screen, the table and the reports tell them.
void add_phase(std::vector<std::string>& phases, SessionPhase to);

/// Writes `DATE.json` in `folder`, which is made; whole or not at all. All counts, orders,
/// fills and profit are the date's, over all starts.
Result<void> write_session(const std::filesystem::path& folder, const SessionRecord& record);
/// What earlier starts on the same date left; a fresh record if nothing.
Result<SessionRecord> read_session(const std::filesystem::path& folder, Date date);
/// Keeps a report that cannot be read under a name of its own, which it answers.
Result<std::filesystem::path> set_aside(const std::filesystem::path& folder, Date date);
/// The dates before `end` that were left unfinished, each answered only once: that is noted in its
/// report.
std::vector<std::string> newly_unfinished(const std::filesystem::path& folder, Date end);

} // namespace hft::report
