#include "app/cli/new_model_templates.hpp"

#include "app/template_texts.hpp"

#include "messages/result.hpp"

namespace hft::new_model {

std::string template_text(std::string_view file) {
  for (const auto& [name, text] : template_texts)
    if (name == file) return std::string{text};
  ensure(false, "a template that hft models new writes from is missing");
  return {};
}

} // namespace hft::new_model
