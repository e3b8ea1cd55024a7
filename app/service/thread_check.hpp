#pragma once

#include "messages/result.hpp"

namespace hft {

/// Whether the process may have so many more threads at once; tried by starting them. A run that
/// finds out later cannot always end in order.
Result<void> check_threads(int count);

} // namespace hft
