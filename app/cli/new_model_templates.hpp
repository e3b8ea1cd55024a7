#pragma once

#include <string>
#include <string_view>

namespace hft::new_model {

/// A file of `app/templates/` without its ending `.in`, as `hft models new` writes it from: in it
/// `@NAME@` and `@CLASS@` stand for the model's names. Throws for a file that is not there.
std::string template_text(std::string_view file);

} // namespace hft::new_model
