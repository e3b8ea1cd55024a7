#pragma once

#include "app/settings/options.hpp"

namespace hft {

/// `hft journal`: prints the order journal or verifies it. Answers the exit code.
int run_journal(const JournalOptions& options);

} // namespace hft
