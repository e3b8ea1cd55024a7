#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace hft {

constexpr bool is_symbol_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '/';
}

/// Whether the text can name what an order is for: letters, digits, `.` and `/`, at least one.
/// Anything else is a mistake, or meant to be read as something it is not.
constexpr bool is_symbol_text(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_symbol_character);
}

/// For a sentence: what a symbol may not have is shown as `?`.
inline std::string shown_symbol(std::string_view text) {
  std::string shown{text};
  std::replace_if(
    shown.begin(), shown.end(), [](char c) { return !is_symbol_character(c); }, '?');
  return shown;
}

} // namespace hft
