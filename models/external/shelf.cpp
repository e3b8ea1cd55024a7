#include "models/external/shelf.hpp"

#include "models/external/plugin_loader.hpp"
#include "models/external/python_model.hpp"

#include <algorithm>
#include <exception>
#include <set>

namespace hft {

namespace {

constexpr std::string_view python_prefix = "python:";

/// What a model from outside declares of its parameters is right before any is read.
Result<void> check_declared(const ModelEntry& entry) {
  const auto wrong = [&](const std::string& what) {
    return fail(ErrorKind::BadArgument, "model " + entry.name + " cannot be used: " + what);
  };
  std::set<std::string> names;
  for (const auto& parameter : entry.parameters) {
    if (parameter.name.empty()) return wrong("one of its parameters has no name");
    if (!names.insert(parameter.name).second)
      return wrong("two of its parameters are named " + parameter.name);
    try {
      static_cast<void>(Settings::read(entry.name, {parameter}, {}, {}));
    } catch (const std::exception&) {
      const auto range = range_text(parameter);
      return wrong("the default '" + parameter.default_value + "' of its parameter " +
                   parameter.name + " is no " + std::string{to_string(parameter.type)} +
                   (range.empty() ? "" : " from " + range));
    }
  }
  return {};
}

} // namespace

ModelShelf::ModelShelf(std::vector<std::filesystem::path> directories)
  : directories_(std::move(directories)) {}

std::vector<std::string> ModelShelf::names() const {
  std::vector<std::string> names;
  for (const auto& entry : catalog()) names.push_back(entry.name);
  for (const auto& directory : directories_) {
    std::error_code unreadable;
    for (const auto& file : std::filesystem::directory_iterator{directory, unreadable})
      if (auto name = plugin_name(file.path()); !name.empty()) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Result<const ModelEntry*> ModelShelf::find(const std::string& name) {
  if (const auto* entry = find_model(name)) return entry;
  if (name.starts_with(python_prefix)) {
    auto read = read_python_model(name.substr(python_prefix.size()));
    if (!read) return tl::unexpected{read.error()};
    if (const auto good = check_declared(*read); !good) return tl::unexpected{good.error()};
    return &(scripts_[name] = std::move(*read));
  }
  if (const auto known = libraries_.find(name); known != libraries_.end()) return known->second;
  for (const auto& directory : directories_) {
    const auto file = plugin_file(directory, name);
    std::error_code none;
    if (!std::filesystem::exists(file, none)) continue;
    const auto loaded = load_plugin(file);
    if (!loaded) return loaded;
    if (const auto good = check_declared(**loaded); !good) return tl::unexpected{good.error()};
    return libraries_[name] = *loaded;
  }
  const auto near = nearest_of(name, names());
  return fail(ErrorKind::BadArgument, "there is no model '" + name + "': " +
                                        (near.empty() ? "the models are " + listed(names())
                                                      : "did you mean " + listed(near) + "?"));
}

Result<std::unique_ptr<Model>> ModelShelf::make(const ModelSpec& spec,
                                                const std::vector<Symbol>& default_symbols) {
  const auto entry = find(spec.name);
  if (!entry) return tl::unexpected{entry.error()};
  return make_model(**entry, spec, default_symbols);
}

std::vector<const ModelEntry*> ModelShelf::all(std::vector<Failure>& refusals) {
  std::vector<const ModelEntry*> entries;
  for (const auto& name : names()) {
    if (const auto entry = find(name))
      entries.push_back(*entry);
    else
      refusals.push_back(entry.error());
  }
  return entries;
}

bool needs_own_thread(const ModelSpec& spec) {
  return spec.name.starts_with(python_prefix);
}

} // namespace hft
