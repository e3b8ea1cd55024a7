#pragma once

#include "adapters/door/limits.hpp"

#include <string_view>

namespace hft::door {

/// Whether a document may be parsed. Looks at each byte once and keeps nothing of it; what is no
/// document at all may pass, the parser says so afterwards.
enum class Fit : std::uint8_t { Fits, TooLong, TooDeep, TooMany };

Fit fit_json(std::string_view text, const Bounds& bounds);
Fit fit_msgpack(std::string_view bytes, const Bounds& bounds);

/// Whether a JSON text stays within so many lists and objects in each other. To be asked before a
/// file is parsed: a file of brackets alone costs a parser a hundred times its size.
bool is_shallow(std::string_view text, std::size_t most = 64);

/// `larger than 4 MiB`, `nested deeper than 16`, `of more than 300000 values`; empty when it fits.
std::string reason_of(Fit fit, const Bounds& bounds);

} // namespace hft::door
