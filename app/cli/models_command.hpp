#pragma once

#include "app/settings/options.hpp"

namespace hft {

/// `hft models [NAME]`: the catalog, or one model of it. Answers the exit code.
int run_models(const ModelsOptions& options);

} // namespace hft
