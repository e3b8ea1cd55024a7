#include "adapters/storage/roster_file.hpp"

#include "adapters/storage/owned_directory.hpp"

#include <nlohmann/json.hpp>

#include <exception>
#include <stdexcept>

namespace hft::storage {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const ModelSpec& spec) {
  return {{"id", spec.id.str()},
          {"name", spec.name},
          {"parameters", spec.parameters},
          {"runs_on", to_string(spec.runs_on)},
          {"shadow", spec.shadow}};
}

RunsOn place_named(const std::string& word) {
  for (const auto place : {RunsOn::Default, RunsOn::Lane, RunsOn::Scheduler, RunsOn::Thread})
    if (word == to_string(place)) return place;
  throw std::runtime_error("'" + word + "' is no place for a model");
}

ModelSpec spec_from(const Json& json) {
  const auto id = ModelId::from(json.at("id").get<std::string>());
  if (!id || id->empty()) throw std::runtime_error("an id is empty or too long");
  return {*id, json.at("name").get<std::string>(),
          json.at("parameters").get<std::map<std::string, std::string>>(),
          place_named(json.at("runs_on").get<std::string>()), json.at("shadow").get<bool>()};
}

Json json_of(const Roster& roster) {
  auto line = Json::array();
  for (const auto& spec : roster.line) line.push_back(json_of(spec));
  auto instances = Json::array();
  for (const auto& entry : roster.instances)
    instances.push_back({{"model", json_of(entry.spec)},
                         {"beside", entry.beside ? json_of(*entry.beside) : Json{}},
                         {"stopped", entry.stopped}});
  return {{"date", format_date(roster.date)},
          {"line", std::move(line)},
          {"instances", std::move(instances)}};
}

Roster roster_from(const Json& json) {
  Roster roster;
  const auto date = parse_date(json.at("date").get<std::string>());
  if (!date) throw std::runtime_error("its date is none");
  roster.date = *date;
  for (const auto& spec : json.at("line")) roster.line.push_back(spec_from(spec));
  for (const auto& entry : json.at("instances")) {
    RosterEntry read{spec_from(entry.at("model")), {}, entry.at("stopped").get<bool>()};
    if (!entry.at("beside").is_null()) read.beside = spec_from(entry.at("beside"));
    roster.instances.push_back(std::move(read));
  }
  return roster;
}

} // namespace

Result<void> write_roster(const fs::path& file, const Roster& roster) {
  const auto failed = [](const Failure& why) {
    return fail(ErrorKind::Storage,
                "the list of running models cannot be written: " + why.sentence);
  };
  const auto folder = OwnedDirectory::make(file.parent_path());
  if (!folder) return failed(folder.error());
  const auto text = json_of(roster).dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
  if (const auto done = folder->replace(file.filename().string(), text); !done)
    return failed(done.error());
  return {};
}

Result<Roster> read_roster(const fs::path& file) try {
  const auto failed = [](const Failure& why) {
    return fail(ErrorKind::Storage, "the list of running models cannot be read: " + why.sentence);
  };
  if (!fs::exists(file.parent_path())) return Roster{};
  const auto folder = OwnedDirectory::open(file.parent_path());
  if (!folder) return failed(folder.error());
  const auto text = folder->read(file.filename().string(), largest_written_file);
  if (!text) return failed(text.error());
  return *text ? roster_from(Json::parse(**text)) : Roster{};
} catch (const std::exception& e) {
  return fail(ErrorKind::Storage,
              "the list of running models " + file.string() + " cannot be read: " + e.what());
}

} // namespace hft::storage
