#pragma once

#include "adapters/simulated/protocol/json.hpp"
#include "messages/session.hpp"

#include <optional>

namespace hft::simulated {

/// The answer to GET /v2/clock.
Json clock_json(Timestamp now, const std::optional<SessionPlan>& session,
                const std::optional<SessionPlan>& following);
/// One row of GET /v2/calendar; `settlement` is the next session's date.
Json calendar_row(const SessionPlan& plan, Date settlement);
Json calendar_v3_row(const SessionPlan& plan, Date settlement);

} // namespace hft::simulated
