#include "app/settings/model_words.hpp"

#include "models/catalog.hpp"

#include <optional>
#include <string>

namespace hft {

namespace {

std::optional<RunsOn> place_from(std::string_view word) {
  for (const auto place : {RunsOn::Lane, RunsOn::Scheduler, RunsOn::Thread})
    if (word == to_string(place)) return place;
  return std::nullopt;
}

} // namespace

Result<ModelSpec> read_model_words(std::string_view text) {
  const auto head = text.substr(0, text.find(':'));
  const auto at = head.rfind('@');
  if (at == std::string_view::npos) return parse_spec(text);
  const auto word = head.substr(at + 1);
  const auto place = place_from(word);
  if (!place)
    return fail(ErrorKind::BadArgument, "model '" + std::string{text} + "': nothing runs on '" +
                                          std::string{word} + "'; write lane, scheduler or thread");
  auto spec = parse_spec(std::string{head.substr(0, at)} + std::string{text.substr(head.size())});
  if (spec) spec->runs_on = *place;
  return spec;
}

} // namespace hft
