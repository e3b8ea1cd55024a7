#include "app/research/thinning.hpp"

#include <algorithm>

namespace hft::research {

std::vector<std::size_t> thinned(std::span<const double> values, std::size_t most) {
  std::vector<std::size_t> kept;
  const auto count = values.size();
  if (count <= most) {
    for (std::size_t i = 0; i < count; ++i) kept.push_back(i);
    return kept;
  }
  const auto stretches = (most - 2) / 2;
  kept.push_back(0);
  for (std::size_t stretch = 0; stretch < stretches; ++stretch) {
    const auto from = 1 + stretch * (count - 2) / stretches;
    const auto to = 1 + (stretch + 1) * (count - 2) / stretches;
    auto low = from;
    auto high = from;
    for (auto i = from; i < to; ++i) {
      if (values[i] < values[low]) low = i;
      if (values[i] > values[high]) high = i;
    }
    kept.push_back(std::min(low, high));
    if (low != high) kept.push_back(std::max(low, high));
  }
  kept.push_back(count - 1);
  return kept;
}

} // namespace hft::research
