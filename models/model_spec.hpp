#pragma once

#include "messages/control.hpp"
#include "messages/result.hpp"

#include <string>
#include <string_view>

namespace hft {

/// `[ID=]NAME[:key=value,...]` or `[ID=]python:FILE.py[:key=value,...]`; the id defaults to the
/// name or the file's, without its ending. Letters, digits, `-`, `_` and `.` make an id, at
/// most 31. Whether model and parameters exist is `make_model`'s to say.
Result<ModelSpec> parse_spec(std::string_view text);
/// The same text back, parameters by name.
std::string format_spec(const ModelSpec& spec);

} // namespace hft
