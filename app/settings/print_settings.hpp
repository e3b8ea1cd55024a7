#pragma once

#include "actors/feed/print_judge.hpp"
#include "messages/result.hpp"

#include <string>
#include <vector>

namespace hft {

/// Whether `NAME=VALUE` is one of the limits of prints: `print_ahead` and `print_age`, in seconds.
bool is_print_limit(const std::string& text);

/// Those among the limits given; zero lifts one. One sentence names the first that is wrong.
Result<PrintLimits> read_print_limits(const std::vector<std::string>& limits);

} // namespace hft
