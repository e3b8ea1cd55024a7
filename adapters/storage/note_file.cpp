#include "adapters/storage/note_file.hpp"

#include "adapters/storage/bounded_file.hpp"
#include "messages/new_york.hpp"
#include "messages/number_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <system_error>

namespace fs = std::filesystem;

namespace hft::storage {

namespace {

using NoteJson = nlohmann::ordered_json;

fs::path file_of(const fs::path& folder, Date date) {
  return folder / (format_date(date) + ".jsonl");
}

/// A killed program's last line stays alone.
bool ends_within_line(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in.seekg(-1, std::ios::end)) return false;
  return in.get() != '\n';
}

tl::unexpected<Failure> no_note(const std::string& why) {
  return fail(ErrorKind::BadPayload, "a note cannot be read: " + why);
}

} // namespace

fs::path notes_folder(const fs::path& account_folder) {
  return account_folder / "notes";
}

std::string note_line(const KeptNote& kept) {
  const auto& note = kept.note;
  NoteJson json;
  json["at"] = format_timestamp(note.time);
  json["record"] = note.plot.empty() ? "remark" : "plot";
  json["model"] = kept.model.str();
  if (note.sequence != 0) json["signal"] = note.sequence;
  if (note.plot.empty()) {
    json["text"] = note.text;
  } else {
    json["name"] = note.plot;
    json["value"] = note.value;
  }
  return json.dump(-1, ' ', false, NoteJson::error_handler_t::replace);
}

Result<KeptNote> read_note_line(std::string_view line) {
  const auto json = NoteJson::parse(line, nullptr, false);
  if (!json.is_object()) return no_note("it is no JSON object");
  const auto text = [&](const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string{};
  };
  const auto at = parse_timestamp(text("at"));
  const auto model = ModelId::from(text("model"));
  if (!at) return no_note("it has no time");
  if (!model || model->empty()) return no_note("it names no model");
  KeptNote kept;
  kept.model = *model;
  kept.note.time = *at;
  if (const auto signal = json.find("signal"); signal != json.end() && signal->is_number_unsigned())
    kept.note.sequence = signal->get<std::uint64_t>();
  if (text("record") != "plot") {
    kept.note.text = text("text");
    return kept;
  }
  kept.note.plot = text("name");
  const auto value = json.find("value");
  if (kept.note.plot.empty() || value == json.end() || !value->is_number())
    return no_note("it is a point without a name or a number");
  kept.note.value = value->get<double>();
  return kept;
}

std::string note_text(const KeptNote& kept) {
  const auto& note = kept.note;
  const auto begin = format_timestamp(note.time) + (note.plot.empty() ? " remark " : " plot ") +
                     kept.model.str() + ": ";
  return note.plot.empty() ? begin + note.text
                           : begin + note.plot + ' ' + fixed_text(note.value, 6);
}

Result<std::uint64_t> append_notes(const fs::path& folder, std::span<const KeptNote> notes) {
  if (notes.empty()) return 0;
  std::map<Date, std::string> texts;
  std::map<Date, std::uint64_t> counts;
  for (const auto& kept : notes) {
    const auto date = new_york_date(kept.note.time);
    texts[date] += note_line(kept) + '\n';
    ++counts[date];
  }
  std::error_code failed;
  fs::create_directories(folder, failed);
  fs::permissions(folder, fs::perms::owner_all, failed);
  std::uint64_t dropped = 0;
  for (const auto& [date, text] : texts) {
    const auto file = file_of(folder, date);
    const auto size = fs::file_size(file, failed);
    if (!failed && size + text.size() > largest_note_file) {
      dropped += counts[date];
      continue;
    }
    const bool is_torn = ends_within_line(file);
    std::ofstream out{file, std::ios::binary | std::ios::app};
    if (is_torn) out << '\n';
    out << text;
    out.close();
    if (!out)
      return fail(ErrorKind::Storage, "the models' notes cannot be written to " + file.string());
  }
  return dropped;
}

std::vector<Date> note_dates(const fs::path& folder) {
  std::vector<Date> dates;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator{folder, failed})
    if (entry.path().extension() == ".jsonl")
      if (const auto date = parse_date(entry.path().stem().string())) dates.push_back(*date);
  std::sort(dates.begin(), dates.end());
  return dates;
}

Result<std::vector<KeptNote>> read_notes(const fs::path& folder, Date date) {
  const auto text = read_bounded(file_of(folder, date), 2 * largest_note_file);
  if (!text) return tl::unexpected{text.error()};
  std::vector<KeptNote> notes;
  if (!*text) return notes;
  std::string_view rest = **text;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    if (auto kept = read_note_line(rest.substr(0, end))) notes.push_back(std::move(*kept));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  std::stable_sort(notes.begin(), notes.end(),
                   [](const KeptNote& a, const KeptNote& b) { return a.note.time < b.note.time; });
  return notes;
}

} // namespace hft::storage
