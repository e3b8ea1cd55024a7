#pragma once

#include "models/catalog.hpp"

#include <filesystem>
#include <map>

namespace hft {

/// Every model that can be named: those of the catalog, those of libraries in the given
/// directories, and Python files (`python:FILE.py`). A library is looked for when its name is asked
/// for first, and a Python file read each time, so that both can come while the system runs. One
/// thread at a time.
class ModelShelf {
public:
  explicit ModelShelf(std::vector<std::filesystem::path> directories = {});

  /// The entry, which lives as long as the shelf; or one sentence why there is none, with the
  /// nearest names.
  Result<const ModelEntry*> find(const std::string& name);
  /// A fresh model, or one sentence why not.
  Result<std::unique_ptr<Model>> make(const ModelSpec& spec,
                                      const std::vector<Symbol>& default_symbols);
  /// The catalog's and the libraries', by name; a library that is refused is told in `refusals`.
  std::vector<const ModelEntry*> all(std::vector<Failure>& refusals);

private:
  std::vector<std::string> names() const;

  std::vector<std::filesystem::path> directories_;
  std::map<std::string, const ModelEntry*> libraries_;
  std::map<std::string, ModelEntry> scripts_;
};

/// A script holds its thread as long as it likes: it gets one of its own.
bool needs_own_thread(const ModelSpec& spec);

} // namespace hft
