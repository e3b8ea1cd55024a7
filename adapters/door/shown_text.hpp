#pragma once

#include "adapters/door/limits.hpp"

#include <string>
#include <string_view>

namespace hft::door {

/// Text from outside as it may be shown anywhere: one line, at most `most` bytes (then `...`), no
/// control characters, no direction marks, nothing invisible, no broken UTF-8. What is left out
/// appears escaped: `\x1b`, `\n`, `\u202e`. Shown text stays as it is when shown again.
std::string shown(std::string_view text, std::size_t most = shown_words);

/// Whether `shown` would leave it as it is, whatever its length.
bool is_showable(std::string_view text);

/// Letters, digits and `.`, `/`, `-`, `_`: what the name of a tradable thing is made of.
constexpr bool is_symbol_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '.' ||
         c == '/' || c == '-' || c == '_';
}
constexpr bool is_symbol_text(std::string_view text) {
  for (const char c : text)
    if (!is_symbol_character(c)) return false;
  return !text.empty();
}

} // namespace hft::door
