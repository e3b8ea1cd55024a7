#include "models/catalog.hpp"

#include <algorithm>

namespace hft {

namespace {

bool is_id_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= ModelId::max_length &&
         std::all_of(text.begin(), text.end(), is_id_character);
}

tl::unexpected<Failure> bad_spec(std::string_view spec, const std::string& reason) {
  return fail(Fault::BadArgument, "model '" + std::string{spec} + "': " + reason);
}

} // namespace

Result<ModelSpec> parse_spec(std::string_view text) {
  const auto colon = text.find(':');
  const auto head = text.substr(0, colon);
  const auto equals = head.find('=');
  const auto name = equals == std::string_view::npos ? head : head.substr(equals + 1);
  const auto id = equals == std::string_view::npos ? name : head.substr(0, equals);
  if (name.empty()) return bad_spec(text, "it names no model; write [ID=]NAME[:key=value,...]");
  if (!is_id(name) || !is_id(id))
    return bad_spec(text, "'" + std::string{is_id(name) ? id : name} +
                            "' is no name: 1 to 31 letters, digits, '-', '_' or '.'");
  ModelSpec spec{ModelId::truncated(id), std::string{name}, {}};
  if (colon == std::string_view::npos) return spec;
  for (auto rest = text.substr(colon + 1);;) {
    const auto comma = rest.find(',');
    const auto item = rest.substr(0, comma);
    const auto sign = item.find('=');
    if (sign == std::string_view::npos || sign == 0)
      return bad_spec(text, "'" + std::string{item} + "' is no key=value");
    if (!spec.parameters.emplace(item.substr(0, sign), item.substr(sign + 1)).second)
      return bad_spec(text, "parameter " + std::string{item.substr(0, sign)} + " is given twice");
    if (comma == std::string_view::npos) return spec;
    rest.remove_prefix(comma + 1);
  }
}

std::string format_spec(const ModelSpec& spec) {
  auto text = spec.id.view() == spec.name ? spec.name : spec.id.str() + '=' + spec.name;
  auto separator = ':';
  for (const auto& [key, value] : spec.parameters) {
    text += separator + key + '=' + value;
    separator = ',';
  }
  return text;
}

} // namespace hft
