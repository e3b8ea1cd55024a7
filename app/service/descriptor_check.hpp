#pragma once

#include "messages/result.hpp"

namespace hft {

/// Asks for as many open files as the system lets us have (4096 at most), then whether the process
/// may have `count` more at once; tried by opening them. A run that finds out later waits for
/// connections that cannot be made.
Result<void> check_descriptors(int count);

} // namespace hft
