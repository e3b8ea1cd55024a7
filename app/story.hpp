#pragma once

#include "messages/control.hpp"
#include "messages/session.hpp"

#include <string>
#include <vector>

namespace hft {

/// What begins with this phase, in one sentence with New York times: for the service manager's
/// status and for the log.
std::string phase_sentence(const SessionChanged& changed);

/// A session told at its end, a sentence a model and one on latency and refusals.
std::vector<std::string> report_sentences(const StatusSnapshot& report);

/// Where a session stands, in one sentence, for long quiet stretches.
std::string progress_sentence(const StatusSnapshot& status);

} // namespace hft
