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

void StoredTicks::start_at(Timestamp time) {
  if (!time_ || *time_ >= time) return;
  time_.reset();
  if (const auto found = cursor_.seek(time); !found)
    return complain(troubles_, found.error().sentence);
  read_next();
}

void StoredTicks::read_next() {
  time_.reset();
  for (;;) {
    const auto there = cursor_.load();
    if (!there) return complain(troubles_, there.error().sentence);
    if (!*there) return;
    const auto row = cursor_.row();
    const auto& rows = cursor_.rows();
    cursor_.advance(row + 1);
    const auto& mark = cursor_.marks()[rows.marks[row]];
    if ((mark.bits & store::Mark::Suspect) != 0) {
      complain(troubles_, "tape skips the row at " + format_timestamp(rows.time(row)) + " of " +
                            cursor_.reader().name() + ": its price is off by a power of ten");
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
