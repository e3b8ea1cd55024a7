#pragma once

#include "messages/timestamp.hpp"

namespace hft {

/// Real time for a model to answer, to be warmed up or to take over while the simulated venue's
/// clock stands and waits for it. Only what would never end is given up: what a day comes to must
/// not depend on how busy the machine is.
constexpr Duration step_patience = std::chrono::minutes{1};

} // namespace hft
