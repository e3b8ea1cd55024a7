#pragma once

#include "app/settings/options.hpp"

namespace hft {

/// `hft sessions`: what earlier sessions earned. Answers the exit code.
int run_sessions(const SessionsOptions& options);

} // namespace hft
