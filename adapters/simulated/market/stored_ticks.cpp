#include "adapters/simulated/market/stored_ticks.hpp"

#include "adapters/simulated/market/tape/csv.hpp"

#include <utility>

namespace hft::simulated {

StoredTicks::StoredTicks(store::StoreReader reader, const Symbol& symbol)
  : cursor_{std::move(reader)},
    symbols_{symbol},
    quotes_{cursor_.header().kind == store::DataKind::Quotes} {
  trade_.symbol = quote_.symbol = symbol;
  read_next();
  if (time_ && !quotes_) first_price_ = trade_.price;
}

MarketEvent StoredTicks::take() {
  ensure(time_.has_value(), "a tape that has ended was asked for an event");
  MarketEvent event = quotes_ ? MarketEvent{quote_} : MarketEvent{trade_};
  read_next();
  return event;
}

void StoredTicks::drop() {
  ensure(time_.has_value(), "a tape that has ended was asked for an event");
  read_next();
}

void StoredTicks::start_at(Timestamp time) {
  if (!time_ || *time_ >= time) return;
  time_.reset();
  if (const auto found = cursor_.seek(time); !found)
    return complain(troubles_, found.error().sentence);
  row_ = end_ = 0;
  read_next();
}

/// Reads on in the file; false at its end, or where it cannot be read.
bool StoredTicks::begin_block() {
  if (end_ > 0) cursor_.advance(end_);
  row_ = end_ = 0;
  const auto there = cursor_.load();
  if (!there) {
    complain(troubles_, there.error().sentence);
    return false;
  }
  if (!*there) return false;
  row_ = cursor_.row();
  end_ = cursor_.rows().size();
  return true;
}

void StoredTicks::skip_suspect(std::size_t row) {
  complain(troubles_, "tape skips the row at " + format_timestamp(cursor_.rows().time(row)) +
                        " of " + cursor_.reader().name() + ": its price is off by a power of ten");
}

void StoredTicks::read_next() {
  for (;;) {
    if (row_ == end_ && !begin_block()) return time_.reset();
    const auto row = row_++;
    const auto& rows = cursor_.rows();
    const auto& mark = cursor_.marks()[rows.marks[row]];
    if ((mark.bits & store::Mark::Suspect) != 0) [[unlikely]] {
      skip_suspect(row);
      continue;
    }
    if (quotes_)
      store::read_quote(rows, cursor_.marks(), row, quote_);
    else
      store::read_trade(rows, cursor_.marks(), row, trade_);
    time_ = rows.time(row);
    return;
  }
}

} // namespace hft::simulated
