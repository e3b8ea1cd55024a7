#include "adapters/report/catalog_json.hpp"

#include "adapters/report/summary_parts.hpp"

namespace hft::report {

namespace {

Json value_json(const std::string& type, const std::string& text) {
  if (type == "flag") return text == "true" || text == "yes" || text == "1";
  if (type == "integer" || type == "number")
    if (auto number = Json::parse(text, nullptr, false); number.is_number()) return number;
  return text;
}

Json bound_json(const std::string& type, const std::string& text) {
  return text.empty() ? Json{} : value_json(type, text);
}

Json to_json(const ListedModel& model) {
  Json parameters = Json::array();
  for (const auto& p : model.parameters)
    parameters.push_back({{"name", p.name},
                          {"type", p.type},
                          {"default", value_json(p.type, p.default_value)},
                          {"range", {bound_json(p.type, p.minimum), bound_json(p.type, p.maximum)}},
                          {"doc", p.doc}});
  return {{"name", model.name}, {"summary", model.summary}, {"parameters", std::move(parameters)}};
}

} // namespace

std::string catalog_json(const std::vector<ListedModel>& models) {
  Json all = Json::array();
  for (const auto& model : models) all.push_back(to_json(model));
  return all.dump(2) + '\n';
}

std::string model_json(const ListedModel& model) {
  return to_json(model).dump(2) + '\n';
}

} // namespace hft::report
