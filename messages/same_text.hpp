#pragma once

#include "messages/fixed_text.hpp"

#include <cstring>

namespace hft {

/// The same as `a == b`, for the paths of every tick: of a fixed length, which needs no call. What
/// lies behind a text's end is always zero.
template <class Tag, std::size_t Capacity>
bool is_same(const FixedText<Tag, Capacity>& a, const FixedText<Tag, Capacity>& b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}

} // namespace hft
