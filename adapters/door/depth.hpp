#pragma once

#include <cstddef>
#include <string_view>

namespace hft::door {

/// Whether a JSON text stays within so many lists and objects in each other. To be asked before a
/// file is parsed: a file of brackets alone costs a parser a hundred times its size.
constexpr bool is_shallow(std::string_view text, std::size_t most = 64) {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted) {
      if (c == '\\')
        ++at;
      else if (c == '"')
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      if (++depth > most) return false;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return true;
}

} // namespace hft::door
