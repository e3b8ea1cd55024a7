#pragma once

#include "messages/session.hpp"

namespace hft::simulated {

class VenueEngine;

/// The longest step of a venue that moves on only when its clients are done (see docs/venue.md,
/// *Time*).
inline constexpr Duration longest_step = std::chrono::milliseconds{20};

/// When a request reaches the exchange that was caused at `cause`: after its way, not before the
/// step that ends at `now` is worked off; one that was caused before a close comes before it.
Timestamp arrival_time(Timestamp cause, Timestamp now, Duration latency,
                       const SessionPlan& session);

/// Where the next step ends. No request that a step causes may arrive in it; a boundary of the
/// session is a step of its own; and one ends every `beat`, for those who wait for time to pass.
Timestamp step_end(const VenueEngine& engine, Duration latency,
                   Duration beat = std::chrono::seconds{1});

} // namespace hft::simulated
