#pragma once

#include "app/settings/options.hpp"

namespace hft {

/// `hft venue`: checks the options and serves the simulated venue until a signal. Answers the exit
/// code.
int run_venue(const VenueCommandOptions& options);

} // namespace hft
