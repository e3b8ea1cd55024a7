#pragma once

namespace hft {

/// Starts the interpreter with the module `hft`, whose classes scripts are shown, unless it runs.
void start_python();

} // namespace hft
