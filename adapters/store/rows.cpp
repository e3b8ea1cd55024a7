#include "adapters/store/rows.hpp"

#include <algorithm>
#include <numeric>

namespace hft::store {

std::string_view to_string(DataKind kind) {
  switch (kind) {
    case DataKind::Trades: return "trades";
    case DataKind::Quotes: return "quotes";
    case DataKind::MinuteBars: return "minute";
    case DataKind::DailyBars: return "daily";
    case DataKind::Actions: break;
  }
  return "actions";
}

std::optional<DataKind> data_kind_from(std::string_view text) {
  for (const auto kind : data_kinds)
    if (to_string(kind) == text) return kind;
  return std::nullopt;
}

const std::vector<std::string>& column_names(DataKind kind) {
  static const std::vector<std::string> trades{"time", "price", "size", "id"};
  static const std::vector<std::string> quotes{"time", "bid", "ask", "bid_size", "ask_size"};
  static const std::vector<std::string> bars{"time",  "open", "high",   "low",
                                             "close", "vwap", "volume", "trade_count"};
  static const std::vector<std::string> actions{"time",         "action",         "old_rate",
                                                "new_rate",     "cash",           "price_factor",
                                                "split_factor", "reference_price"};
  switch (kind) {
    case DataKind::Trades: return trades;
    case DataKind::Quotes: return quotes;
    case DataKind::MinuteBars:
    case DataKind::DailyBars: return bars;
    case DataKind::Actions: break;
  }
  return actions;
}

void Rows::clear() {
  for (auto& values : columns) values.clear();
  marks.clear();
  words.clear();
}

bool Rows::same_rows(const Rows& other) const {
  if (kind != other.kind || columns != other.columns || marks.size() != other.marks.size())
    return false;
  for (std::size_t row = 0; row < marks.size(); ++row)
    if (word(row) != other.word(row)) return false;
  return true;
}

namespace {

template <class T>
void reorder(std::vector<T>& values, const std::vector<std::size_t>& order) {
  std::vector<T> sorted;
  sorted.reserve(order.size());
  for (const auto row : order) sorted.push_back(values[row]);
  values = std::move(sorted);
}

void take_in_order(Rows& rows, const std::vector<std::size_t>& order) {
  const auto count = column_names(rows.kind).size();
  for (std::size_t i = 0; i < count; ++i) reorder(rows.columns[i], order);
  reorder(rows.marks, order);
}

} // namespace

void sort_by_time(Rows& rows) {
  const auto& times = rows.columns[column::time];
  if (std::is_sorted(times.begin(), times.end())) return;
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return times[a] < times[b]; });
  take_in_order(rows, order);
}

void keep_rows(Rows& rows, const std::vector<bool>& keep) {
  if (std::find(keep.begin(), keep.end(), false) == keep.end()) return;
  std::vector<std::size_t> order;
  for (std::size_t row = 0; row < rows.size(); ++row)
    if (keep[row]) order.push_back(row);
  take_in_order(rows, order);
}

} // namespace hft::store
