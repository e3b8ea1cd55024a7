#pragma once

#include "messages/new_york.hpp"
#include "messages/timestamp.hpp"

#include <cmath>
#include <string>
#include <string_view>

namespace hft::research {

/// What a page's chart counts as time: whole milliseconds since 1970 by New York's clocks.
inline double wall_milliseconds(Timestamp time) {
  return std::floor(static_cast<double>((time + new_york_offset(time)).nanoseconds) / 1e6);
}

/// At most so many bytes of a text, never a part of a letter; what was left off is an ellipsis.
inline std::string cut_text(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string{text};
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
  return std::string{text.substr(0, most)} + "…";
}

} // namespace hft::research
