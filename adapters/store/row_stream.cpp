#include "adapters/store/row_stream.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <unordered_map>
#include <utility>

namespace hft::store {

RowCursor::RowCursor(StoreReader reader)
  : reader_(std::move(reader)),
    rows_(reader_.header().kind) {}

Result<void> RowCursor::seek(Timestamp time) {
  next_block_ = reader_.block_at(time);
  rows_.clear();
  row_ = 0;
  const auto there = load();
  if (!there) return tl::unexpected{there.error()};
  if (!*there) return {};
  const auto& times = rows_.columns[column::time];
  row_ = static_cast<std::size_t>(std::lower_bound(times.begin(), times.end(), time.nanoseconds) -
                                  times.begin());
  return {};
}

Result<bool> RowCursor::load() {
  if (row_ < rows_.size()) return true;
  if (next_block_ == reader_.blocks().size()) return false;
  if (const auto done = reader_.read_block(next_block_, rows_); !done)
    return tl::unexpected{done.error()};
  ++next_block_;
  row_ = 0;
  marks_.clear();
  for (const auto& word : rows_.words) marks_.push_back(mark_from(word).value_or(Mark{}));
  return true;
}

Result<void> RowMerge::seek(Timestamp time) {
  for (auto& cursor : cursors_)
    if (const auto done = cursor.seek(time); !done) return done;
  return {};
}

Result<std::optional<Run>> RowMerge::next() {
  constexpr auto never = std::numeric_limits<std::int64_t>::max();
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < cursors_.size(); ++i) {
    const auto there = cursors_[i].load();
    if (!there) return tl::unexpected{there.error()};
    if (*there && (!first || cursors_[i].time() < cursors_[*first].time())) first = i;
  }
  if (!first) return std::optional<Run>{};
  // Rows before the next row of an earlier file, and not after that of a later one.
  auto limit = never;
  bool limit_counts = true;
  for (std::size_t i = 0; i < cursors_.size(); ++i) {
    auto& other = cursors_[i];
    if (i == *first || other.row() >= other.rows().size()) continue;
    const auto time = other.time().nanoseconds;
    if (time > limit || (time == limit && i > *first)) continue;
    limit = time;
    limit_counts = i > *first;
  }
  auto& cursor = cursors_[*first];
  const auto& times = cursor.rows().columns[column::time];
  const auto from = times.begin() + static_cast<std::ptrdiff_t>(cursor.row());
  const auto until = limit_counts ? std::upper_bound(from, times.end(), limit)
                                  : std::lower_bound(from, times.end(), limit);
  Run run;
  run.stream = *first;
  run.cursor = &cursor;
  run.begin = cursor.row();
  run.end = static_cast<std::size_t>(until - times.begin());
  cursor.advance(run.end);
  return std::optional{run};
}

void read_bar(const Rows& rows, std::size_t row, Bar& bar) {
  bar.kind = rows.kind == DataKind::DailyBars ? BarKind::Daily : BarKind::Minute;
  bar.start = {rows.columns[column::time][row]};
  bar.open = {rows.columns[column::open][row]};
  bar.high = {rows.columns[column::high][row]};
  bar.low = {rows.columns[column::low][row]};
  bar.close = {rows.columns[column::close][row]};
  bar.vwap = {rows.columns[column::vwap][row]};
  bar.volume = {rows.columns[column::volume][row]};
  bar.trade_count = rows.columns[column::trade_count][row];
}

struct RowsBuilder::Places {
  std::unordered_map<std::string, std::uint32_t> of_word;
};

RowsBuilder::RowsBuilder(DataKind kind) : rows_(kind), places_(std::make_unique<Places>()) {}
RowsBuilder::~RowsBuilder() = default;
RowsBuilder::RowsBuilder(RowsBuilder&&) noexcept = default;
RowsBuilder& RowsBuilder::operator=(RowsBuilder&&) noexcept = default;

std::uint32_t RowsBuilder::place_of(std::string_view word) {
  const auto [found, fresh] =
    places_->of_word.try_emplace(std::string{word}, static_cast<std::uint32_t>(rows_.words.size()));
  if (fresh) rows_.words.emplace_back(word);
  return found->second;
}

void RowsBuilder::add(std::initializer_list<std::int64_t> values, std::string_view word) {
  ensure(values.size() == column_names(rows_.kind).size(), "a row has not its kind's columns");
  std::size_t i = 0;
  for (const auto value : values) rows_.columns[i++].push_back(value);
  rows_.marks.push_back(place_of(word));
}

void RowsBuilder::add(const Trade& trade, const Mark& more) {
  auto mark = more;
  mark.exchange = trade.exchange;
  mark.tape = trade.tape;
  mark.conditions = trade.conditions;
  add({trade.time.nanoseconds, trade.price.units, trade.size.units, trade.id}, word_of(mark));
}

void RowsBuilder::add(const Quote& quote, const Mark& more) {
  auto mark = more;
  mark.exchange = quote.bid_exchange;
  mark.other_exchange = quote.ask_exchange;
  mark.tape = quote.tape;
  mark.conditions = quote.conditions;
  add({quote.time.nanoseconds, quote.bid.units, quote.ask.units, quote.bid_size.units,
       quote.ask_size.units},
      word_of(mark));
}

void RowsBuilder::add(const Bar& bar) {
  add({bar.start.nanoseconds, bar.open.units, bar.high.units, bar.low.units, bar.close.units,
       bar.vwap.units, bar.volume.units, bar.trade_count},
      {});
}

Rows RowsBuilder::take() {
  places_->of_word.clear();
  return std::exchange(rows_, Rows{rows_.kind});
}

} // namespace hft::store
