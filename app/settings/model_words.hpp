#pragma once

#include "messages/control.hpp"
#include "messages/result.hpp"

#include <string_view>

namespace hft {

/// `[ID=]NAME[@WHERE][:key=value,...]`, where WHERE is lane, scheduler or thread. Whether the model
/// exists is not said.
Result<ModelSpec> read_model_words(std::string_view text);

} // namespace hft
