#pragma once

#include "models/model.hpp"

#include <charconv>
#include <optional>
#include <string>

namespace hft {

/// The shortest text that reads back as the same number.
template <class Number>
std::string number_text(Number value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

/// The number saved under `key`; empty when it is not there or is none.
template <class Number>
std::optional<Number> remembered(const ModelMemory& memory, const std::string& key) {
  const auto found = memory.values.find(key);
  if (found == memory.values.end()) return std::nullopt;
  const auto* end = found->second.data() + found->second.size();
  Number value{};
  const auto [stop, error] = std::from_chars(found->second.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

} // namespace hft
