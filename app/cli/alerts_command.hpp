#pragma once

#include "app/settings/options.hpp"

namespace hft {

/// `hft alerts check`: is the configuration of the alerts sound, and does one arrive? Answers the
/// exit code.
int run_alerts_check(const AlertsOptions& options);

} // namespace hft
