#pragma once

#include "adapters/store/rows.hpp"
#include "messages/fixed_text.hpp"
#include "messages/timestamp.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hft::store {

/// What can be wrong with market data.
enum class DataTrouble : std::uint8_t {
  Malformed,     ///< a line or item that cannot be read; left out
  Unsorted,      ///< a row earlier than the one before it; put in its place
  Duplicate,     ///< the same trade id, or the same bar, again; left out
  Repeated,      ///< the same as the row before, without an id that would tell; kept
  WrongSymbol,   ///< of another symbol than the file or than was asked for; left out
  WrongDate,     ///< of another day than the file's name says; left out
  Crossed,       ///< a bid above the ask; kept
  PowerOfTen,    ///< a price about 10, 100 or 1000 times its neighbours or a part of them; kept,
                 ///< never played
  ImpossibleBar, ///< a high below or a low above its other prices; kept, never played
  Gap,           ///< long silence in regular hours
  MissingDay,    ///< a session without a file between two that have one
};
/// `malformed`, `unsorted`, ..., `price off by a power of ten`.
std::string_view to_string(DataTrouble trouble);

/// Counts troubles by kind and keeps a sentence of the first few of each. One thread.
class QualityReport {
public:
  void count(DataTrouble trouble, const std::string& sentence, std::uint64_t times = 1);
  void add(const QualityReport& other);
  const std::map<std::string, std::uint64_t>& counts() const { return counts_; }
  const std::vector<std::string>& sentences() const { return sentences_; }
  std::uint64_t of(DataTrouble trouble) const;
  bool empty() const { return counts_.empty(); }
  /// `2 duplicate, 1 gap`.
  std::string text() const;

private:
  std::map<std::string, std::uint64_t> counts_;
  std::vector<std::string> sentences_;
};

/// The regular hours of a day.
struct RegularHours {
  Timestamp open;
  Timestamp close;
};
/// Empty on days without a session.
using HoursOf = std::function<std::optional<RegularHours>(Date)>;

/// Looks through the rows of one file, in the order they came: sorts them, takes duplicates out,
/// marks what must not be played, and counts. `name` begins each sentence. Without hours no gap is
/// looked for.
void clean_rows(Rows& rows, const std::string& name, const std::optional<RegularHours>& hours,
                QualityReport& report);
/// The same for rows that are stored: changes nothing.
void check_rows(const Rows& rows, const std::string& name, const std::optional<RegularHours>& hours,
                QualityReport& report);

/// Sessions between the first and the last of `days` (sorted) that are not among them.
std::vector<Date> missing_days(const std::vector<Date>& days, const HoursOf& hours);

} // namespace hft::store
