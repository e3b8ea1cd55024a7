#pragma once

#include "messages/control.hpp"
#include "messages/result.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace hft::report {

/// Something worth knowing that happened in a session.
struct Incident {
  Timestamp at;
  std::string sentence;
};

/// One trading date of one account, over all starts of the program on it.
struct SessionRecord {
  Date date;
  std::uint64_t starts = 0; ///< of the program; more than one when it fell or was restarted
  std::vector<std::string> phases;
  std::vector<Incident> incidents; ///< the last ones
  std::uint64_t incident_count = 0;
  /// The last word at its end; empty while it runs, or when it ended without one.
  std::optional<StatusSnapshot> outcome;
};

/// Incidents kept of a session.
inline constexpr std::size_t kept_incidents = 200;

/// Writes `DATE.json` in `folder`, which is made; whole or not at all. Counts of ticks and signals
/// are those since the last start, orders, fills and profit those of the date.
Result<void> write_session(const std::filesystem::path& folder, const SessionRecord& record);
/// What an earlier start of the same date left, without its outcome; a fresh record if nothing.
SessionRecord read_session(const std::filesystem::path& folder, Date date);

/// The reports in `folder`, oldest first: a table, or the files' objects in an array. Files that
/// cannot be read are left out.
std::string sessions_text(const std::filesystem::path& folder);
std::string sessions_json(const std::filesystem::path& folder);

} // namespace hft::report
