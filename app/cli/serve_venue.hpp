#pragma once

#include "adapters/simulated/server/venue.hpp"

namespace hft {

/// Opens the simulated venue, prints `listening on http://127.0.0.1:PORT` as the first
/// line of standard output and serves until SIGINT or SIGTERM. Returns the exit code: 0 after a
/// signal, 3 for a configuration that cannot be used, 4 when the port cannot be had; the reason
/// goes to standard error. Blocks both signals in the calling thread; call it before starting
/// others.
int serve_venue(const simulated::VenueOptions& options);

} // namespace hft
