#pragma once

#include "app/service/service_notice.hpp"
#include "app/settings/live_limits.hpp"
#include "app/settings/options.hpp"

#include <functional>
#include <string>

namespace hft {

/// Reads the settings again and makes those hold that may change while it runs: risk limits and the
/// log's level. Nothing else is looked at, no model is touched. One that is wrong leaves all as it
/// was. `tell` takes the new limits to the desk. Answers the sentence that was logged.
std::string reload_settings(const RunOptions& options, LiveLimits& limits, ServiceNotice& notice,
                            const std::function<void()>& tell);

} // namespace hft
