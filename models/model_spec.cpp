#include "models/model_spec.hpp"

#include <algorithm>

namespace hft {

namespace {

bool is_id_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

bool has_misplaced_dot(std::string_view text) {
  return !text.empty() &&
         (text.front() == '.' || text.back() == '.' || text.find("..") != std::string_view::npos);
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= ModelId::max_length &&
         std::all_of(text.begin(), text.end(), is_id_character) && !has_misplaced_dot(text);
}

std::string no_name(std::string_view text) {
  if (has_misplaced_dot(text))
    return "'" + std::string{text} + "' is no name: a dot stands between two other characters";
  return "'" + std::string{text} + "' is no name: 1 to 31 letters, digits, '-', '_' or '.'";
}

/// A file's name without folders and ending.
std::string_view stem_of(std::string_view file) {
  if (const auto slash = file.rfind('/'); slash != std::string_view::npos)
    file.remove_prefix(slash + 1);
  return file.substr(0, file.rfind('.'));
}

tl::unexpected<Failure> bad_spec(std::string_view spec, const std::string& reason) {
  return fail(ErrorKind::BadArgument, "model '" + std::string{spec} + "': " + reason);
}

} // namespace

Result<ModelSpec> parse_spec(std::string_view text) {
  const auto colon = text.find(':');
  const auto head = text.substr(0, colon);
  const auto equals = head.find('=');
  const auto name = equals == std::string_view::npos ? head : head.substr(equals + 1);
  auto rest = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
  bool more = colon != std::string_view::npos;
  if (name.empty()) return bad_spec(text, "it names no model; write [ID=]NAME[:key=value,...]");
  ModelSpec spec;
  spec.name = std::string{name};
  auto id = equals == std::string_view::npos ? name : head.substr(0, equals);
  if (name == "python") {
    const auto file = rest.substr(0, rest.find(':'));
    if (file.empty())
      return bad_spec(text, "it names no file; write [ID=]python:FILE.py[:key=value,...]");
    spec.name += ':' + std::string{file};
    if (equals == std::string_view::npos) id = stem_of(file);
    more = file.size() < rest.size();
    rest.remove_prefix(more ? file.size() + 1 : file.size());
  } else if (!is_id(name)) {
    return bad_spec(text, no_name(name));
  }
  if (!is_id(id)) return bad_spec(text, no_name(id));
  spec.id = ModelId::truncated(id);
  while (more) {
    const auto comma = rest.find(',');
    const auto item = rest.substr(0, comma);
    const auto sign = item.find('=');
    if (sign == std::string_view::npos || sign == 0)
      return bad_spec(text, "'" + std::string{item} + "' is no key=value");
    if (!spec.parameters.emplace(item.substr(0, sign), item.substr(sign + 1)).second)
      return bad_spec(text, "parameter " + std::string{item.substr(0, sign)} + " is given twice");
    more = comma != std::string_view::npos;
    rest.remove_prefix(more ? comma + 1 : rest.size());
  }
  return spec;
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
