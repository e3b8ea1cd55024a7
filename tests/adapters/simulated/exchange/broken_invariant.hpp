#pragma once

#include <stdexcept>

namespace hft::simulated {

/// Whether a call meets a broken invariant: the code that made it is wrong.
template <class Call>
bool breaks_invariant(Call call) {
  try {
    call();
    return false;
  } catch (const std::logic_error&) {
    return true;
  }
}

} // namespace hft::simulated
