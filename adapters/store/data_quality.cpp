#include "adapters/store/data_quality.hpp"

#include "adapters/store/mark.hpp"
#include "messages/new_york.hpp"
#include "messages/units.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace hft::store {

namespace {

constexpr std::uint64_t told_of_a_kind = 5;
constexpr Duration shortest_gap = std::chrono::minutes{5};
constexpr std::int64_t gap_factor = 30; ///< times the usual distance of two rows

using Prices = std::vector<std::int64_t>;

std::int64_t median_of(const Prices& prices) {
  Prices sorted;
  for (const auto price : prices)
    if (price > 0) sorted.push_back(price);
  if (sorted.empty()) return 0;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  return *middle;
}

/// Within a fifth of 10, 100 or 1000 times the other, either way.
bool off_by_power_of_ten(std::int64_t price, std::int64_t usual) {
  if (price <= 0 || usual <= 0) return false;
  const auto larger = static_cast<int128>(std::max(price, usual));
  const auto smaller = static_cast<int128>(std::min(price, usual));
  for (const int power : {10, 100, 1000})
    if (larger * 10 >= smaller * power * 8 && larger * 10 <= smaller * power * 12) return true;
  return false;
}

/// Quotes nobody means: a cent or so to buy, a hundred thousand dollars to sell.
bool is_stub(std::int64_t price) {
  return price <= cents(5).units || price >= dollars(100'000).units;
}

class Inspection {
public:
  Inspection(const Rows& rows, std::string name, QualityReport& report)
    : rows_(rows),
      name_(std::move(name)),
      report_(report),
      keep_(rows.size(), true),
      suspect_(rows.size(), false) {}

  void inspect(const std::optional<RegularHours>& hours) {
    switch (rows_.kind) {
      case DataKind::Trades: inspect_trades(); break;
      case DataKind::Quotes: inspect_quotes(); break;
      case DataKind::MinuteBars:
      case DataKind::DailyBars: inspect_bars(); break;
      case DataKind::Actions: return;
    }
    if (hours && rows_.kind != DataKind::DailyBars) inspect_gaps(*hours);
  }
  const std::vector<bool>& keep() const { return keep_; }
  const std::vector<bool>& suspect() const { return suspect_; }

private:
  void tell(DataTrouble trouble, std::size_t row, const std::string& what) {
    report_.count(trouble, name_ + " at " + format_timestamp(rows_.time(row)) + ": " + what);
  }
  std::int64_t value(std::size_t column, std::size_t row) const {
    return rows_.columns[column][row];
  }
  bool same_as_before(std::size_t row) const {
    const auto columns = column_names(rows_.kind).size();
    for (std::size_t c = 0; c < columns; ++c)
      if (!(rows_.kind == DataKind::Trades && c == column::id) &&
          value(c, row) != value(c, row - 1))
        return false;
    return rows_.word(row) == rows_.word(row - 1);
  }
  void suspect_price(std::size_t row, std::int64_t price, std::int64_t usual) {
    suspect_[row] = true;
    tell(DataTrouble::PowerOfTen, row,
         "a price of " + format_units(price) + " among prices of about " + format_units(usual));
  }

  void inspect_trades() {
    const auto usual = median_of(rows_.columns[column::price]);
    std::vector<Mark> marks;
    for (const auto& word : rows_.words) marks.push_back(mark_from(word).value_or(Mark{}));
    std::unordered_map<char, std::unordered_set<std::int64_t>> ids;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      const auto& mark = marks[rows_.marks[row]];
      const auto id = value(column::id, row);
      const bool has_id = (mark.bits & Mark::Engine) == 0 && id != 0;
      if (has_id && !ids[mark.exchange].insert(id).second) {
        keep_[row] = false;
        tell(DataTrouble::Duplicate, row, "the trade " + std::to_string(id) + " comes again");
        continue;
      }
      if (!has_id && row > 0 && same_as_before(row))
        tell(DataTrouble::Repeated, row, "the same trade as before");
      if (const auto price = value(column::price, row); off_by_power_of_ten(price, usual))
        suspect_price(row, price, usual);
    }
  }

  void inspect_quotes() {
    const auto usual_bid = median_of(rows_.columns[column::bid]);
    const auto usual_ask = median_of(rows_.columns[column::ask]);
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      const auto bid = value(column::bid, row);
      const auto ask = value(column::ask, row);
      if (row > 0 && same_as_before(row))
        tell(DataTrouble::Repeated, row, "the same quote as before");
      if (bid > 0 && ask > 0 && bid > ask)
        tell(DataTrouble::Crossed, row,
             "a bid of " + format_units(bid) + " above an ask of " + format_units(ask));
      if (!is_stub(bid) && off_by_power_of_ten(bid, usual_bid))
        suspect_price(row, bid, usual_bid);
      else if (!is_stub(ask) && off_by_power_of_ten(ask, usual_ask))
        suspect_price(row, ask, usual_ask);
    }
  }

  /// Against its neighbours: a split moves prices for good, an error a bar.
  bool stands_out(std::size_t price, std::size_t row) const {
    if (rows_.size() < 2) return false;
    const auto before = row > 0 ? value(column::close, row - 1) : value(column::open, row + 1);
    const auto after =
      row + 1 < rows_.size() ? value(column::open, row + 1) : value(column::close, row - 1);
    return off_by_power_of_ten(value(price, row), before) &&
           off_by_power_of_ten(value(price, row), after);
  }

