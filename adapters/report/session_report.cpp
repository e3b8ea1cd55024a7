#include "adapters/report/session_report.hpp"

#include "adapters/report/summary_parts.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>

namespace hft::report {

namespace fs = std::filesystem;

namespace {

fs::path file_of(const fs::path& folder, Date date) {
  return folder / (format_date(date) + ".json");
}

std::string position_text(const StatusSnapshot& status) {
  std::string text;
  for (const auto& held : status.desk.positions)
    if (held.quantity.units != 0)
      text += (text.empty() ? "" : " ") + held.symbol.str() + ' ' + to_string(held.quantity);
  return text.empty() ? "flat" : text;
}

Json totals_of(const StatusSnapshot& status) {
  ModelCounts sum;
  Money realized;
  Money unrealized;
  for (const auto& model : status.models) {
    sum.orders += model.counts.orders;
    sum.fills += model.counts.fills;
    sum.refused += model.counts.refused;
    realized += model.book.realized;
    unrealized += model.book.unrealized;
  }
  return {{"orders", sum.orders},
          {"fills", sum.fills},
          {"refused", sum.refused},
          {"position", position_text(status)},
          {"realized_pnl", to_cents(realized)},
          {"unrealized_pnl", to_cents(unrealized)}};
}

Json tallies_of(const SessionRecord& record) {
  Json tallies = Json::object();
  for (const auto& [id, tally] : record.tallies)
    tallies[id.str()] = {{"ticks", tally.ticks}, {"signals", tally.signals}};
  return tallies;
}

std::uint64_t count_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

Tallies read_tallies(const Json& object) {
  Tallies tallies;
  const auto found = object.find("counted");
  if (found == object.end() || !found->is_object()) return tallies;
  for (const auto& [name, counts] : found->items())
    if (const auto id = ModelId::from(name); id && counts.is_object())
      tallies[*id] = {count_in(counts, "ticks"), count_in(counts, "signals")};
  return tallies;
}

Json object_of(const SessionRecord& record) {
  Json incidents = Json::array();
  for (const auto& incident : record.incidents)
    incidents.push_back({{"at", format_timestamp(incident.at)}, {"sentence", incident.sentence}});
  Json object = {{"date", format_date(record.date)},
                 {"starts", record.starts},
                 {"finished", record.outcome.has_value()},
                 {"phases", record.phases},
                 {"incident_count", record.incident_count},
                 {"incidents", std::move(incidents)},
                 {"counted", tallies_of(record)}};
  if (!record.outcome) return object;
  object["totals"] = totals_of(*record.outcome);
  const auto summary = summary_object(*record.outcome, record.phases);
  for (const auto* part : {"models", "latency_us", "feed", "refusals"})
    object[part] = summary[part];
  return object;
}

std::optional<Json> read_object(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  auto object = Json::parse(in, nullptr, false);
  if (!object.is_object() || !object.contains("date")) return std::nullopt;
  return object;
}

std::vector<Json> all_of(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator{folder, none})
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<Json> objects;
  for (const auto& file : files)
    if (auto object = read_object(file)) objects.push_back(std::move(*object));
  return objects;
}

std::string text_or(const Json& object, const char* key, const std::string& otherwise) {
  const auto found = object.find(key);
  if (found == object.end()) return otherwise;
  return found->is_string() ? found->get<std::string>() : found->dump();
}

std::string row_of(const Json& object) {
  const auto totals = object.value("totals", Json::object());
  const auto latency = object.value("latency_us", Json::object());
  char median[32] = "-";
  if (latency.contains("p50") && latency["p50"].is_number())
    std::snprintf(median, sizeof median, "%.1f", latency["p50"].get<double>());
  char row[256];
  std::snprintf(row, sizeof row, "%-10s %6s %8s %8s %8s %14s %14s %9s %9s  %s\n",
                text_or(object, "date", "-").c_str(), text_or(object, "starts", "-").c_str(),
                text_or(totals, "orders", "-").c_str(), text_or(totals, "fills", "-").c_str(),
                text_or(totals, "refused", "-").c_str(),
                text_or(totals, "realized_pnl", "-").c_str(),
                text_or(totals, "unrealized_pnl", "-").c_str(), median,
                text_or(object, "incident_count", "-").c_str(),
                totals.empty() ? "not finished" : text_or(totals, "position", "-").c_str());
  return row;
}

} // namespace

Result<void> write_session(const fs::path& folder, const SessionRecord& record) {
  std::error_code error;
  fs::create_directories(folder, error);
  const auto file = file_of(folder, record.date);
  const auto beside = fs::path{file.string() + ".new"};
  std::ofstream out{beside, std::ios::binary | std::ios::trunc};
  out << object_of(record).dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  out.close();
  if (out) fs::rename(beside, file, error);
  if (!out || error)
    return fail(Fault::Storage, "the session report " + file.string() + " cannot be written");
  return {};
}

SessionRecord read_session(const fs::path& folder, Date date) {
  SessionRecord record;
  record.date = date;
  const auto object = read_object(file_of(folder, date));
  if (!object) return record;
  record.starts = count_in(*object, "starts");
  record.incident_count = count_in(*object, "incident_count");
  record.tallies = read_tallies(*object);
  for (const auto& phase : object->value("phases", Json::array()))
    if (phase.is_string()) record.phases.push_back(phase.get<std::string>());
  for (const auto& incident : object->value("incidents", Json::array()))
    if (incident.is_object())
      record.incidents.push_back(
        {parse_timestamp(text_or(incident, "at", "")).value_or(Timestamp{}),
         text_or(incident, "sentence", "")});
  return record;
}

std::string sessions_text(const fs::path& folder) {
  const auto sessions = all_of(folder);
  if (sessions.empty()) return "no session has been traded yet\n";
  std::string text =
    "date       starts   orders    fills  refused       realized     unrealized    "
    "p50 us incidents  position\n";
  for (const auto& session : sessions) text += row_of(session);
  return text;
}

std::string sessions_json(const fs::path& folder) {
  Json array = Json::array();
  for (auto& session : all_of(folder)) array.push_back(std::move(session));
  return array.dump(2) + '\n';
}

} // namespace hft::report
