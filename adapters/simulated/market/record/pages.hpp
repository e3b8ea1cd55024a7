#pragma once

#include "adapters/simulated/market/record/record.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

namespace hft::simulated {

/// Where a page begins: the `skip`th item of those at `time`, of one symbol.
struct RecordPosition {
  Symbol symbol;
  Timestamp time;
  std::int64_t skip = 0;
};
std::string to_text(const RecordPosition& position);
std::optional<RecordPosition> parse_position(std::string_view text);

inline Timestamp record_time(const Trade& trade) {
  return trade.time;
}
inline Timestamp record_time(const Quote& quote) {
  return quote.time;
}
inline Timestamp record_time(const Bar& bar) {
  return bar.start;
}

/// Cuts pages out of sequences sorted by time.
template <class T>
class PageCutter {
public:
  explicit PageCutter(const RecordQuery& query) : query_{query} {}

  /// Adds what `items` has in the range from where the page begins; false when the page is full.
  template <class Items>
  bool add(const Symbol& symbol, const Items& items, const std::optional<RecordPosition>& from) {
    const auto before = [](const T& item, Timestamp time) { return record_time(item) < time; };
    const auto after = [](Timestamp time, const T& item) { return time < record_time(item); };
    const auto first = std::lower_bound(items.begin(), items.end(), query_.start, before);
    const auto last = std::upper_bound(first, items.end(), query_.end, after);
    if (query_.descending) {
      auto begin = std::make_reverse_iterator(last);
      const auto end = std::make_reverse_iterator(first);
      if (from)
        begin = std::make_reverse_iterator(std::upper_bound(first, last, from->time, after));
      return copy(symbol, begin, end, from);
    }
    return copy(symbol, from ? std::lower_bound(first, last, from->time, before) : first, last,
                from);
  }
  RecordPage<T> take() { return std::move(page_); }
  std::size_t room() const { return query_.limit - page_.items.size(); }

private:
  template <class Iterator>
  bool copy(const Symbol& symbol, Iterator at, Iterator end,
            const std::optional<RecordPosition>& from) {
    RecordPosition position{symbol, from ? from->time : Timestamp{}, 0};
    if (from)
      for (; position.skip < from->skip && at != end && record_time(*at) == from->time; ++at)
        ++position.skip;
    for (; at != end; ++at) {
      if (record_time(*at) != position.time) position = {symbol, record_time(*at), 0};
      if (room() == 0) {
        page_.next = to_text(position);
        return false;
      }
      page_.items.push_back(*at);
      ++position.skip;
    }
    return true;
  }

  const RecordQuery& query_;
  RecordPage<T> page_;
};

/// One page over the symbols of a query; `items_of(symbol, begin)` gives a symbol's sequence, of
/// which what lies before the position `begin` is not needed.
template <class T, class ItemsOf>
Result<RecordPage<T>> cut_page(const RecordQuery& query, const ItemsOf& items_of) {
  if (query.limit == 0)
    return fail(ErrorKind::BadArgument, "record cannot cut a page: its limit is zero");
  auto symbol = query.symbols.begin();
  std::optional<RecordPosition> from;
  if (!query.position.empty()) {
    from = parse_position(query.position);
    if (from) symbol = std::find(symbol, query.symbols.end(), from->symbol);
    if (!from || symbol == query.symbols.end())
      return fail(ErrorKind::BadArgument,
                  "record cannot go on with a page: the position is not its own");
  }
  PageCutter<T> cutter{query};
  for (; symbol != query.symbols.end(); ++symbol, from.reset()) {
    decltype(auto) items = items_of(*symbol, from, cutter.room() + 1);
    if (!cutter.add(*symbol, items, from)) break;
  }
  return cutter.take();
}

} // namespace hft::simulated
