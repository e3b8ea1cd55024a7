#include "adapters/report/session_report.hpp"

#include "adapters/report/session_files.hpp"
#include "adapters/report/status_view.hpp"

namespace hft::report {

namespace fs = std::filesystem;

namespace {

constexpr const char* figure_parts[] = {"totals", "models", "latency_us", "feed", "refusals"};
constexpr const char* told_key = "unfinished_told"; // in a report: a later start has told it

fs::path file_of(const fs::path& folder, Date date) {
  return folder / (format_date(date) + ".json");
}

Json totals_json(const StatusSnapshot& status) {
  const auto totals = totals_of(status);
  return {{"orders", totals.counts.orders},
          {"fills", totals.counts.fills},
          {"refused", totals.counts.refused},
          {"position", position_words(status.desk.positions)},
          {"realized_pnl", to_cents(totals.realized_today)},
          {"realized_since_start", to_cents(totals.realized)},
          {"unrealized_pnl", to_cents(totals.unrealized)},
          {"marks", mark_words(status.desk.positions)}};
}

Json tallies_of(const SessionRecord& record) {
  Json tallies = Json::object();
  for (const auto& [id, tally] : record.tallies)
    tallies[id.str()] = {{"ticks", tally.ticks}, {"signals", tally.signals}};
  return tallies;
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
                 {"finished", record.finished},
                 {"phases", record.phases},
                 {"session", {{"date", format_date(record.date)}, {"phases", record.phases}}},
                 {"incident_count", record.incident_count},
                 {"incidents", std::move(incidents)},
                 {"counted", tallies_of(record)}};
  const auto figures = Json::parse(record.figures, nullptr, false);
  if (figures.is_object()) object.update(figures);
  return object;
}

} // namespace

std::string figures_of(const StatusSnapshot& status, const std::string& earlier) {
  const auto summary = summary_object(status, {});
  Json figures = {{"totals", totals_json(status)}};
  figures["models"] = summary["models"];
  const auto before = Json::parse(earlier, nullptr, false);
  if (status.desk.latency.count > 0)
    figures["latency_us"] = summary["latency_us"];
  else if (before.is_object() && before.contains("latency_us"))
    figures["latency_us"] = before["latency_us"];
  figures["feed"] = summary["feed"];
  figures["refusals"] = summary["refusals"];
  return figures.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string record_json(const SessionRecord& record) {
  return object_of(record).dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

void add_phase(std::vector<std::string>& phases, SessionPhase to) {
  const auto add = [&](SessionPhase phase) {
    const std::string name{to_string(phase)};
    if (phases.empty() || phases.back() != name) phases.push_back(name);
  };
  // At the close what works is canceled, whether or not that was begun earlier.
  const bool closes = to == SessionPhase::AfterHours && !phases.empty() &&
                      phases.back() == to_string(SessionPhase::Regular);
  if (closes) add(SessionPhase::Closing);
  add(to);
}

Result<void> write_session(const fs::path& folder, const SessionRecord& record) {
  return write_object(file_of(folder, record.date), object_of(record));
}

Result<SessionRecord> read_session(const fs::path& folder, Date date) {
  SessionRecord record;
  record.date = date;
  const auto object = read_object(file_of(folder, date));
  if (!object) return tl::unexpected{object.error()};
  if (object->is_null()) return record;
  record.starts = count_in(*object, "starts");
  record.finished = object->value("finished", Json{}) == true;
  record.incident_count = count_in(*object, "incident_count");
  record.tallies = read_tallies(*object);
  for (const auto& phase : object->value("phases", Json::array()))
    if (phase.is_string()) record.phases.push_back(phase.get<std::string>());
  for (const auto& incident : object->value("incidents", Json::array()))
    if (incident.is_object())
      record.incidents.push_back(
        {parse_timestamp(text_or(incident, "at", "")).value_or(Timestamp{}),
         text_or(incident, "sentence", "")});
  Json figures = Json::object();
  for (const auto* part : figure_parts)
    if (object->contains(part)) figures[part] = (*object)[part];
  if (!figures.empty()) record.figures = figures.dump();
  return record;
}

Result<fs::path> set_aside(const fs::path& folder, Date date) {
  const auto file = file_of(folder, date);
  std::error_code error;
  auto aside = fs::path{file.string() + ".torn"};
  for (int number = 2; fs::exists(aside, error); ++number)
    aside = file.string() + ".torn" + std::to_string(number);
  fs::rename(file, aside, error);
  if (error)
    return fail(ErrorKind::Storage,
                "the session report " + file.string() + " cannot be set aside: " + error.message());
  return aside;
}

std::vector<std::string> newly_unfinished(const fs::path& folder, Date end) {
  std::vector<std::string> dates;
  const auto files = report_files(folder);
  if (!files) return dates;
  for (const auto& file : *files) {
    auto object = read_object(file);
    if (!object || !object->is_object()) continue; // `hft sessions` names it
    const auto date = parse_date(text_or(*object, "date", ""));
    const bool unfinished = object->value("finished", Json{}) == false;
    if (!date || !(*date < end) || !unfinished || object->contains(told_key)) continue;
    dates.push_back(format_date(*date));
    (*object)[told_key] = true;
    (void)write_object(file, *object); // told again at the next start if it fails
  }
  return dates;
}

} // namespace hft::report
