#pragma once

#include "models/catalog.hpp"

#include <filesystem>

namespace hft {

/// The file a model's library has in its directory: `libhft_model_NAME.so`.
std::filesystem::path plugin_file(const std::filesystem::path& directory, std::string_view name);
/// The name in such a file's name; empty when it is none.
std::string plugin_name(const std::filesystem::path& file);

/// Loads a model's library, which stays loaded, and answers its entry. Refuses with one sentence
/// what is no library, exports no `hft_model_plugin`, has another ABI or was built otherwise, or
/// describes a model of another name than its file says.
Result<const ModelEntry*> load_plugin(const std::filesystem::path& file);

} // namespace hft
