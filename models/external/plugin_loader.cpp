#include "models/external/plugin_loader.hpp"

#include "models/external/plugin.hpp"

#include <dlfcn.h>

#include <cstring>

namespace hft {

namespace {

const std::string prefix = "libhft_model_";
const std::string suffix = ".so";

tl::unexpected<Failure> refuse(const std::filesystem::path& file, const std::string& reason) {
  return fail(ErrorKind::BadArgument, "model library " + file.string() + " is refused: " + reason);
}

/// What the loader said, without the path that it begins with.
std::string last_error(const std::filesystem::path& file) {
  const auto* said = dlerror();
  std::string text = said ? said : "no reason given";
  if (text.starts_with(file.string() + ": ")) text.erase(0, file.string().size() + 2);
  return text;
}

} // namespace

std::filesystem::path plugin_file(const std::filesystem::path& directory, std::string_view name) {
  return directory / (prefix + std::string{name} + suffix);
}

std::string plugin_name(const std::filesystem::path& file) {
  const auto text = file.filename().string();
  if (!text.starts_with(prefix) || !text.ends_with(suffix)) return {};
  if (text.size() <= prefix.size() + suffix.size()) return {};
  return text.substr(prefix.size(), text.size() - prefix.size() - suffix.size());
}

Result<const ModelEntry*> load_plugin(const std::filesystem::path& file) {
  // Absolute: a bare name would be looked for where system libraries are.
  const auto path = std::filesystem::absolute(file);
  auto* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) return refuse(file, last_error(path));
  // What it describes lives as long as the process: it is closed only when refused.
  const auto refused = [&](const std::string& reason) {
    dlclose(library);
    return refuse(file, reason);
  };
  using Function = const PluginDescription* (*)();
  const auto describe = reinterpret_cast<Function>(dlsym(library, "hft_model_plugin"));
  if (!describe) return refused("it exports no hft_model_plugin");
  const auto* description = describe();
  if (!description) return refused("it describes nothing");
  if (description->abi != plugin_abi)
    return refused("it has ABI " + std::to_string(description->abi) + " and this program " +
                   std::to_string(plugin_abi) + ": build it against this version");
  if (std::strcmp(description->built_as, plugin_built_as()) != 0)
    return refused("it was built as '" + std::string{description->built_as} +
                   "' and this program as '" + plugin_built_as() + "'");
  if (description->entry->name != plugin_name(file))
    return refused("it holds model " + description->entry->name);
  return description->entry;
}

} // namespace hft
