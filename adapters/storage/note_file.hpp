#pragma once

#include "messages/model_notes.hpp"
#include "messages/result.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace hft::storage {

/// A note or a point of a plot, and whose it is. It gives the reason of the orders of its model
/// that were caused at the same time.
struct KeptNote {
  ModelId model;
  ModelNote note;
  bool operator==(const KeptNote&) const = default;
};

/// What models noted, beside the journal of an account: `notes/DATE.jsonl`, a JSON object a line,
/// by the New York date of the event. A file takes no more than `largest_note_file`.
inline constexpr std::uintmax_t largest_note_file = 64 << 20;
std::filesystem::path notes_folder(const std::filesystem::path& account_folder);

/// The line of a note, without its end; `read_note_line` of it gives the same note.
std::string note_line(const KeptNote& kept);
Result<KeptNote> read_note_line(std::string_view line);
/// For people: `2026-07-02T14:00:00Z remark rsi: RSI 28.1`.
std::string note_text(const KeptNote& kept);

/// Adds them to the files of their dates; answers how many had no room any more. Waits for the
/// disk.
Result<std::uint64_t> append_notes(const std::filesystem::path& folder,
                                   std::span<const KeptNote> notes);

/// The dates that have notes, oldest first; none when there is no folder.
std::vector<Date> note_dates(const std::filesystem::path& folder);
/// The notes of a date by their time. A line that is none, as the last one of a killed program may
/// be, is left out.
Result<std::vector<KeptNote>> read_notes(const std::filesystem::path& folder, Date date);

} // namespace hft::storage
