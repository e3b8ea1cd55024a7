#pragma once

#include "messages/control.hpp"
#include "messages/session.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hft {

/// What begins with this phase, in one sentence with New York times: for the service manager's
/// status and for the log.
std::string phase_sentence(const SessionChanged& changed);

/// Who begins to trade where, in one sentence; `venue` is `paper` or an address.
std::string start_sentence(const std::string& version, const std::string& venue,
                           const std::string& account, const std::vector<ModelSpec>& models);

/// A session told at its end, a sentence a model and one on latency and refusals; its profit is the
/// date's.
std::vector<std::string> report_sentences(const StatusSnapshot& report);

/// Where a session stands, in one sentence, for long quiet stretches.
std::string progress_sentence(const StatusSnapshot& status);

/// What others say as a part of a sentence, as one of its own: a capital letter and a full stop.
std::string as_sentence(std::string text);

/// Says once an hour of the venue's time where the regular session stands.
class HourlyProgress {
public:
  /// The sentence when a New York hour has begun since the last call; nothing at the first one.
  std::optional<std::string> at(Timestamp venue_time, const StatusSnapshot& status);

private:
  std::optional<std::int64_t> hour_; ///< since the epoch
};

} // namespace hft
