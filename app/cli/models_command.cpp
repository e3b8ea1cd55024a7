#include "app/cli/models_command.hpp"

#include "adapters/report/catalog_json.hpp"
#include "app/settings/model_directories.hpp"
#include "models/external/shelf.hpp"

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

namespace {

int refuse_models(const Failure& failure) {
  std::fprintf(stderr, "hft: %s\n", failure.sentence.c_str());
  return exit_code::usage;
}

int list_models(ModelShelf& shelf, bool as_json) {
  std::vector<Failure> refusals;
  const auto entries = shelf.all(refusals);
  std::vector<report::ListedModel> all;
  for (const auto* entry : entries) all.push_back(listed_model(*entry));
  std::fputs((as_json ? report::catalog_json(all) : models_text(entries)).c_str(), stdout);
  for (const auto& refusal : refusals) refuse_models(refusal);
  return refusals.empty() ? exit_code::done : exit_code::usage;
}

} // namespace

int run_models(const ModelsOptions& options) {
  auto directories = model_directories(options.model_path);
  if (!directories) return refuse_models(directories.error());
  ModelShelf shelf{std::move(*directories)};
  if (options.name.empty() && options.format == "markdown")
    return refuse_models({ErrorKind::BadArgument,
                          "--format=markdown is for one model: name it, as in "
                          "hft models modulo --format=markdown"});
  if (options.name.empty()) return list_models(shelf, options.format == "json");
  const auto found = shelf.find(options.name);
  if (!found) return refuse_models(found.error());
  const auto& entry = **found;
  auto text = model_text(entry);
  if (options.format == "json") text = report::model_json(listed_model(entry));
  if (options.format == "markdown") text = model_markdown(entry);
  std::fputs(text.c_str(), stdout);
  return exit_code::done;
}

} // namespace hft
