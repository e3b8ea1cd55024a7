#include "adapters/report/session_report.hpp"

#include "adapters/report/session_files.hpp"

namespace hft::report {

namespace fs = std::filesystem;

namespace {

constexpr const char* figure_parts[] = {"totals", "models", "latency_us", "feed", "refusals"};
constexpr const char* told_key = "unfinished_told"; // in a report: a later start has told it

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
  Money today;
  Money realized;
  Money unrealized;
  for (const auto& model : status.models) {
    sum.orders += model.counts.orders;
    sum.fills += model.counts.fills;
    sum.refused += model.counts.refused;
    today += model.book.realized_today;
    realized += model.book.realized;
    unrealized += model.book.unrealized;
  }
  return {{"orders", sum.orders},
          {"fills", sum.fills},
          {"refused", sum.refused},
          {"position", position_text(status)},
          {"realized_pnl", to_cents(today)},
          {"realized_since_start", to_cents(realized)},
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
                 {"finished", record.finished},
                 {"phases", record.phases},
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
  Json figures = {{"totals", totals_of(status)}};
  figures["models"] = summary["models"];
  for (const auto& model : status.models) {
    auto& shown = figures["models"][model.id.str()];
    shown["realized_pnl"] = to_string(model.book.realized_today);
    shown["realized_since_start"] = to_string(model.book.realized);
  }
  const auto before = Json::parse(earlier, nullptr, false);
  if (status.desk.latency.count > 0)
    figures["latency_us"] = summary["latency_us"];
  else if (before.is_object() && before.contains("latency_us"))
    figures["latency_us"] = before["latency_us"];
  figures["feed"] = summary["feed"];
  figures["refusals"] = summary["refusals"];
  return figures.dump(-1, ' ', false, Json::error_handler_t::replace);
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
    return fail(Fault::Storage,
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
