#include "app/settings/print_settings.hpp"

#include <algorithm>

namespace hft {

namespace {

constexpr std::int64_t longest = 86'400; // seconds

} // namespace

bool is_print_limit(const std::string& text) {
  const auto name = text.substr(0, text.find('='));
  return name == "print_ahead" || name == "print_age";
}

Result<PrintLimits> read_print_limits(const std::vector<std::string>& limits) {
  PrintLimits made;
  for (const auto& text : limits) {
    if (!is_print_limit(text)) continue;
    const auto equals = text.find('=');
    const auto seconds =
      equals == std::string::npos ? std::nullopt : parse_units(text.substr(equals + 1));
    if (!seconds || *seconds < 0 || *seconds > longest * units_per_whole)
      return fail(ErrorKind::BadArgument,
                  "--limit=" + text + ": the value is no number of seconds from 0 to 86400");
    (text.starts_with("print_ahead") ? made.ahead : made.behind) = Duration{*seconds};
  }
  // Late reports come among prints of now; a backlog of ours keeps its order.
  made.out_of_order = std::min(made.out_of_order, made.behind);
  return made;
}

} // namespace hft
