#include "adapters/report/catalog_json.hpp"
#include "app/options.hpp"
#include "models/catalog.hpp"

#include <cstdio>

namespace hft {

namespace {

report::ListedModel listed_model(const ModelEntry& entry) {
  report::ListedModel made{entry.name, entry.summary, {}};
  for (const auto& p : entry.parameters)
    made.parameters.push_back(
      {p.name, std::string{to_string(p.type)}, p.default_value, p.minimum, p.maximum, p.doc});
  return made;
}

} // namespace

int run_models(const ModelsOptions& options) {
  const bool as_json = options.format == "json";
  if (options.name.empty()) {
    std::vector<report::ListedModel> all;
    for (const auto& entry : catalog()) all.push_back(listed_model(entry));
    std::fputs((as_json ? report::catalog_json(all) : models_text()).c_str(), stdout);
    return exit_code::done;
  }
  const auto* entry = find_model(options.name);
  if (entry == nullptr) {
    const auto near = nearest_models(options.name);
    std::fprintf(stderr, "hft: no model is named %s%s\n", options.name.c_str(),
                 near.empty() ? ": see hft models"
                              : (": did you mean " + listed(near) + '?').c_str());
    return exit_code::usage;
  }
  std::fputs((as_json ? report::model_json(listed_model(*entry)) : model_text(*entry)).c_str(),
             stdout);
  return exit_code::done;
}

} // namespace hft
