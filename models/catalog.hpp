#pragma once

#include "messages/control.hpp"
#include "models/model.hpp"
#include "models/model_spec.hpp"
#include "models/parameters.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hft {

/// A model as the catalog knows it: all that `hft models` shows, and how to make one.
struct ModelEntry {
  std::string name;
  std::string summary; ///< one line
  std::vector<Parameter> parameters;
  std::function<Result<std::unique_ptr<Model>>(const Settings&)> make;
};

/// The entry of a class that declares `name`, `summary` and `parameters()`, and is built from its
/// `Settings`. Where parameters must fit each other, a static `check(const Settings&)` says so.
template <class M>
ModelEntry describe() {
  return {M::name, M::summary, M::parameters(),
          [](const Settings& settings) -> Result<std::unique_ptr<Model>> {
            if constexpr (requires { M::check(settings); })
              if (auto checked = M::check(settings); !checked)
                return tl::unexpected<Failure>{checked.error()};
            return std::make_unique<M>(settings);
          }};
}

/// Every model there is, by name.
const std::vector<ModelEntry>& catalog();
/// The entry, or null.
const ModelEntry* find_model(std::string_view name);
/// Names that `name` may be a misspelling of, nearest first.
std::vector<std::string> nearest_models(std::string_view name);

/// A fresh model, or one sentence why not. `default_symbols` are what it watches where it names
/// none.
Result<std::unique_ptr<Model>> make_model(const ModelSpec& spec,
                                          const std::vector<Symbol>& default_symbols);

Result<std::unique_ptr<Model>> make_model(const ModelEntry& entry, const ModelSpec& spec,
                                          const std::vector<Symbol>& default_symbols);

/// For people: a table of all models, and all about one.
std::string models_text();
std::string models_text(const std::vector<const ModelEntry*>& entries);
std::string model_text(const ModelEntry& entry);
/// The table of its parameters in Markdown, as its page in `docs/models/` has it.
std::string model_markdown(const ModelEntry& entry);

} // namespace hft
