#pragma once

#include "adapters/store/mark.hpp"
#include "adapters/store/rows.hpp"
#include "adapters/store/store_file.hpp"
#include "messages/market.hpp"
#include "messages/result.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace hft::store {

/// Walks through the rows of one file, a block in memory at a time. One thread.
class RowCursor {
public:
  explicit RowCursor(StoreReader reader);
  /// Goes to the first row at `time` or later.
  Result<void> seek(Timestamp time);
  /// Reads the block of the next row when the present one is used up. True: there is a row.
  Result<bool> load();

  /// After `load` said true.
  const Rows& rows() const { return rows_; }
  std::size_t row() const { return row_; }
  Timestamp time() const { return rows_.time(row_); }
  /// Of each of the block's words, in their order; those of corporate actions have none.
  const std::vector<Mark>& marks() const { return marks_; }
  void advance(std::size_t to) { row_ = to; }
  const FileHeader& header() const { return reader_.header(); }
  const StoreReader& reader() const { return reader_; }

private:
  StoreReader reader_;
  Rows rows_;
  std::vector<Mark> marks_;
  std::size_t next_block_ = 0;
  std::size_t row_ = 0;
};

/// Rows of one file that follow each other and come before those of all other files.
struct Run {
  std::size_t stream = 0; ///< which of the files
  const RowCursor* cursor = nullptr;
  std::size_t begin = 0; ///< rows of the cursor's block
  std::size_t end = 0;
};

/// Several files by time; at equal times the file added first goes first. Runs are handed out by
/// reference: a run is valid until the next. One thread.
class RowMerge {
public:
  void add(RowCursor cursor) { cursors_.push_back(std::move(cursor)); }
  /// All files from the first row at `time` or later.
  Result<void> seek(Timestamp time);
  /// The next run; empty at the end.
  Result<std::optional<Run>> next();
  const std::vector<RowCursor>& cursors() const { return cursors_; }

private:
  std::vector<RowCursor> cursors_;
};

/// Fills the fields of a message from a row of its kind.
inline void read_trade(const Rows& rows, const std::vector<Mark>& marks, std::size_t row,
                       Trade& trade) {
  const auto& mark = marks[rows.marks[row]];
  trade.time = {rows.columns[column::time][row]};
  trade.price = {rows.columns[column::price][row]};
  trade.size = {rows.columns[column::size][row]};
  trade.id = rows.columns[column::id][row];
  trade.exchange = mark.exchange;
  trade.tape = mark.tape;
  trade.conditions = mark.conditions;
}
inline void read_quote(const Rows& rows, const std::vector<Mark>& marks, std::size_t row,
                       Quote& quote) {
  const auto& mark = marks[rows.marks[row]];
  quote.time = {rows.columns[column::time][row]};
  quote.bid = {rows.columns[column::bid][row]};
  quote.ask = {rows.columns[column::ask][row]};
  quote.bid_size = {rows.columns[column::bid_size][row]};
  quote.ask_size = {rows.columns[column::ask_size][row]};
  quote.bid_exchange = mark.exchange;
  quote.ask_exchange = mark.other_exchange;
  quote.tape = mark.tape;
  quote.conditions = mark.conditions;
}
/// `symbol` is set by the caller, as it is the same for all rows.
void read_bar(const Rows& rows, std::size_t row, Bar& bar);

/// Collects messages as rows of one kind.
class RowsBuilder {
public:
  explicit RowsBuilder(DataKind kind);
  ~RowsBuilder();
  RowsBuilder(RowsBuilder&&) noexcept;
  RowsBuilder& operator=(RowsBuilder&&) noexcept;
  void add(const Trade& trade, const Mark& more = {});
  void add(const Quote& quote, const Mark& more = {});
  void add(const Bar& bar);
  /// Any row: as many values as the kind has columns.
  void add(std::initializer_list<std::int64_t> values, std::string_view word);
  Rows take();
  std::size_t size() const { return rows_.size(); }

private:
  std::uint32_t place_of(std::string_view word);
  Rows rows_;
  struct Places;
  std::unique_ptr<Places> places_;
};

} // namespace hft::store
