#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace hft::research {

/// Which of the values to draw so that at most `most` points show the same curve: of each stretch
/// its lowest and its highest, beside the first and the last. In order. `most` is at least 4.
std::vector<std::size_t> thinned(std::span<const double> values, std::size_t most);

} // namespace hft::research
