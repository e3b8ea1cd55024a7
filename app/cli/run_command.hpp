#pragma once

#include "app/settings/options.hpp"

namespace hft {

/// `hft` without a subcommand: runs the system until it ends. Answers the contract's exit code,
/// with a sentence on standard error when it is not 0. Called once a process.
int run_system(const RunOptions& options);

} // namespace hft
