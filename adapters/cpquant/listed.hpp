#pragma once

#include "messages/gateway.hpp"

#include <cstddef>
#include <vector>

namespace hft::cpquant {

/// A list of the broker's, read item by item: what can be read, and what could not and was left
/// out. One odd item of somebody else's must not hide all the others.
template <class T>
struct Listed : std::vector<T> {
  std::vector<UnreadItem> left_out;
  std::size_t items = 0; ///< of the list as it came
};

} // namespace hft::cpquant
