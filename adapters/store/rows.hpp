#pragma once

#include "messages/market.hpp"
#include "messages/timestamp.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hft::store {

/// What a file of the store holds, of one symbol: a day of the first three, a year of daily bars,
/// all corporate actions.
enum class DataKind : std::uint8_t { Trades, Quotes, MinuteBars, DailyBars, Actions };
inline constexpr DataKind data_kinds[] = {DataKind::Trades, DataKind::Quotes, DataKind::MinuteBars,
                                          DataKind::DailyBars, DataKind::Actions};
/// `trades`, `quotes`, `minute`, `daily`, `actions`.
std::string_view to_string(DataKind kind);
std::optional<DataKind> data_kind_from(std::string_view text);

inline constexpr std::size_t most_columns = 8;
/// The names of a kind's columns of integers, in their order; the first is the time.
const std::vector<std::string>& column_names(DataKind kind);

/// The places of columns. Prices and sizes in units of 1e-9, times in nanoseconds.
namespace column {
inline constexpr std::size_t time = 0;
// trades
inline constexpr std::size_t price = 1;
inline constexpr std::size_t size = 2;
inline constexpr std::size_t id = 3;
// quotes
inline constexpr std::size_t bid = 1;
inline constexpr std::size_t ask = 2;
inline constexpr std::size_t bid_size = 3;
inline constexpr std::size_t ask_size = 4;
// bars
inline constexpr std::size_t open = 1;
inline constexpr std::size_t high = 2;
inline constexpr std::size_t low = 3;
inline constexpr std::size_t close = 4;
inline constexpr std::size_t vwap = 5;
inline constexpr std::size_t volume = 6;
inline constexpr std::size_t trade_count = 7;
// corporate actions
inline constexpr std::size_t action = 1;
inline constexpr std::size_t old_rate = 2;
inline constexpr std::size_t new_rate = 3;
inline constexpr std::size_t cash = 4;
inline constexpr std::size_t price_factor = 5;
inline constexpr std::size_t split_factor = 6;
inline constexpr std::size_t reference_price = 7;
} // namespace column

/// Rows as columns of integers, and beside them for each row a word: what repeats from row to row
/// and is no number (exchange, tape, conditions; see `mark.hpp`). Kept to be filled again without
/// allocating. One thread.
struct Rows {
  DataKind kind = DataKind::Trades;
  std::array<std::vector<std::int64_t>, most_columns> columns;
  std::vector<std::uint32_t> marks; ///< a row's place in `words`
  std::vector<std::string> words;

  explicit Rows(DataKind of = DataKind::Trades) : kind(of) {}
  std::size_t size() const { return columns[column::time].size(); }
  bool empty() const { return size() == 0; }
  Timestamp time(std::size_t row) const { return {columns[column::time][row]}; }
  std::string_view word(std::size_t row) const { return words[marks[row]]; }
  void clear();
  /// Whether both hold the same rows; the order of their words does not count.
  bool same_rows(const Rows& other) const;
};

/// Sorts by time; rows of equal times keep their order.
void sort_by_time(Rows& rows);
/// The rows whose place in `keep` is true.
void keep_rows(Rows& rows, const std::vector<bool>& keep);

} // namespace hft::store