  void inspect_bars() {
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      if (row > 0 && rows_.time(row) == rows_.time(row - 1)) {
        keep_[row] = false;
        tell(DataTrouble::Duplicate, row,
             same_as_before(row) ? "the same bar comes again"
                                 : "another bar of the same time, with other numbers");
        continue;
      }
      const auto open = value(column::open, row);
      const auto close = value(column::close, row);
      if (value(column::high, row) < std::max(open, close) ||
          value(column::low, row) > std::min(open, close) || value(column::low, row) <= 0) {
        suspect_[row] = true;
        tell(DataTrouble::ImpossibleBar, row, "its high or low contradicts its other prices");
      }
      for (const auto price : {column::open, column::high, column::low, column::close})
        if (stands_out(price, row)) {
          suspect_price(row, value(price, row), value(column::close, row > 0 ? row - 1 : row + 1));
          break;
        }
    }
  }

  void inspect_gaps(const RegularHours& hours) {
    const auto& times = rows_.columns[column::time];
    const auto from = std::lower_bound(times.begin(), times.end(), hours.open.nanoseconds);
    const auto until = std::lower_bound(from, times.end(), hours.close.nanoseconds);
    const auto count = until - from;
    if (count == 0) {
      if (!rows_.empty()) tell(DataTrouble::Gap, 0, "nothing in the regular hours");
      return;
    }
    const auto usual = (hours.close - hours.open).count() / (count + 1);
    const auto longest = std::max(shortest_gap.count(), usual * gap_factor);
    auto before = hours.open.nanoseconds;
    const auto look = [&](std::int64_t time) {
      if (time - before >= longest)
        report_.count(DataTrouble::Gap, name_ + ": nothing from " +
                                          format_timestamp(Timestamp{before}) + " to " +
                                          format_timestamp(Timestamp{time}));
      before = time;
    };
    for (auto time = from; time != until; ++time) look(*time);
    look(hours.close.nanoseconds);
  }

  const Rows& rows_;
  std::string name_;
  QualityReport& report_;
  std::vector<bool> keep_;
  std::vector<bool> suspect_;
};

/// Gives the rows that are suspect a word that says so.
void mark_suspects(Rows& rows, const std::vector<bool>& suspect) {
  if (std::find(suspect.begin(), suspect.end(), true) == suspect.end()) return;
  std::unordered_map<std::uint32_t, std::uint32_t> marked;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (!suspect[row]) continue;
    const auto [found, fresh] =
      marked.try_emplace(rows.marks[row], static_cast<std::uint32_t>(rows.words.size()));
    if (fresh) {
      auto mark = mark_from(rows.word(row)).value_or(Mark{});
      mark.bits |= Mark::Suspect;
      rows.words.push_back(word_of(mark));
    }
    rows.marks[row] = found->second;
  }
}

void count_unsorted(const Rows& rows, const std::string& name, QualityReport& report) {
  for (std::size_t row = 1; row < rows.size(); ++row)
    if (rows.time(row) < rows.time(row - 1))
      report.count(DataTrouble::Unsorted, name + " at " + format_timestamp(rows.time(row)) +
                                            ": earlier than the row before it");
}

} // namespace

std::string_view to_string(DataTrouble trouble) {
  switch (trouble) {
    case DataTrouble::Malformed: return "malformed";
    case DataTrouble::Unsorted: return "unsorted";
    case DataTrouble::Duplicate: return "duplicate";
    case DataTrouble::Repeated: return "repeated";
    case DataTrouble::WrongSymbol: return "wrong symbol";
    case DataTrouble::WrongDate: return "wrong date";
    case DataTrouble::Crossed: return "crossed quote";
    case DataTrouble::PowerOfTen: return "price off by a power of ten";
    case DataTrouble::ImpossibleBar: return "impossible bar";
    case DataTrouble::Gap: return "gap";
    case DataTrouble::MissingDay: break;
  }
  return "missing day";
}

void QualityReport::count(DataTrouble trouble, const std::string& sentence, std::uint64_t times) {
  auto& count = counts_[std::string{to_string(trouble)}];
  if (count < told_of_a_kind)
    sentences_.push_back(std::string{to_string(trouble)} + ": " + sentence);
  count += times;
}

void QualityReport::add(const QualityReport& other) {
  for (const auto& [kind, times] : other.counts_) counts_[kind] += times;
  sentences_.insert(sentences_.end(), other.sentences_.begin(), other.sentences_.end());
}

std::uint64_t QualityReport::of(DataTrouble trouble) const {
  const auto found = counts_.find(std::string{to_string(trouble)});
  return found == counts_.end() ? 0 : found->second;
}

std::string QualityReport::text() const {
  std::string text;
  for (const auto& [kind, times] : counts_)
    text += (text.empty() ? "" : ", ") + std::to_string(times) + ' ' + kind;
  return text;
}

void clean_rows(Rows& rows, const std::string& name, const std::optional<RegularHours>& hours,
                QualityReport& report) {
  count_unsorted(rows, name, report);
  sort_by_time(rows);
  Inspection inspection{rows, name, report};
  inspection.inspect(hours);
  mark_suspects(rows, inspection.suspect());
  keep_rows(rows, inspection.keep());
}

void check_rows(const Rows& rows, const std::string& name, const std::optional<RegularHours>& hours,
                QualityReport& report) {
  count_unsorted(rows, name, report);
  Inspection{rows, name, report}.inspect(hours);
}

std::vector<Date> missing_days(const std::vector<Date>& days, const HoursOf& hours) {
  std::vector<Date> missing;
  if (days.empty() || !hours) return missing;
  auto next = days.begin();
  for (auto day = days.front(); day <= days.back(); day = day + 1) {
    if (*next == day) {
      ++next;
      continue;
    }
    if (hours(day)) missing.push_back(day);
  }
  return missing;
}

} // namespace hft::store
