#pragma once

#include "adapters/simulated/market/source.hpp"
#include "messages/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hft::simulated {

/// What saved pages hold, in their order.
struct TapePages {
  std::vector<Trade> trades;
  std::vector<Quote> quotes;
  SourceTroubles troubles;
};

/// Reads saved answers of the broker's historical trades and quotes, one after the other or in
/// arrays:
/// `{"trades":{"SPY":[...]}}`, `{"symbol":"SPY","trades":[...]}`, the same with `quotes`, or bare
/// lists of items. Times keep their nanoseconds. `symbol` is whose the items are when nothing in
/// the text says so. Items that make no sense are counted; text that is no JSON is a Failure.
/// `name` is for sentences.
Result<TapePages> read_tape_pages(std::string_view text, const std::string& name,
                                  const std::optional<Symbol>& symbol);

/// Pages of one date, to be played: trades and quotes by time.
class PagesSource final : public MarketSource {
public:
  /// Keeps what is of `date`; what is not is counted in the troubles.
  PagesSource(TapePages pages, Date date, const std::string& name);
  std::optional<Timestamp> next_time() const override;
  MarketEvent take() override;
  const std::vector<Symbol>& symbols() const override { return symbols_; }
  Date date() const override { return date_; }
  std::optional<Price> reference_price(const Symbol& symbol) const override;
  SourceTroubles troubles() const override { return pages_.troubles; }

private:
  bool quote_is_next() const;

  TapePages pages_;
  Date date_;
  std::vector<Symbol> symbols_;
  std::size_t next_trade_ = 0;
  std::size_t next_quote_ = 0;
};

} // namespace hft::simulated
