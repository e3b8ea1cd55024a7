#pragma once

namespace hft {

/// Whether a person sees what is written to the descriptor.
bool is_terminal(int descriptor);
/// Whether it may be coloured: a terminal, and NO_COLOR is not set (https://no-color.org).
bool may_colour(int descriptor);

} // namespace hft
