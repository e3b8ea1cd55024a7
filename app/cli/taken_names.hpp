#pragma once

#include <string_view>

namespace hft {

/// Whether the headers that a model may include have a type of this name in our namespace already.
bool is_taken_name(std::string_view type);

} // namespace hft
