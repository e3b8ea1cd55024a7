#pragma once

#include "messages/control.hpp"
#include "messages/result.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
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
  Tallies tallies; ///< over all starts, as of the last look
  /// The last word at its end; empty while it runs, or when it ended without one.
  std::optional<StatusSnapshot> outcome;
};

/// Incidents kept of a session.
inline constexpr std::size_t kept_incidents = 200;

/// Writes `DATE.json` in `folder`, which is made; whole or not at all. All counts, orders,
/// fills and profit are the date's, over all starts.
Result<void> write_session(const std::filesystem::path& folder, const SessionRecord& record);
/// What an earlier start of the same date left, without its outcome; a fresh record if nothing.
SessionRecord read_session(const std::filesystem::path& folder, Date date);

/// The reports in `folder`, oldest first: a table, or the files' objects in an array. Files that
/// cannot be read are left out.
std::string sessions_text(const std::filesystem::path& folder);
std::string sessions_json(const std::filesystem::path& folder);

} // namespace hft::report
