#pragma once

#include <string>
#include <vector>

namespace hft::report {

/// One parameter of a model, every value as text.
struct ListedParameter {
  std::string name;
  std::string type;
  std::string default_value;
  std::string minimum; ///< empty: none
  std::string maximum; ///< empty: none
  std::string doc;
};

struct ListedModel {
  std::string name;
  std::string summary;
  std::vector<ListedParameter> parameters;
};

/// `hft models --format=json`: an array of models. Values of type `integer`, `number` and `flag`
/// are JSON numbers and booleans, all others strings; a missing bound is null.
std::string catalog_json(const std::vector<ListedModel>& models);
/// `hft models NAME --format=json`: one model.
std::string model_json(const ListedModel& model);

} // namespace hft::report
