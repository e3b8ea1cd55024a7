#pragma once

#include "app/settings/options.hpp"

namespace hft {

/// `hft control`: asks a running system over its socket and prints the answer: 0 done, 1 refused
/// with the reason, 2 wrong words, 4 nobody listens.
int run_control(const ControlOptions& options);

} // namespace hft
