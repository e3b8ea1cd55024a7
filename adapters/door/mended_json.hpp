#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hft::door {

/// A text that no JSON parser takes, made readable where its meaning is clear, so that one odd
/// value makes its own item unreadable and not the whole list. What stands for a number and is
/// none that fits (1e400, NaN, Infinity) becomes an empty object, which no reader takes for a
/// number; bytes that are no UTF-8, control characters and halves of a character (\ud800) become
/// a question mark. Empty when there was nothing to mend. Never longer than `text`.
std::optional<std::string> mended_json(std::string_view text);

} // namespace hft::door
