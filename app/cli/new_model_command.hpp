#pragma once

#include "app/settings/options.hpp"

namespace hft {

/// `hft models new`: writes the files of a new model. Answers the exit code.
int run_new_model(const NewModelOptions& options);

} // namespace hft
