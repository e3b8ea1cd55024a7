#include "app/cli/journal_command.hpp"

#include "adapters/storage/journal_reader.hpp"
#include "adapters/storage/journal_text.hpp"
#include "adapters/storage/note_file.hpp"
#include "app/console/logging.hpp"
#include "app/settings/state_dir.hpp"
#include "app/wiring/open_orders.hpp"
#include "messages/new_york.hpp"

#include <cstdio>
#include <filesystem>
#include <optional>
#include <system_error>
#include <vector>

namespace hft {

namespace {

/// What the models noted, between the records of the journal by time, or beside the order whose
/// reason it is.
class NotesBetween {
public:
  NotesBetween(const std::filesystem::path& account_folder, const JournalOptions& options)
    : folder_(account_folder.empty() ? account_folder : storage::notes_folder(account_folder)),
      options_(options),
      dates_(storage::note_dates(folder_)) {}

  /// Those of the time up to this, each once.
  void print_until(Timestamp time) {
    while (next() && shown_[place_].note.time <= time) print(shown_[place_++]);
  }
  /// Those of the order's own event.
  void print_reason(const Order& order) {
    for (const auto& kept : of(new_york_date(order.caused_by)))
      if (kept.model == order.model && kept.note.time == order.caused_by) print(kept);
  }

private:
  /// Whether there is one more at `place_`.
  bool next() {
    while (place_ == shown_.size()) {
      if (date_ == dates_.size()) return false;
      auto notes = storage::read_notes(folder_, dates_[date_++]);
      if (!notes) std::fprintf(stderr, "hft: %s\n", notes.error().sentence.c_str());
      shown_ = notes ? std::move(*notes) : std::vector<storage::KeptNote>{};
      place_ = 0;
    }
    return true;
  }
  const std::vector<storage::KeptNote>& of(Date date) {
    if (looked_up_ == date) return found_;
    looked_up_ = date;
    found_ = storage::read_notes(folder_, date).value_or(std::vector<storage::KeptNote>{});
    return found_;
  }
  void print(const storage::KeptNote& kept) const {
    if (!kept.note.plot.empty() && !options_.plots) return;
    // Zero: it is none of the journal's own records.
    const auto line = options_.format == "json"
                        ? R"({"sequence":0,)" + storage::note_line(kept).substr(1)
                        : "- " + storage::note_text(kept);
    std::printf("%s\n", line.c_str());
  }

  std::filesystem::path folder_;
  const JournalOptions& options_;
  std::vector<Date> dates_;
  std::size_t date_ = 0; ///< of `dates_`: the next to be read
  std::vector<storage::KeptNote> shown_;
  std::size_t place_ = 0;
  std::optional<Date> looked_up_;
  std::vector<storage::KeptNote> found_;
};

} // namespace

int run_journal(const JournalOptions& options) {
  const auto found = existing_state_dir(options.state_dir);
  if (!found) {
    say_failure(found.error().sentence);
    return exit_code::usage;
  }
  const auto& state_dir = *found;
  if (options.verify && !options.order.empty()) {
    say_failure("--verify and --order exclude each other: the first checks all records, the second "
                "shows those of one order");
    return exit_code::usage;
  }
  const auto dir = newest_account_dir(state_dir);
  if (!dir) return say_failure(dir.error().sentence), exit_code::journal;
  if (dir->empty())
    std::fprintf(stderr, "There is no journal in %s yet.\n", state_dir.string().c_str());
  NotesBetween notes{*dir, options};
  std::size_t shown = 0;
  const auto print = [&](const JournalRecord& record) {
    if (options.verify) return;
    if (!options.order.empty() && !storage::mentions(record, options.order)) return;
    ++shown;
    const auto* intent = std::get_if<journal::Intent>(&record.entry);
    if (options.order.empty())
      notes.print_until(record.at);
    else if (intent != nullptr)
      notes.print_reason(intent->order);
    const auto line =
      options.format == "json" ? storage::json_line(record) : storage::text_line(record);
    std::printf("%s\n", line.c_str());
  };
  const auto end = dir->empty() ? Result<storage::JournalEnd>{storage::JournalEnd{}}
                                : storage::read_journal(*dir, print);
  if (!end) {
    std::fprintf(stderr, "hft: %s\n", end.error().sentence.c_str());
    return exit_code::journal;
  }
  if (!options.verify && options.order.empty()) notes.print_until(Timestamp{INT64_MAX});
  for (const auto& torn : end->torn) std::fprintf(stderr, "%s\n", torn.c_str());
  if (options.verify && !dir->empty()) {
    // Good is what a start could read: the records are taken in as it would.
    if (const auto replayed = check_replay(*dir); !replayed) {
      std::fprintf(stderr, "hft: %s\n", replayed.error().sentence.c_str());
      return exit_code::journal;
    }
  }
  if (options.verify)
    std::printf("%llu records in %zu files are good\n",
                static_cast<unsigned long long>(end->records), end->files);
  if (!options.order.empty() && shown == 0 && !options.verify) {
    std::fprintf(stderr, "hft: no record mentions %s\n", options.order.c_str());
    return exit_code::failed;
  }
  return exit_code::done;
}

} // namespace hft
