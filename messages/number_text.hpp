#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace hft {

/// A number with so many decimals, as no locale changes it.
inline std::string fixed_text(double value, int decimals) {
  char text[400]; // the largest double has 309 digits
  const auto end =
    std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, decimals);
  return {text, end.ptr};
}

/// With so many significant digits at most, as `%.15g` writes it.
inline std::string general_text(double value, int digits) {
  char text[64];
  const auto end =
    std::to_chars(text, text + sizeof text, value, std::chars_format::general, digits);
  return {text, end.ptr};
}

/// The number that the whole text is; empty when it is none. No locale changes what it means.
inline std::optional<double> number_from(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

} // namespace hft
