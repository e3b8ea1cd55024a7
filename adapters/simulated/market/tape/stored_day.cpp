#include "adapters/simulated/market/tape/stored_day.hpp"

#include "adapters/simulated/market/tape/csv.hpp"
#include "adapters/store/row_stream.hpp"

#include <utility>

namespace hft::simulated {

namespace {

/// One file of the store, a block in memory at a time.
class StoreSource final : public MarketSource {
public:
  explicit StoreSource(store::StoreReader reader)
    : cursor_{std::move(reader)},
      symbols_{cursor_.header().symbol},
      quotes_{cursor_.header().kind == store::DataKind::Quotes} {
    trade_.symbol = quote_.symbol = symbols_.front();
    read_next();
    if (time_ && !quotes_) first_price_ = trade_.price;
  }
  std::optional<Timestamp> next_time() const override { return time_; }
  MarketEvent take() override {
    ensure(time_.has_value(), "a tape that has ended was asked for an event");
    MarketEvent event = quotes_ ? MarketEvent{quote_} : MarketEvent{trade_};
    read_next();
    return event;
  }
  const std::vector<Symbol>& symbols() const override { return symbols_; }
  Date date() const override { return cursor_.header().first_date; }
  std::optional<Price> reference_price(const Symbol& symbol) const override {
    return symbol == symbols_.front() ? first_price_ : std::nullopt;
  }
  SourceTroubles troubles() const override { return troubles_; }

private:
  void read_next() {
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

  store::RowCursor cursor_;
  std::vector<Symbol> symbols_;
  bool quotes_;
  Trade trade_; ///< the next event is one of the two
  Quote quote_;
  std::optional<Timestamp> time_;
  std::optional<Price> first_price_;
  SourceTroubles troubles_;
};

} // namespace

bool is_stored_day(std::string_view bytes) {
  return store::is_store_file(bytes);
}

Result<StoredDay> open_stored_day(const std::string& name,
                                  const std::shared_ptr<const std::string>& bytes) {
  auto reader = store::StoreReader::open_bytes(name, bytes);
  if (!reader) return tl::unexpected{reader.error()};
  const auto kind = reader->header().kind;
  if (kind != store::DataKind::Trades && kind != store::DataKind::Quotes)
    return fail(ErrorKind::Unsupported, "it holds " + std::string{store::to_string(kind)} +
                                          (kind == store::DataKind::Actions ? "" : " bars") +
                                          ", and a tape is of trades and quotes");
  if (const auto whole = reader->verify(); !whole) return tl::unexpected{whole.error()};
  StoredDay day;
  day.quotes = kind == store::DataKind::Quotes;
  day.source = std::make_unique<StoreSource>(std::move(*reader));
  return day;
}

} // namespace hft::simulated
