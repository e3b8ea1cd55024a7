#pragma once

#include "app/settings/options.hpp"

namespace hft {

/// Reads the command line (and `--config`), runs the command it names and returns the exit code:
/// 2 with one sentence when the line is wrong, 3 when the configuration file is.
int run_command_line(int argc, char** argv);

} // namespace hft
